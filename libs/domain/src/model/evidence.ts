import type { Day, Instant, Interval } from './time.ts';

/** How well a statement is proven, from a vendor's own word to an entry in the authority's own register. */
export const GRADES = ['claimed', 'documented', 'audited', 'registered'] as const;
export type Grade = (typeof GRADES)[number];

export const CONFIDENCES = ['low', 'medium', 'high'] as const;
export type Confidence = (typeof CONFIDENCES)[number];

/** Who speaks: the vendor itself, the authority, or somebody else. */
export type Speaker = 'self' | 'authority' | 'third_party';

/** Where a statement was read. `feed` is the Placet source whose freshness promise covers it. */
export interface Source {
  readonly title: string;
  readonly url?: string;
  /** The day on which the page or document came out, if it says so. */
  readonly published?: Day;
  readonly retrieved?: Day;
  readonly issuer?: string;
  readonly locator?: string;
  readonly feed?: string;
}

/** `provider:aws`, `offering:aws-commercial`, `facility:…`, `personnel:…`, `component:…`, `model:…`. */
export type SubjectRef = string;

export interface Money {
  readonly amount: string;
  readonly currency: string;
}
export interface Quantity {
  readonly number: number;
  readonly unit: string;
}

/** A single value as documents write it; codes, countries, levels, days and durations are strings, percents numbers. */
export type Scalar = string | number | boolean | Money | Quantity;

/** What all statements share: evidence, the two time axes, and their source. */
export interface Statement {
  readonly id: string;
  readonly subject: SubjectRef;
  readonly grade: Grade;
  readonly by: Speaker;
  /** When it holds in the world. */
  readonly valid: Interval;
  /** The day its source speaks of, if it says so. */
  readonly asOf: Day | null;
  /** When Placet learnt it (and, superseded, stopped believing it). */
  readonly recorded: { readonly from: Instant; readonly to: Instant | null };
  readonly source: Source;
  /** Low confidence is shown but never decides. */
  readonly confidence: Confidence;
  /** Open disputes degrade the statement to contested; see issue history through the API. */
  readonly dispute?: {
    readonly id: string;
    readonly status: 'open' | 'upheld' | 'rejected';
    readonly since: Day;
  };
}

/** One statement about a subject: attribute and value. Many-valued attributes hold a list. */
export interface Fact extends Statement {
  readonly kind: 'fact';
  readonly attribute: string;
  readonly value: Scalar | readonly Scalar[];
  /** The list is exhaustive; otherwise it is open (3.3). Always true for single values. */
  readonly complete: boolean;
  /** For ordered levels only: the value is a lower bound, the true level may be higher. */
  readonly lowerBound?: boolean;
}

/** One certificate held (or lost) by a subject under a scheme. */
export interface Certificate extends Statement {
  readonly kind: 'certificate';
  readonly scheme: string;
  /** `null` when the source doesn't say: satisfies only the lowest level. */
  readonly level: string | null;
  readonly dimension: Readonly<Record<string, string>>;
  readonly status: 'held' | 'conditional' | 'suspended' | 'withdrawn' | 'expired';
  readonly scope: CertificateScope;
  readonly registerId: string | null;
  readonly issued: Day | null;
  readonly lastSurveillance: Day | null;
}

export interface CertificateScope {
  readonly text: string | null;
  /** Offerings named in the scope; empty and not complete: not known which. */
  readonly offerings: readonly string[];
  readonly services: readonly string[];
  readonly complete: boolean;
}
