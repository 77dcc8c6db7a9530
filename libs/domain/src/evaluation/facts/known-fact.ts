import { GRADES, type Fact, type Scalar, type Statement, type SubjectRef } from '../../model/evidence.ts';
import { covers, type Day } from '../../model/time.ts';
import type { World } from '../../model/world.ts';
import type { Case, Considered, Known, Lens } from '../case.ts';
import { listOf, sameValue } from './scalar.ts';

/** Nothing is stated. */
export const MISSING: Known = {
  status: 'missing',
  values: [],
  complete: false,
  lowerBound: false,
  considered: [],
};

/** The day since which a statement's source has broken its freshness promise, seen from a day. */
export function staleSince(world: World, statement: Pick<Statement, 'source'>, asOf: Day): Day | null {
  const { feed } = statement.source;
  const since = feed === undefined ? undefined : world.staleFeeds.get(feed);
  return since === undefined || since > asOf ? null : since;
}

/** The position of the grade at which a statement counts: a stale one counts one grade lower. */
export function countedGrade(world: World, statement: Statement, asOf: Day, lens: Lens): number {
  const loss = lens.aging && staleSince(world, statement, asOf) !== null ? 1 : 0;
  return GRADES.indexOf(statement.grade) - loss;
}

/** Says whether a statement may decide anything at all under a lens, its grade aside. */
export function mayDecide(statement: Statement, lens: Lens): boolean {
  if (statement.confidence === 'low' || statement.dispute?.status === 'upheld') return false;
  return lens.self || statement.by !== 'self';
}

interface Ranked {
  readonly fact: Fact;
  readonly grade: number;
}

function valuesOf(fact: Fact): readonly Scalar[] {
  return listOf(fact.value);
}

/** Later first. */
function later(left: string, right: string): number {
  return left > right ? -1 : left < right ? 1 : 0;
}

/** Better first: higher grade, then later start, then later recording. */
function compareRank(a: Ranked, b: Ranked): number {
  return (
    b.grade - a.grade ||
    later(a.fact.valid.from ?? '', b.fact.valid.from ?? '') ||
    later(a.fact.recorded.from, b.fact.recorded.from)
  );
}

function within(part: readonly Scalar[], whole: readonly Scalar[]): boolean {
  return part === whole || part.every((value) => whole.some((other) => sameValue(value, other)));
}

function sameSet(left: readonly Scalar[], right: readonly Scalar[]): boolean {
  return within(left, right) && within(right, left);
}

function union(lists: readonly (readonly Scalar[])[]): readonly Scalar[] {
  const merged: Scalar[] = [];
  for (const value of lists.flat()) {
    if (!merged.some((other) => sameValue(value, other))) merged.push(value);
  }
  return merged;
}

interface Settled {
  readonly status: 'known' | 'contested';
  readonly values: readonly Scalar[];
  readonly complete: boolean;
  readonly lowerBound: boolean;
  /** Facts that the value rests on. */
  readonly used: readonly Fact[];
}

function contested(used: readonly Fact[]): Settled {
  return { status: 'contested', values: [], complete: false, lowerBound: false, used };
}

/** The best statement decides; an equally good one with another value contests it, and so does an open dispute. */
function settleSingle(ranked: readonly Ranked[], best: Ranked): Settled {
  const equals = ranked.filter((other) => compareRank(best, other) === 0);
  const values = valuesOf(best.fact);
  const agreed = equals.every(
    ({ fact }) =>
      sameSet(valuesOf(fact), values) && (fact.lowerBound ?? false) === (best.fact.lowerBound ?? false),
  );
  if (!agreed || equals.some(({ fact }) => fact.dispute?.status === 'open')) {
    return contested(equals.map(({ fact }) => fact));
  }
  return {
    status: 'known',
    values,
    complete: true,
    lowerBound: best.fact.lowerBound ?? false,
    used: [best.fact],
  };
}

/** The best complete list decides unless better partial ones contradict it; partial lists merge by union. */
function settleList(ranked: readonly Ranked[]): Settled {
  const undisputed = ranked.filter(({ fact }) => fact.dispute?.status !== 'open');
  const complete = ranked.find(({ fact }) => fact.complete);
  const partial = undisputed.filter(({ fact }) => !fact.complete);
  if (complete !== undefined) {
    const values = valuesOf(complete.fact);
    const better = partial.filter((other) => compareRank(other, complete) < 0);
    if (better.every(({ fact }) => within(valuesOf(fact), values))) {
      const equals = ranked.filter((other) => compareRank(other, complete) === 0);
      const agreed = equals.every(({ fact }) =>
        fact.complete ? sameSet(valuesOf(fact), values) : within(valuesOf(fact), values),
      );
      if (!agreed || complete.fact.dispute?.status === 'open')
        return contested(equals.map(({ fact }) => fact));
      return { status: 'known', values, complete: true, lowerBound: false, used: [complete.fact] };
    }
  }
  if (partial.length === 0) return contested(ranked.map(({ fact }) => fact));
  return {
    status: 'known',
    values: union(partial.map(({ fact }) => valuesOf(fact))),
    complete: false,
    lowerBound: false,
    used: partial.map(({ fact }) => fact),
  };
}

function resolve(own: FactReader, subject: SubjectRef, attribute: string, day: Day, lens: Lens): Known {
  const { world, question, index } = own;
  const definition = index.attribute(attribute);
  const many = definition?.many ?? true;
  const mayStandFor = (fact: Fact): boolean =>
    (definition?.onlyBy === undefined || fact.by === definition.onlyBy) && mayDecide(fact, lens);
  const stated = index.facts(subject, attribute).filter((fact) => covers(fact.valid, day));
  if (stated.length === 0) return MISSING;
  const graded = stated.map((fact) => ({ fact, grade: countedGrade(world, fact, question.asOf, lens) }));
  const ranked = graded
    .filter(({ fact, grade }) => mayStandFor(fact) && grade >= lens.floor)
    .toSorted(compareRank);
  const best = ranked[0];
  const settled = best === undefined ? null : many ? settleList(ranked) : settleSingle(ranked, best);
  const considered = graded.map(({ fact, grade }): Considered => {
    const used = settled?.used.includes(fact) ?? false;
    return {
      statement: fact,
      attribute,
      value: fact.value,
      complete: fact.complete,
      belowGrade: grade < lens.floor,
      staleSince: staleSince(world, fact, question.asOf),
      contested: fact.dispute?.status === 'open' || (used && settled?.status === 'contested'),
      superseded: fact.dispute?.status === 'upheld' || (!used && grade >= lens.floor && settled !== null),
    };
  });
  if (settled === null) return { ...MISSING, considered };
  return {
    status: settled.status,
    values: settled.values,
    complete: settled.complete,
    lowerBound: settled.lowerBound,
    considered,
  };
}

/** The part of a case that settles facts, which lists of what is known have as well. */
export type FactReader = Pick<Case, 'world' | 'index' | 'known'> & {
  readonly question: Pick<Case['question'], 'asOf'>;
};

/** What is known about an attribute of a subject on a day: the contradictions of design 3.3 settled. */
export function knownFact(
  own: FactReader,
  subject: SubjectRef,
  attribute: string,
  day: Day,
  lens: Lens,
): Known {
  const key = `${subject} ${attribute} ${day} ${lens.floor} ${lens.self} ${lens.aging}`;
  let known = own.known.get(key);
  if (known === undefined) {
    known = resolve(own, subject, attribute, day, lens);
    own.known.set(key, known);
  }
  return known;
}
