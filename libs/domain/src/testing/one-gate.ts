import { decide } from '../evaluation/decide.ts';
import type { MarketQuestion } from '../evaluation/question.ts';
import type { Certificate, Fact } from '../model/evidence.ts';
import type { Need } from '../model/need.ts';
import type { Offering } from '../model/vendor.ts';
import {
  entity,
  fact,
  gate,
  group,
  holding,
  offering,
  regimeDocument,
  scheme,
  TODAY,
  vendor,
  worldOf,
} from './world.ts';

/** What a test world of one gate holds besides its regime. */
export interface GateParts {
  readonly facts?: readonly Fact[];
  readonly certificates?: readonly Certificate[];
  readonly need?: Need;
  readonly question?: Partial<MarketQuestion>;
  readonly runsOn?: Offering['runsOn'];
  readonly define?: Readonly<Record<string, unknown>>;
}

/** Evaluates a test as the only gate of one offering `a` in KR; facts must be documented to count. */
export function requirementOf(test: unknown, parts: GateParts = {}) {
  const world = worldOf({
    groups: [
      group('BLOC', ['KR', { code: 'JP', from: '2026-01-01' }, { code: 'XX', confidence: 'low' }], {
        bloc: true,
        undecided: ['UA'],
      }),
      group('OPEN', ['CN'], { complete: false }),
      group('MAKERS', ['badco'], { kind: 'entity' }),
    ],
    schemes: [
      scheme('CERT', ['low', 'high'], { dimensions: { part: ['basic', 'full'] } }),
      scheme('SITE', ['held'], { holder: 'facility' }),
      scheme('FIRM', ['held'], { holder: 'provider' }),
    ],
    vendors: [vendor('a'), vendor('b'), vendor('maker', { entity: 'goodco' })],
    offerings: [
      offering('a', { runsOn: parts.runsOn === undefined ? 'self' : parts.runsOn }),
      offering('b'),
      offering('c', { vendor: 'b', runsOn: null }),
    ],
    entities: [entity('a', 'KR'), entity('state', 'KR', 'state'), entity('person', 'US', 'person')],
    holdings: [holding('state', 'a', 60), holding('person', 'a', 40, { rights: ['veto'] })],
    holderLists: [{ owned: 'a', complete: true }],
    regimes: [
      regimeDocument('r', [gate('g', test)], parts.define === undefined ? {} : { define: parts.define }),
    ],
    facts: parts.facts ?? [],
    certificates: parts.certificates ?? [],
  });
  const decision = decide(world, {
    offering: 'a',
    market: 'KR',
    need: parts.need ?? {},
    asOf: TODAY,
    ...parts.question,
  });
  return { decision, requirement: decision.requirements[0] };
}
/** The outcome of a test as the only gate of an offering. */
export function outcome(test: unknown, parts: GateParts = {}) {
  return requirementOf(test, parts).requirement?.outcome;
}
/** A documented fact about the offering `a`, its vendor or its offer, as the attribute says. */
export function stated(attribute: string, value: Fact['value'], over: Partial<Fact> = {}): Fact {
  const [kind = ''] = attribute.split('.');
  return fact(`${kind}:a`, attribute, value, over);
}
