import {
  changedKeys,
  ownersAbove,
  placesOf,
  relatedSubjects,
  vendorsAmong,
  type Decision,
  type Placeable,
  type UnknownsPolicy,
  type Verdict,
  type World,
} from '#domain';
import type { RankedPage } from './ranked-page.ts';
import { changedSubjects } from './world-changes.ts';
import { changedParts } from './world-share.ts';

/** Parts in which an overlay may differ and yet touch few offerings: vendors, and who owns them. */
const OWN_PARTS: ReadonlySet<string> = new Set([
  'vendors',
  'offerings',
  'entities',
  'holdings',
  'holderLists',
]);

/**
 * The offerings about which a world may decide otherwise than the one that it is laid over: those that it adds, and those
 * for which a decision may read what it adds or takes away. `null`: any of them, since it differs in more than that.
 */
export function affectedOfferings(
  below: World,
  above: World,
  team: readonly string[] = [],
): ReadonlySet<string> | null {
  const parts = changedParts(below, above);
  if (below.regimes !== above.regimes || [...parts].some((part) => !OWN_PARTS.has(part))) return null;
  const subjects = new Set(changedSubjects(below, above));
  const offerings = new Set(changedKeys(below.offerings, above.offerings));
  const vendors = new Set(changedKeys(below.vendors, above.vendors));
  const owned = new Set([
    ...changedKeys(below.entities, above.entities),
    ...changedKeys(below.holdings, above.holdings),
    ...changedKeys(below.holderLists, above.holderLists),
  ]);
  const affected = new Set<string>();
  for (const [id, { vendor }] of above.offerings) {
    const related = relatedSubjects(above, id, team);
    const makers = vendorsAmong(related);
    if (
      offerings.has(id) ||
      vendors.has(vendor) ||
      makers.some((maker) => vendors.has(maker)) ||
      [...related].some((subject) => subjects.has(subject) || offerings.has(offeringIn(subject))) ||
      (owned.size > 0 && [...ownersAbove(above, makers)].some((entity) => owned.has(entity)))
    )
      affected.add(id);
  }
  return affected;
}

function offeringIn(subject: string): string {
  return subject.startsWith('offering:') ? subject.slice('offering:'.length) : '';
}

/** What an overlay lays over a ranking. */
export interface Overlay {
  readonly market: string;
  readonly policy: UnknownsPolicy;
  /** Offerings that may be decided otherwise, or that there are in one of the worlds only. */
  readonly affected: ReadonlySet<string>;
  /** Their decisions in the world above. */
  readonly decisions: readonly Decision[];
}

/**
 * Lays decisions over a whole ranking of the world below: what an overlay doesn't touch keeps what is known of it, and
 * places are found anew. The same as ranking the world above.
 */
export function overlaidRanking(
  { order, counts }: RankedPage,
  below: World,
  { market, policy, affected, decisions }: Overlay,
): RankedPage {
  const tally: Record<Verdict | 'none', number> = { ...counts };
  for (const { offering, verdict } of order) if (affected.has(offering)) tally[verdict] -= 1;
  const ranked = new Set(order.map(({ offering }) => offering));
  for (const id of affected) if (below.offerings.has(id) && !ranked.has(id)) tally.none -= 1;
  for (const { verdict } of decisions) tally[verdict ?? 'none'] += 1;
  const kept = order.filter(({ offering }) => !affected.has(offering)).map((place) => ({ ...place, market }));
  const decided = decisions.flatMap((decision): (Placeable & { verdict: Verdict })[] =>
    decision.verdict === null ? [] : [{ ...decision, verdict: decision.verdict }],
  );
  return {
    order: placesOf<Placeable & { verdict: Verdict }>([...kept, ...decided], policy).map(
      ({ rank, run, notComparable, item }) => ({
        rank,
        offering: item.offering,
        verdict: item.verdict,
        score: { low: item.score.low, high: item.score.high },
        gates: item.gates,
        coverage: item.coverage,
        registeredGates: item.registeredGates,
        claimedAgainst: item.claimedAgainst,
        nothingAgainst: item.nothingAgainst,
        run,
        notComparable,
      }),
    ),
    counts: tally,
    total: kept.length + decided.length,
  };
}
