import {
  GRADES,
  type Certificate,
  type Fact,
  type Grade,
  type Offering,
  type Scalar,
  type Scheme,
  type Vendor,
  type World,
} from '#domain';
import { randomStream } from './random.ts';
import {
  ATTRIBUTES,
  FEATURES,
  LEVELS,
  MARKETS,
  SCHEMES,
  syntheticRegime,
  TODAY,
  VOCABULARY,
} from './synthetic-rules.ts';

const RECORDED = { from: '2026-01-01T00:00:00Z', to: null };
const SOURCE = { title: 'synthetic' };
const ALWAYS = { from: null, to: null };
const PER_VENDOR = 5;
const REGION_LISTS = 400;
const DAY_MS = 86_400_000;
const FLAGS: readonly Scalar[] = [false, true];
const NUMBERS: readonly Scalar[] = Array.from({ length: 1001 }, (_, index) => index);
const FEATURE_LISTS: readonly (readonly Scalar[])[] = FEATURES.map((_, index) =>
  FEATURES.slice(0, index + 1),
);

const GRADE_ENDS = [0.12, 0.55, 0.82, 1];
/** Certificates end between two months ago and three years ahead. */
const ENDS: readonly string[] = Array.from({ length: 1060 }, (_, index) =>
  new Date(Date.parse(TODAY) + (index - 60) * DAY_MS).toISOString().slice(0, 10),
);

function statementOf(id: string, grade: Grade) {
  return {
    id,
    subject: 'synthetic',
    grade,
    // Claimed ones are the vendor's own word; better grades come from others.
    by: grade === 'claimed' ? ('self' as const) : ('third_party' as const),
    asOf: null,
    recorded: RECORDED,
    source: SOURCE,
    confidence: 'high' as const,
  };
}

/** Statements that say the same are one object: a million offerings then fit into memory. */
class Statements {
  private readonly facts = new Map<string, Fact[]>();
  private readonly certificates = new Map<string, Certificate[]>();
  private readonly random: () => number;

  constructor(random: () => number) {
    this.random = random;
  }

  /** Draws the position of a grade; the better ones are likelier for good offerings. */
  private grade(quality: number): number {
    const drawn = this.random() * (0.6 + 0.4 * quality);
    return GRADE_ENDS.findIndex((end) => drawn < end);
  }

  /** A fact whose value is the given one of a fixed list, known by its place there. */
  fact(attribute: string, value: Scalar | readonly Scalar[], place: number, quality: number): Fact {
    const grade = this.grade(quality);
    const known = listIn(this.facts, attribute);
    return (known[place * GRADES.length + grade] ??= {
      kind: 'fact',
      attribute,
      value,
      complete: true,
      valid: ALWAYS,
      ...statementOf(`${attribute} ${place} ${grade}`, GRADES[grade] ?? 'claimed'),
    });
  }

  /** Held for three years, of which a part is over; few have ended already. */
  certificate({ id, levels }: Scheme, level: number, quality: number): Certificate {
    const grade = this.grade(quality);
    const end = Math.floor(this.random() * ENDS.length);
    const known = listIn(this.certificates, id);
    const place = (end * levels.length + level) * GRADES.length + grade;
    return (known[place] ??= this.issue(id, levels[level] ?? null, ENDS[end] ?? TODAY, grade));
  }

  private issue(scheme: string, level: string | null, to: string, grade: number): Certificate {
    const from = `${Number(to.slice(0, 4)) - 3}${to.slice(4).replace('02-29', '02-28')}`;
    return {
      kind: 'certificate',
      scheme,
      level,
      dimension: {},
      status: 'held',
      scope: { text: null, offerings: [], services: [], complete: false },
      registerId: null,
      issued: null,
      lastSurveillance: null,
      valid: { from, to },
      ...statementOf(`${scheme} ${level} ${grade} ${to}`, GRADES[grade] ?? 'claimed'),
    };
  }
}

function listIn<T>(lists: Map<string, T[]>, key: string): T[] {
  let list = lists.get(key);
  if (list === undefined) {
    list = [];
    lists.set(key, list);
  }
  return list;
}

function vendor(id: string): Vendor {
  return {
    id,
    name: id,
    localNames: {},
    aliases: [],
    kind: 'cloud',
    entity: id,
    seat: null,
    status: 'active',
    identifiers: [],
  };
}

function offering(id: string, of: string): Offering {
  return {
    id,
    vendor: of,
    name: id,
    edition: 'public',
    status: 'available',
    available: ALWAYS,
    operator: null,
    runsOn: 'self',
  };
}

/** Draws what an offering states; better ones state more, and better values. */
class Draw {
  private readonly random: () => number;
  private readonly statements: Statements;
  private readonly regions: readonly (readonly string[])[];

  constructor(random: () => number) {
    this.random = random;
    this.statements = new Statements(random);
    this.regions = Array.from({ length: REGION_LISTS }, () => MARKETS.filter(() => random() < 0.5));
  }

  private states(quality: number): boolean {
    return this.random() < 0.55 + 0.45 * quality;
  }

  private level(quality: number, levels: number): number {
    return Math.min(levels - 1, Math.floor((1 - (1 - quality) * this.random()) * levels));
  }

  factsOfOffering(quality: number): readonly Fact[] {
    const list = Math.floor(this.random() * this.regions.length);
    const facts = [this.statements.fact('offering.regions', this.regions[list] ?? [], list, quality)];
    const add = (id: string, values: readonly (Scalar | readonly Scalar[])[], place: () => number): void => {
      if (!this.states(quality)) return;
      const drawn = place();
      facts.push(this.statements.fact(id, values[drawn] ?? false, drawn, quality));
    };
    for (const { id } of ATTRIBUTES.levels) add(id, LEVELS, () => this.level(quality, LEVELS.length));
    for (const { id } of ATTRIBUTES.flags) add(id, FLAGS, () => this.flag(quality));
    for (const { id } of ATTRIBUTES.numbers) add(id, NUMBERS, () => this.level(quality, NUMBERS.length));
    for (const { id } of ATTRIBUTES.sets)
      add(id, FEATURE_LISTS, () => this.level(quality, FEATURE_LISTS.length));
    return facts;
  }

  private flag(quality: number): number {
    return this.random() < 0.4 + 0.6 * quality ? 1 : 0;
  }

  factsOfProvider(quality: number): readonly Fact[] {
    const facts = ATTRIBUTES.providerFlags
      .filter(() => this.states(quality))
      .map(({ id }) => {
        const place = this.flag(quality);
        return this.statements.fact(id, place === 1, place, quality);
      });
    const seat = Math.floor(this.random() * MARKETS.length);
    return [...facts, this.statements.fact('provider.seat', MARKETS[seat] ?? 'AA', seat, quality)];
  }

  certificates(holder: 'offering' | 'provider', quality: number): readonly Certificate[] {
    return SCHEMES.filter((scheme) => scheme.holder === holder && this.states(quality)).map((scheme) =>
      this.statements.certificate(scheme, this.level(quality, scheme.levels.length), quality),
    );
  }
}

/** Writes the id of a synthetic offering. */
export function offeringId(index: number): string {
  return `o${String(index).padStart(7, '0')}`;
}

/**
 * Makes a world of so many offerings and 200 markets, one regime of 28 constraints each. The same size gives the same
 * world; a larger one begins like a smaller one.
 */
export function syntheticWorld(offerings: number, markets: readonly string[] = MARKETS): World {
  const random = randomStream(20_261_124);
  const draw = new Draw(random);
  const world = {
    offerings: new Map<string, Offering>(),
    vendors: new Map<string, Vendor>(),
    facts: new Map<string, readonly Fact[]>(),
    certificates: new Map<string, readonly Certificate[]>(),
  };
  let quality = 0;
  for (let index = 0; index < offerings; index += 1) {
    const owner = `v${String(Math.floor(index / PER_VENDOR)).padStart(7, '0')}`;
    if (index % PER_VENDOR === 0) {
      // Most vendors are good at some things; few are good at all of them.
      quality = 0.98 * random() ** 0.35;
      world.vendors.set(owner, vendor(owner));
      world.facts.set(`provider:${owner}`, draw.factsOfProvider(quality));
      world.certificates.set(`provider:${owner}`, draw.certificates('provider', quality));
    }
    const id = offeringId(index);
    world.offerings.set(id, offering(id, owner));
    world.facts.set(`offering:${id}`, draw.factsOfOffering(quality));
    world.certificates.set(`offering:${id}`, draw.certificates('offering', quality));
  }
  return {
    position: '0',
    vocabulary: VOCABULARY,
    jurisdictions: new Map(),
    groups: new Map(),
    markets: new Map(),
    schemes: new Map(SCHEMES.map((scheme) => [scheme.id, scheme])),
    registers: new Map(),
    equivalences: [],
    regimes: new Map(
      markets.map((market) => {
        const regime = syntheticRegime(market);
        return [regime.id, [regime]];
      }),
    ),
    entities: new Map(),
    holdings: new Map(),
    holderLists: new Map(),
    staleFeeds: new Map(),
    ...world,
  };
}
