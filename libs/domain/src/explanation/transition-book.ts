import type { GateState, Truth, Verdict } from '../evaluation/decision.ts';
import type { TurnedThing } from '../standing/turned-by-day.ts';
import type { Speech } from './speech.ts';

/** A change that turned a verdict, as a sentence names it. */
export interface ChangeSaid {
  /** Kind of document, or `dispute` or `source`. */
  readonly kind: string;
  readonly key: string;
  readonly version: string | null;
  /** The source that delivered it. */
  readonly source: string | null;
}

/** Kinds of changes that a sentence tells apart. */
export type NamedChange = 'regime' | 'vendor' | 'facts' | 'register' | 'dispute' | 'source' | 'other';

/** Everything that a language must be able to say of a change of verdict. */
export interface TransitionBook {
  readonly verdicts: Readonly<Record<Verdict | 'none', string>>;
  readonly turned: (offering: string, market: string, before: string, after: string, day: string) => string;
  readonly change: Readonly<Record<NamedChange, (change: ChangeSaid, speech: Speech) => string>>;
  readonly thing: Readonly<Record<TurnedThing['kind'], (thing: TurnedThing, speech: Speech) => string>>;
  readonly states: Readonly<Record<GateState | 'none', string>>;
  readonly gate: (title: string, clause: string, before: string, after: string) => string;
  readonly served: Readonly<Record<Truth, string>>;
  /** That more gates turned than are named. */
  readonly more: (count: number) => string;
}
