import { indexOf } from '../evaluation/world-index.ts';
import { EVERY_GRADE } from '../evaluation/case.ts';
import { countedGrade, mayDecide } from '../evaluation/facts/known-fact.ts';
import { listOf, sameValue } from '../evaluation/facts/scalar.ts';
import type { Fact, SubjectRef } from '../model/evidence.ts';
import { covers, type Day } from '../model/time.ts';
import type { World } from '../model/world.ts';

/**
 * Where a fact stands among those about the same thing: it decides, is one of several partial lists that are merged,
 * says the same as the one that decides, lost, is contested, or doesn't count at all.
 */
export type StandingOfFact = 'decides' | 'merged' | 'agrees' | 'outranked' | 'contested' | 'not-counted';

/** Why a fact stands where it does (design 3.3). */
export type ConflictReason =
  | 'grade'
  | 'later-start'
  | 'later-recording'
  | 'complete-list'
  | 'contradicted'
  | 'disputed'
  | 'equal-rank'
  | 'not-valid'
  | 'low-confidence'
  | 'dispute-upheld';

/** One fact with its place among its rivals. */
export interface ConflictEntry {
  readonly fact: Fact;
  readonly standing: StandingOfFact;
  /** The fact that it lost to, agrees with or is contested by. */
  readonly against: string | null;
  readonly why: ConflictReason | null;
}

interface Ranked {
  readonly fact: Fact;
  readonly grade: number;
}

function later(left: string, right: string): number {
  return left > right ? -1 : left < right ? 1 : 0;
}

function startOf({ fact }: Ranked): string {
  return fact.valid.from ?? '';
}

function compare(a: Ranked, b: Ranked): number {
  return (
    b.grade - a.grade || later(startOf(a), startOf(b)) || later(a.fact.recorded.from, b.fact.recorded.from)
  );
}

/** Why the first of two ranks above the second. */
function reasonOf(winner: Ranked, loser: Ranked): ConflictReason {
  if (winner.grade !== loser.grade) return 'grade';
  if (startOf(winner) !== startOf(loser)) return 'later-start';
  return winner.fact.recorded.from === loser.fact.recorded.from ? 'equal-rank' : 'later-recording';
}

const isDisputed = ({ fact }: Ranked): boolean => fact.dispute?.status === 'open';

function within(part: Fact, whole: Fact): boolean {
  const values = listOf(whole.value);
  return listOf(part.value).every((value) => values.some((other) => sameValue(value, other)));
}

function same(a: Fact, b: Fact): boolean {
  return within(a, b) && within(b, a) && (a.lowerBound ?? false) === (b.lowerBound ?? false);
}

function entry(
  { fact }: Ranked,
  standing: StandingOfFact,
  against: Fact | null = null,
  why: ConflictReason | null = null,
): ConflictEntry {
  return { fact, standing, against: against?.id ?? null, why };
}

function contested(ranked: readonly Ranked[], equals: readonly Ranked[]): readonly ConflictEntry[] {
  const [first] = equals;
  return ranked.map((one) => {
    if (first === undefined || !equals.includes(one)) return lost(first ?? one, one);
    const rival = equals.find((other) => other !== one && !same(other.fact, one.fact));
    return entry(one, 'contested', rival?.fact ?? null, isDisputed(one) ? 'disputed' : 'equal-rank');
  });
}

function lost(winner: Ranked, loser: Ranked): ConflictEntry {
  const standing = same(winner.fact, loser.fact) ? 'agrees' : 'outranked';
  return entry(loser, standing, winner.fact, reasonOf(winner, loser));
}

function settleSingle(ranked: readonly Ranked[], best: Ranked): readonly ConflictEntry[] {
  const equals = ranked.filter((other) => compare(best, other) === 0);
  if (equals.some(isDisputed) || equals.some(({ fact }) => !same(fact, best.fact)))
    return contested(ranked, equals);
  return ranked.map((one) => (one === best ? entry(one, 'decides') : lost(best, one)));
}

function settleList(ranked: readonly Ranked[]): readonly ConflictEntry[] {
  const complete = ranked.find(({ fact }) => fact.complete);
  const partial = ranked.filter((one) => !one.fact.complete && !isDisputed(one));
  if (complete !== undefined) {
    const better = partial.filter((other) => compare(other, complete) < 0);
    if (better.every(({ fact }) => within(fact, complete.fact))) {
      const equals = ranked.filter((other) => compare(other, complete) === 0);
      const agreed = equals.every(({ fact }) =>
        fact.complete ? same(fact, complete.fact) : within(fact, complete.fact),
      );
      if (!agreed || isDisputed(complete)) return contested(ranked, equals);
      return ranked.map((one) =>
        one === complete
          ? entry(one, 'decides')
          : entry(
              one,
              within(one.fact, complete.fact) ? 'agrees' : 'outranked',
              complete.fact,
              'complete-list',
            ),
      );
    }
  }
  if (partial.length === 0) return contested(ranked, ranked);
  return ranked.map((one) => {
    if (partial.includes(one)) return entry(one, 'merged');
    const rival = partial.find(({ fact }) => !within(fact, one.fact));
    return entry(one, 'outranked', rival?.fact ?? null, isDisputed(one) ? 'disputed' : 'contradicted');
  });
}

function notCounted(fact: Fact, asOf: Day): ConflictEntry | null {
  const base = { fact, standing: 'not-counted', against: null } as const;
  if (!covers(fact.valid, asOf)) return { ...base, why: 'not-valid' };
  if (fact.dispute?.status === 'upheld') return { ...base, why: 'dispute-upheld' };
  return mayDecide(fact, EVERY_GRADE) ? null : { ...base, why: 'low-confidence' };
}

/**
 * Says of every fact about one attribute of a subject where it stands on a day, with all grades counted: which one
 * decides, which ones lost and to what, which are contested. Losers stay visible.
 */
export function conflictsAbout(
  world: World,
  subject: SubjectRef,
  attribute: string,
  asOf: Day,
): readonly ConflictEntry[] {
  const index = indexOf(world);
  const stated = index.facts(subject, attribute);
  const out = stated.flatMap((fact) => notCounted(fact, asOf) ?? []);
  const silent = new Set(out.map(({ fact }) => fact));
  const ranked = stated
    .filter((fact) => !silent.has(fact))
    .map((fact) => ({ fact, grade: countedGrade(world, fact, asOf, EVERY_GRADE) }))
    .toSorted(compare);
  const [best] = ranked;
  if (best === undefined) return out;
  const many = index.attribute(attribute)?.many ?? true;
  return [...(many ? settleList(ranked) : settleSingle(ranked, best)), ...out];
}
