import {
  readRegime,
  type Attribute,
  type NeedPath,
  type Regime,
  type Scheme,
  type ValueType,
  type Vocabulary,
} from '#domain';
import { pick, randomStream } from './random.ts';

/** The day on which synthetic questions are asked. */
export const TODAY = '2026-11-24';
/** Codes of synthetic markets: two letters each. */
export const MARKETS: readonly string[] = Array.from({ length: 200 }, (_, index) =>
  String.fromCharCode(65 + Math.floor(index / 26), 65 + (index % 26)),
);
export const LEVELS: readonly string[] = ['none', 'basic', 'substantial', 'high'];
export const FEATURES: readonly string[] = Array.from({ length: 12 }, (_, index) => `feature${index}`);

function attribute(id: string, type: ValueType, over: Partial<Attribute> = {}): Attribute {
  return {
    id,
    subject: id.startsWith('provider') ? 'provider' : 'offering',
    type,
    levels: type === 'level' ? LEVELS : [],
    codes: [],
    unit: null,
    many: false,
    additive: false,
    choice: false,
    description: id,
    pattern: false,
    ...over,
  };
}

function numbered<T>(count: number, make: (index: number) => T): readonly T[] {
  return Array.from({ length: count }, (_, index) => make(index));
}

/** Attributes by the kind of test that is asked of them. */
export const ATTRIBUTES = {
  levels: numbered(8, (index) => attribute(`offering.level${index}`, 'level')),
  flags: numbered(8, (index) => attribute(`offering.flag${index}`, 'boolean')),
  numbers: numbered(6, (index) => attribute(`offering.number${index}`, 'number')),
  sets: numbered(4, (index) => attribute(`offering.set${index}`, 'code', { many: true, codes: FEATURES })),
  providerFlags: numbered(4, (index) => attribute(`provider.flag${index}`, 'boolean')),
  seats: [attribute('provider.seat', 'country')],
  regions: [attribute('offering.regions', 'country', { many: true, choice: true })],
} as const;

/** Needs of synthetic questions: whom for, and how well protected. */
const NEEDS: readonly NeedPath[] = [
  {
    id: 'buyer.kind',
    type: 'code',
    many: false,
    levels: [],
    codes: ['public', 'private'],
    unstated: 'ask',
    duty: false,
    description: 'who buys',
  },
  {
    id: 'deployment',
    type: 'country',
    many: true,
    levels: [],
    codes: [],
    unstated: 'none',
    duty: false,
    description: 'where',
  },
];

/** The vocabulary of synthetic worlds. */
export const VOCABULARY: Vocabulary = {
  version: 'synthetic',
  attributes: new Map(
    Object.values(ATTRIBUTES)
      .flat()
      .map((entry) => [entry.id, entry]),
  ),
  needs: new Map(NEEDS.map((need) => [need.id, need])),
  relations: [],
};

/** Certification schemes with three levels each; the last four are held by providers. */
export const SCHEMES: readonly Scheme[] = numbered(16, (index) => ({
  id: `scheme${index}`,
  holder: index < 12 ? ('offering' as const) : ('provider' as const),
  levels: ['bronze', 'silver', 'gold'],
  aliases: {},
  dimensions: {},
  validity: 'P36M',
  followUp: null,
  capsUnderlying: false,
}));

type Document = Readonly<Record<string, unknown>>;

/** Every leaf that synthetic regimes are made of, so that markets share them. */
const LEAVES: readonly Document[] = [
  ...SCHEMES.flatMap(({ id, levels }) => levels.map((level) => ({ certificate: id, atLeast: level }))),
  ...ATTRIBUTES.levels.flatMap(({ id }) => LEVELS.slice(1).map((level) => ({ fact: id, atLeast: level }))),
  ...[...ATTRIBUTES.flags, ...ATTRIBUTES.providerFlags].map(({ id }) => ({ fact: id, is: true })),
  ...ATTRIBUTES.numbers.flatMap(({ id }) => [100, 250, 400].map((bound) => ({ fact: id, atLeast: bound }))),
  ...ATTRIBUTES.sets.flatMap(({ id }) => FEATURES.map((feature) => ({ fact: id, includes: [feature] }))),
  ...MARKETS.slice(0, 10).map((code) => ({ fact: 'provider.seat', notIn: [code] })),
];

/** What only some of those who pass the gates have, so that scores differ. */
const HARD_LEAVES: readonly Document[] = [
  ...SCHEMES.map(({ id }) => ({ certificate: id, atLeast: 'gold' })),
  ...ATTRIBUTES.levels.map(({ id }) => ({ fact: id, atLeast: 'high' })),
  ...ATTRIBUTES.numbers.flatMap(({ id }) => [850, 950].map((bound) => ({ fact: id, atLeast: bound }))),
  ...ATTRIBUTES.sets.map(({ id }) => ({ fact: id, includes: [FEATURES[FEATURES.length - 1]] })),
];

const GATES = 20;
const SCORED = 8;

/** About 28 constraints of one market: 20 gates (some joined, conditional or declarable) and 8 scored criteria. */
function requirementsOf(random: () => number): readonly Document[] {
  const source = { ref: 's1' };
  const evidences = ['claimed', 'documented', 'documented', 'audited'];
  const gates = numbered(GATES, (index): Document => {
    const shape = random();
    const leaf = pick(random, LEAVES);
    const test =
      shape < 0.15
        ? { any: [leaf, pick(random, LEAVES)] }
        : shape < 0.25
          ? { all: [leaf, pick(random, LEAVES)] }
          : leaf;
    return {
      id: `gate${index}`,
      title: `Gate ${index}`,
      kind: 'gate',
      unit: 'offering',
      test,
      evidence: pick(random, evidences),
      confidence: 'high',
      source,
      ...(index % 7 === 3 ? { declarable: true } : {}),
      ...(index % 7 === 5 ? { when: { need: 'buyer.kind', in: ['public'] } } : {}),
    };
  });
  const scored = numbered(SCORED, (index): Document => ({
    id: `scored${index}`,
    title: `Criterion ${index}`,
    kind: 'scored',
    unit: 'offering',
    ...(index % 2 === 0
      ? { test: pick(random, HARD_LEAVES), points: 1 }
      : { ladder: [1, 2, 4].map((points) => ({ points, test: pick(random, HARD_LEAVES) })) }),
    objective: `SOV-${index + 1}`,
    evidence: 'claimed',
    confidence: 'high',
    source,
  }));
  return [...gates, ...scored];
}

/** One regime per market, made of the shared leaves; `version` other than 1 changes its last two gates. */
export function syntheticRegime(market: string, version = 1): Regime {
  const random = randomStream(7_000 + MARKETS.indexOf(market));
  const requirements = requirementsOf(random);
  const changed = randomStream(90_000 + version);
  const current =
    version === 1
      ? requirements
      : requirements.map((one, index) =>
          index === GATES - 1 || index === GATES - 2 ? { ...one, test: pick(changed, LEAVES) } : one,
        );
  const document = {
    schema: 'placet.regime/v1',
    id: `regime-${market.toLowerCase()}`,
    version: String(version),
    market,
    title: `Rules of ${market}`,
    authority: 'authority',
    status: 'in_force',
    valid: { from: '2020-01-01' },
    sources: [{ id: 's1', title: 'the law' }],
    requirements: current,
  };
  const names = { schemes: new Map(SCHEMES.map((scheme) => [scheme.id, scheme])), groups: new Map() };
  const reading = readRegime(document, VOCABULARY, names, '2026-01-01T00:00:00Z');
  if (!reading.ok) throw new Error(`Synthetic regime refused: ${JSON.stringify(reading.problems)}`);
  return reading.regime;
}
