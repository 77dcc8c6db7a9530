import type { Confidence, Grade, Source } from './evidence.ts';
import type { Instant, Interval } from './time.ts';

/** A legal entity that sells infrastructure. */
export interface Vendor {
  readonly id: string;
  readonly name: string;
  readonly localNames: Readonly<Record<string, string>>;
  readonly aliases: readonly string[];
  readonly kind: string;
  /** The entity (owner graph) that this vendor is. */
  readonly entity: string;
  readonly seat: string | null;
  readonly status: 'active' | 'liquidated' | 'merged';
  readonly identifiers: readonly { readonly scheme: string; readonly value: string }[];
}

/** A service of a vendor; decisions are made per offering. */
export interface Offering {
  readonly id: string;
  readonly vendor: string;
  readonly name: string;
  readonly edition: string;
  readonly status: 'available' | 'announced' | 'ended';
  /** When it is on sale; outside it there is no verdict. */
  readonly available: Interval;
  /** The legal entity that runs it, where it is not the vendor. */
  readonly operator: string | null;
  /** The layer below; `self` is stated to run on itself, `null` is not known. */
  readonly runsOn: { readonly offering: string } | 'self' | null;
}

/** A company, person, state or foundation in the owner graph. */
export interface Entity {
  readonly id: string;
  readonly name: string;
  readonly country: string | null;
  readonly kind: 'state' | 'public' | 'private' | 'person' | 'foundation' | 'dispersed' | null;
  readonly countryGrade: Grade | null;
  /** Numbers under which registers know it, such as its LEI. */
  readonly identifiers?: readonly { readonly scheme: string; readonly value: string }[];
  readonly confidence: Confidence | null;
  readonly source: Source | null;
}

/** Percent intervals; `null` is not stated (never zero). */
export interface Share {
  readonly min: number;
  readonly max: number;
}

export type HolderRight = 'veto' | 'board_majority' | 'golden_share';

/** Owner → owned, with shares and rights, dated on both axes. */
export interface Holding {
  readonly id: string;
  readonly owner: string;
  readonly owned: string;
  readonly capital: Share | null;
  readonly votes: Share | null;
  readonly relation: string;
  readonly rights: readonly HolderRight[];
  /** `agreed` is signed but not closed: not in force. */
  readonly status: 'held' | 'agreed' | 'ended';
  readonly valid: Interval;
  readonly recorded: { readonly from: Instant; readonly to: Instant | null };
  readonly grade: Grade;
  readonly confidence: Confidence;
  readonly source: Source;
}

/** States that all holders (or all holders of rights) of an entity are listed. */
export interface HolderList {
  readonly owned: string;
  readonly complete: boolean;
}
