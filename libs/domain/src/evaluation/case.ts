import type { SetValue, Test } from '../language/test.ts';
import type { Register } from '../model/scheme.ts';
import { GRADES, type Grade, type Scalar, type Statement, type SubjectRef } from '../model/evidence.ts';
import type { SubjectKind } from '../model/vocabulary.ts';
import type { Day } from '../model/time.ts';
import type { World } from '../model/world.ts';
import type { EffectiveShare } from '../ownership/effective-share.ts';
import type { Truth, UnknownReason } from './decision.ts';
import type { MarketQuestion } from './question.ts';
import type { Finding } from './truth.ts';
import type { WorldIndex } from './world-index.ts';

/** Which statements count in one evaluation. */
export interface Lens {
  /** Position of the lowest grade that counts; below 0 everything does, stale statements included. */
  readonly floor: number;
  /** The vendor's own statements count. */
  readonly self: boolean;
  /** Broken freshness promises and missing dates cost a grade. */
  readonly aging: boolean;
}

const BELOW_EVERY_GRADE = -9;

/** All statements, whatever their grade: the second evaluation of design 3.6. */
export const EVERY_GRADE: Lens = { floor: BELOW_EVERY_GRADE, self: true, aging: true };
/** All statements but the vendor's own. */
export const WITHOUT_OWN_WORD: Lens = { floor: BELOW_EVERY_GRADE, self: false, aging: true };

/** Statements of at least a grade. */
export function lensOf(grade: Grade): Lens {
  return { floor: GRADES.indexOf(grade), self: true, aging: true };
}

/** A statement as one evaluation saw it. */
export interface Considered {
  readonly statement: Statement;
  readonly attribute: string;
  readonly value: Scalar | readonly Scalar[] | null;
  readonly complete: boolean;
  readonly belowGrade: boolean;
  readonly staleSince: Day | null;
  readonly contested: boolean;
  readonly superseded: boolean;
}

/** What is known about an attribute of a subject under a lens. */
export interface Known {
  /** `not-offered`: the need names a choice that the offering certainly hasn't got. */
  readonly status: 'known' | 'missing' | 'contested' | 'not-offered';
  readonly values: readonly Scalar[];
  /** The list is exhaustive. */
  readonly complete: boolean;
  /** Levels only: the true one may be higher. */
  readonly lowerBound: boolean;
  readonly considered: readonly Considered[];
}

/** The statement that a leaf asked for. */
export interface Asked {
  readonly subject: SubjectRef;
  readonly attribute: string;
}

/** The outcome of one node with everything its explanation needs. */
export interface Result {
  readonly test: Test;
  readonly truth: Truth;
  readonly reasons: readonly UnknownReason[];
  readonly children: readonly Result[];
  /** Leaves only. */
  readonly asked: Asked | null;
  readonly considered: readonly Considered[];
  /** Counting statements of other grades may change it, whether or not any is listed. */
  readonly graded: boolean;
  /** Values that messages show: what was found and what was wanted. */
  readonly details: Readonly<Record<string, unknown>>;
}

/** A set of a test, resolved on a day. */
export interface ResolvedSet {
  readonly has: (value: Scalar) => Finding;
  /** Certain members; `open` says why there may be more. */
  readonly members: readonly Scalar[];
  readonly open: readonly UnknownReason[];
}

/** What the selected holders have of an entity's capital or votes. */
export interface StatedShare {
  readonly of: 'capital' | 'votes';
  readonly share: EffectiveShare;
}

/** A register that closes the world on the asked day, with the vendors that were looked for in it. */
export interface ClosedRegister {
  readonly register: Register;
  readonly checked: ReadonlySet<string>;
}

/** One offering looked at for one question; shared by all evaluations of the decision. */
export interface Case {
  readonly world: World;
  readonly index: WorldIndex;
  readonly question: MarketQuestion;
  readonly offering: string;
  readonly vendor: string;
  /** The value assumed for each choice attribute that isn't ordered; `null`: one that isn't listed. */
  readonly choices: ReadonlyMap<string, Scalar | null>;
  /** Facts resolved so far. */
  readonly known: Map<string, Known>;
  /** Results of tests that read nothing but the need, shared by all offerings. */
  readonly ofNeed: Map<Test, Result>;
  /** Results for this offering that rest on no statement, and so are the same whichever statements count. */
  readonly unstated: Map<Test, Result>;
  /** Sets that depend on nothing but the question, resolved once. */
  readonly sets: Map<SetValue, ResolvedSet>;
  /** Shares that tests of ownership worked out, by grade and entity. */
  readonly shares: Map<Test, Map<string, readonly StatedShare[]>>;
  /** By scheme: register readings that close the world on the asked day. */
  readonly closed: Map<string, readonly ClosedRegister[]>;
}

/** Where in a case a test is evaluated: whose facts it reads, and which of them count. */
export interface Scope {
  readonly case: Case;
  readonly lens: Lens;
  /** Usually those of the case; the layer below or a partner inside `every` and `some`. */
  readonly offering: string;
  readonly provider: string;
  readonly items: Readonly<Partial<Record<SubjectKind, SubjectRef>>>;
  /** Vendors whose additive facts are summed (`meetBy: pooled`). */
  readonly pool: readonly string[];
  /** Evaluates a test; passed along so that certificates and lists need not know the nodes. */
  readonly evaluate: (scope: Scope, test: Test) => Result;
  /** Schemes whose equivalences are being followed, so that cycles end. */
  readonly following: readonly string[];
}

/** The subject that facts of a kind are about in a scope; `null` outside the list that it belongs to. */
export function subjectOf(scope: Scope, kind: SubjectKind): SubjectRef | null {
  switch (kind) {
    case 'provider':
      return `provider:${scope.provider}`;
    case 'offering':
    case 'offer':
      return `${kind}:${scope.offering}`;
    default:
      return scope.items[kind] ?? null;
  }
}

/** Says whether a result rests on statements at all, so that counting others could change it. */
export function readsStatements(result: Result): boolean {
  return result.graded || result.considered.length > 0 || result.children.some(readsStatements);
}

/** What the decisions of one question remember for each other. */
export type Memory = Pick<Case, 'known' | 'ofNeed' | 'sets' | 'shares' | 'closed'>;

/** A memory that holds nothing yet. */
export function emptyMemory(): Memory {
  return { known: new Map(), ofNeed: new Map(), sets: new Map(), shares: new Map(), closed: new Map() };
}

/** Facts of one offering are of no use for the next; beyond so many they are forgotten. */
const KEPT_FACTS = 500;

/** Keeps a memory from growing with the number of offerings. */
export function trimMemory(memory: Memory): void {
  if (memory.known.size > KEPT_FACTS) memory.known.clear();
}
