import type { Grade, Money } from '../model/evidence.ts';
import type { Day } from '../model/time.ts';
import type { Language } from './language.ts';

/** How a language writes values; names of things come from the world, not from here. */
export interface Grammar {
  readonly language: Language;
  readonly day: (day: Day) => string;
  readonly number: (value: number) => string;
  /** An interval of percents; both ends are equal when it is exact. */
  readonly percent: (low: number, high: number) => string;
  readonly money: (value: Money) => string;
  readonly quantity: (number: string, unit: string) => string;
  /** An ISO 8601 duration; one that can't be read stays as it is. */
  readonly duration: (iso: string) => string;
  readonly yesOrNo: (value: boolean) => string;
  readonly quote: (text: string) => string;
  /** A code of the vocabulary as a word. */
  readonly word: (code: string) => string;
  /** Joins names; `left` more are not shown. */
  readonly list: (names: readonly string[], left: number) => string;
  readonly nothing: string;
  readonly attribute: (id: string, description: string) => string;
  readonly need: (id: string, description: string) => string;
  readonly group: (id: string, title: string) => string;
  readonly home: (market: string) => string;
  /** Marks a value that the question doesn't state. */
  readonly assumed: (value: string) => string;
  readonly byNeed: (label: string) => string;
  readonly byFact: (label: string) => string;
  readonly subject: (name: string, text: string) => string;
  readonly grades: Readonly<Record<Grade, string>>;
  /** Ends a sentence. */
  readonly sentence: (text: string) => string;
  /** Puts what was found after what is claimed, as one or two sentences. */
  readonly because: (claim: string, findings: readonly string[]) => string;
  /** Puts the sources behind a finding. */
  readonly according: (finding: string, sources: readonly SourceSaid[]) => string;
}

/** A source as a sentence names it. */
export interface SourceSaid {
  readonly title: string;
  readonly grade: Grade;
  readonly staleSince: Day | null;
}
