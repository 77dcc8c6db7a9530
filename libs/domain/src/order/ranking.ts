import type { Decision, Verdict } from '../evaluation/decision.ts';
import {
  compareClass,
  compareInClass,
  compareInRun,
  orderKey,
  overlaps,
  type OrderKey,
  type Placeable,
  type UnknownsPolicy,
} from './order-key.ts';

/** A decision at its place. */
export interface RankedDecision {
  /** From 1, without gaps or ties. */
  readonly rank: number;
  readonly decision: Decision;
  /** Its score overlaps by more than half with that of its run, so coverage decided there. */
  readonly notComparable: boolean;
  /** Counts runs from 1; decisions of one run share it. */
  readonly run: number;
}

/** Splits a sorted list into runs: each takes in what follows its first member, in the same class, while it overlaps. */
export function runsOf<T>(sorted: readonly T[], keyOf: (item: T) => OrderKey): readonly (readonly T[])[] {
  const runs: T[][] = [];
  let first: OrderKey | null = null;
  for (const item of sorted) {
    const key = keyOf(item);
    const run = runs.at(-1);
    if (
      run !== undefined &&
      first !== null &&
      compareClass(first, key) === 0 &&
      overlaps(first.interval, key.interval)
    ) {
      run.push(item);
    } else {
      runs.push([item]);
      first = key;
    }
  }
  return runs;
}

/**
 * Ranks decisions (design 3.7, 3.8); the same set gives the same ranking in whatever order it arrives.
 *
 * "Scores that overlap by more than half are not comparable, and there coverage goes first" is no order by itself: A
 * may overlap B and B overlap C while A stays clear of C, and the three rules then run in a circle. So overlaps are
 * read along the ranking: decisions are first sorted by class, score, coverage, registered gates and offering, which
 * is a total order; then each run of neighbours that overlap with the first of the run is sorted again by coverage.
 * The place is thus the lexical order of (class, number of the run, coverage, score, registered gates, offering, market),
 * total and transitive, and of two decisions alone the rule always holds to the letter. The price: a third decision may
 * end a run and so change which of the two rules places the other two.
 */
export function rankDecisions(
  decisions: readonly Decision[],
  policy: UnknownsPolicy = 'conservative',
): readonly RankedDecision[] {
  return placesOf(decisions, policy).map(({ item, ...place }) => ({ ...place, decision: item }));
}

/** Something at its place in a ranking. */
export interface Placed<Item> extends Omit<RankedDecision, 'decision'> {
  readonly item: Item;
}

/** Puts in order whatever has what places are made of, as {@link rankDecisions} does. */
export function placesOf<Item extends Placeable>(
  items: readonly Item[],
  policy: UnknownsPolicy,
): readonly Placed<Item>[] {
  const keyed = items
    .map((item) => ({ item, key: orderKey(item, policy) }))
    .toSorted((a, b) => compareClass(a.key, b.key) || compareInClass(a.key, b.key));
  const placed: Placed<Item>[] = [];
  runsOf(keyed, ({ key }) => key).forEach((members, index) => {
    for (const { item } of members.toSorted((a, b) => compareInRun(a.key, b.key))) {
      placed.push({ rank: placed.length + 1, item, notComparable: members.length > 1, run: index + 1 });
    }
  });
  return placed;
}

/** How many decisions there are per verdict; `none` counts offerings that are not on sale. */
export function countVerdicts(decisions: readonly Decision[]): Readonly<Record<Verdict | 'none', number>> {
  const counts = { eligible: 0, conditional: 0, unregulated: 0, unknown: 0, ineligible: 0, none: 0 };
  for (const { verdict } of decisions) counts[verdict ?? 'none'] += 1;
  return counts;
}
