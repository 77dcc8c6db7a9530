import type { Speaker } from './evidence.ts';

/** Kinds of subject that facts are about. */
export const SUBJECTS = [
  'provider',
  'offering',
  'offer',
  'facility',
  'personnel',
  'component',
  'model',
] as const;
export type SubjectKind = (typeof SUBJECTS)[number];

export const VALUE_TYPES = [
  'boolean',
  'code',
  'country',
  'level',
  'number',
  'money',
  'percent',
  'duration',
  'date',
  'entity',
] as const;
export type ValueType = (typeof VALUE_TYPES)[number];

/** One attribute that facts may state: subject, type, unit or scale. */
export interface Attribute {
  readonly id: string;
  readonly subject: SubjectKind;
  readonly type: ValueType;
  /** Lowest first, for `level`. */
  readonly levels: readonly string[];
  /** Closed list, for `code`; empty is open. */
  readonly codes: readonly string[];
  readonly unit: string | null;
  readonly many: boolean;
  readonly additive: boolean;
  /** The buyer picks one of the values offered (design 3.3). */
  readonly choice: boolean;
  readonly description: string;
  /** `offering.csf.SOV-n-m`: `n` and `m` stand for digits. */
  readonly pattern: boolean;
  /** Only this speaker's statements count; whoever else says so proves nothing. Absent: anyone's. */
  readonly onlyBy?: Speaker;
}

/** What an unstated need path means. */
export type Unstated = 'ask' | 'none' | 'later' | { readonly value: unknown };

/** One path that a need may state. */
export interface NeedPath {
  readonly id: string;
  readonly type: ValueType | 'any';
  readonly many: boolean;
  readonly levels: readonly string[];
  readonly codes: readonly string[];
  readonly unstated: Unstated;
  /** The buyer's own duty, never the vendor's. */
  readonly duty: boolean;
  readonly description: string;
}

export interface Vocabulary {
  readonly version: string;
  readonly attributes: ReadonlyMap<string, Attribute>;
  readonly needs: ReadonlyMap<string, NeedPath>;
  readonly relations: readonly string[];
  /** Names that additions declare beside the vocabulary itself; absent: none. */
  readonly added?: ReadonlySet<string>;
}
