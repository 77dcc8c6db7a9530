import type { Confidence } from './evidence.ts';
import type { Day, Interval } from './time.ts';
import type { Need } from './need.ts';

/** A country (ISO 3166-1 alpha-2) or a bloc in which buyers procure. */
export interface Jurisdiction {
  readonly code: string;
  readonly name: Readonly<Record<string, string>>;
  /** What the English name takes in sentences. */
  readonly article?: 'the';
}

/** A dated set of countries, entities or codes: `EU`, `GCC`, a land-border list, the fields a decree names … */
export interface Group {
  readonly id: string;
  readonly title: string;
  readonly kind: 'country' | 'entity' | 'code';
  /** A bloc's regimes also apply in its members. */
  readonly bloc: boolean;
  /** Every member is listed, so absence is no membership (but for `undecided`). */
  readonly complete: boolean;
  readonly checkedUntil: Day | null;
  readonly undecided: readonly string[];
  readonly members: readonly Membership[];
}

export interface Membership extends Interval {
  readonly code: string;
  readonly confidence: Confidence;
  readonly note?: string;
}

/** A market with the needs that are assumed when a question names none. */
export interface Market {
  readonly code: string;
  readonly name: string;
  readonly localName?: string;
  readonly blocs: readonly string[];
  readonly languages: readonly string[];
  readonly currency: string;
  readonly needs: Readonly<Record<DefaultNeed, Need>>;
}

export const DEFAULT_NEEDS = ['public', 'regulated', 'private'] as const;
export type DefaultNeed = (typeof DEFAULT_NEEDS)[number];
