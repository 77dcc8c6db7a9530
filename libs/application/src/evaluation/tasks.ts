import type { Day, Decision, MarketQuestion, UnknownsPolicy, Verdict } from '#domain';
import type { ForeseenFlip } from '../standing/foreseen-flips.ts';
import type { WorldPatch } from './world-patch.ts';

/** Worlds that follow each other: those that answers are from, and those that standing verdicts go through. */
export type Line = 'answers' | 'standing';

/** Where an offering stands in a ranking. */
export interface Place {
  /** From 1, without gaps or ties. */
  readonly rank: number;
  readonly offering: string;
  readonly verdict: Verdict;
  /** Its score overlaps with its neighbours' by more than half, so coverage decided there. */
  readonly notComparable: boolean;
}

/** How many offerings there are per verdict, and the first places: all of them unless there are very many. */
export interface Ranks {
  readonly counts: Readonly<Record<Verdict | 'none', number>>;
  readonly places: readonly Place[];
  readonly isWhole: boolean;
}

/** The verdict of every offering, in the order of their ids: a bit each in one plane per verdict. */
export interface VerdictBits {
  readonly planes: readonly Uint32Array[];
  readonly counts: Readonly<Record<Verdict, number>>;
}

interface AboutQuestion {
  readonly question: MarketQuestion;
}

/** What can be asked about a world, by name: with what, and what comes of it. */
export interface Tasks {
  /** The order of all offerings that have a verdict. */
  readonly rank: {
    readonly asked: AboutQuestion & { readonly policy: UnknownsPolicy };
    readonly answer: Ranks;
  };
  /** Some places of an order that is too long to be told as a whole. */
  readonly places: {
    readonly asked: AboutQuestion & {
      readonly policy: UnknownsPolicy;
      readonly from: number;
      readonly to: number;
    };
    readonly answer: readonly Place[];
  };
  /** Decisions by the reference evaluator. */
  readonly decide: {
    readonly asked: AboutQuestion & { readonly offerings: readonly string[] };
    readonly answer: readonly Decision[];
  };
  /** For each offering the first day on which its verdict differs; `null`: never. */
  readonly until: {
    readonly asked: AboutQuestion & { readonly offerings: readonly string[] };
    readonly answer: readonly (Day | null)[];
  };
  /** The verdicts of all offerings. */
  readonly verdicts: { readonly asked: AboutQuestion; readonly answer: VerdictBits };
  /** How the verdicts of a market's default need will turn after a day, in the order of days. */
  readonly flips: {
    readonly asked: { readonly market: string; readonly after: Day };
    readonly answer: readonly ForeseenFlip[];
  };
}
export type TaskName = keyof Tasks;

/** A world that the other thread is told of: what makes it out of one that it has. */
export interface WorldNews {
  readonly world: number;
  /** The world that it is made of; `null`: the one in which nothing is known. */
  readonly base: number | null;
  readonly patch: WorldPatch;
}

/** What a question is about: a world, and what it has to do with others. */
export interface TaskWorld {
  readonly world: number;
  readonly line: Line | null;
  /** For a world of no line: the one that it may only lay something over. */
  readonly below: number | null;
}

/** What is sent to the thread that evaluates. */
export type Request =
  | ({ readonly kind: 'world' } & WorldNews)
  | { readonly kind: 'drop'; readonly world: number }
  | {
      readonly kind: 'task';
      readonly id: number;
      readonly about: TaskWorld;
      readonly name: TaskName;
      readonly asked: Tasks[TaskName]['asked'];
    };

/** What comes back. */
export type Response =
  | { readonly id: number; readonly answer: Tasks[TaskName]['answer'] }
  | { readonly id: number; readonly error: Error };
