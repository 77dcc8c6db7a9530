import type { Money } from '../model/evidence.ts';
import type { Instant } from '../model/time.ts';
import type { ClauseTarget } from '../relevance/relevance-rules.ts';

/** What a publication is about, from the first plan to the signed contract. */
export const NOTICE_KINDS = [
  'plan',
  'priorInformation',
  'tender',
  'amendment',
  'cancellation',
  'award',
  'contract',
] as const;
export type NoticeKind = (typeof NOTICE_KINDS)[number];

/** Where a procedure stands according to its source; `unknown` when the source doesn't say or says something else. */
export const NOTICE_STATUSES = [
  'planned',
  'open',
  'closed',
  'awarded',
  'complete',
  'unsuccessful',
  'cancelled',
  'unknown',
] as const;
export type NoticeStatus = (typeof NOTICE_STATUSES)[number];

/** Text by BCP 47 language tag; `und` when the source names no language. */
export type LocalText = Readonly<Record<string, string>>;

/** An identifier as printed, with the register or list that issued it; leading zeros count. */
export interface SchemeId {
  readonly scheme: string;
  readonly id: string;
}

/** A code of a classification such as CPV (without check digit) or UNSPSC. */
export interface SchemeCode {
  readonly scheme: string;
  readonly code: string;
}

/** Which evidence a country was taken from; anything but `address` is an assumption that readers must be told. */
export type CountryFrom = 'address' | 'identifier' | 'publisher' | 'source';

/** Who buys. */
export interface Buyer {
  readonly name?: string;
  readonly ids: readonly SchemeId[];
  /** ISO 3166-1 alpha-2. */
  readonly country?: string;
  readonly countryFrom?: CountryFrom;
  /** The source's own code for the kind of body. */
  readonly kind?: string;
}

/** Where the contract is carried out. */
export interface Place {
  readonly country?: string;
  readonly nuts?: string;
  /** Not tied to a country: `anywhere`, `eea`, `country`. */
  readonly scope?: string;
}

/** The main code and every code named, each once, in the order of the document. */
export interface Classification {
  readonly main?: SchemeCode;
  readonly all: readonly SchemeCode[];
}

/** A value as printed; `withheldUntil` replaces an amount whose publication is put off until that day. */
export interface NoticeValue {
  readonly amount?: string;
  readonly currency?: string;
  readonly kind: 'estimated' | 'frameworkMaximum' | 'awarded';
  readonly withheldUntil?: string;
}

/** When something has to be handed in: the instant meant, and what the source printed. */
export interface Deadline {
  readonly instant: Instant;
  /** The date and time as printed, offset included, which people are shown. */
  readonly printed: string;
  readonly kind: 'tenders' | 'requests' | 'interest';
  /** Why the instant is doubtful, in a sentence. */
  readonly warning?: string;
}

/** Sovereignty clauses found in structured fields; an absent field is unknown, never "no". */
export interface Eligibility {
  readonly securityClearance?: boolean;
  readonly securityClearanceText?: LocalText;
  readonly securityClearanceBy?: string;
  /** The foreign subsidies regulation applies (BT-681). */
  readonly foreignSubsidies?: boolean;
  /** An international procurement instrument measure applies (BT-684), with its legal bases. */
  readonly internationalInstrument?: boolean;
  readonly internationalInstrumentBases?: readonly string[];
  /** Reserved participation as the source codes it (`res-ws`, `sheltered workshop` …); empty is "none reserved". */
  readonly reserved?: readonly string[];
  readonly reservedExecution?: boolean;
  /** A non-disclosure agreement is asked for. */
  readonly nda?: boolean;
  /** Agreements that open the procedure to suppliers abroad, e.g. `GPA`. */
  readonly coveredBy?: readonly string[];
  /** Countries whose goods or winners are named in the result. */
  readonly origins?: readonly string[];
}

/** A part of a procedure that can be won alone. */
export interface Lot {
  readonly id: string;
  readonly title?: LocalText;
  readonly description?: LocalText;
  readonly classification?: Classification;
  readonly performance?: readonly Place[];
  readonly value?: NoticeValue;
  readonly deadline?: Deadline;
  readonly eligibility?: Eligibility;
  readonly status?: NoticeStatus;
}

/** How the buyer procures; absent fields are unknown. */
export interface Procedure {
  /** The source's own code, e.g. `open`, `restricted`, `neg-w-call`. */
  readonly type?: string;
  readonly framework?: boolean;
  readonly dynamic?: boolean;
  readonly accelerated?: boolean;
}

/** A link to another notice or procedure as printed; `resolved` holds the key it was found under. */
export interface Relation {
  readonly type: 'changes' | 'cancels' | 'modifies' | 'follows' | 'framework';
  readonly ref: string;
  readonly resolved?: string;
}

/** Who won. */
export interface Supplier {
  readonly name?: string;
  readonly country?: string;
  readonly ids?: readonly SchemeId[];
}

/** A document the notice points to. */
export interface NoticeDocument {
  readonly id?: string;
  readonly title?: string;
  readonly type?: string;
  readonly url?: string;
  readonly language?: string;
  readonly format?: string;
  readonly published?: Instant;
}

/** A doubt about one field, as a sentence; the notice is usable all the same. */
export interface FieldWarning {
  readonly field: string;
  readonly problem: string;
}

/** One publication of a source about one procedure, in the terms of every source alike. Absent means unknown. */
export interface NoticeVersion {
  readonly source: string;
  /** Stable native id under which the source's later versions arrive (OCDS: the ocid). */
  readonly key: string;
  /** Native id of the procedure or contracting process; without it notices must not be joined. */
  readonly process?: string;
  /** The source's own order as text: of two versions the greater by code units is the later. */
  readonly version: string;
  /** The version as the source prints it (release id, version number). */
  readonly nativeVersion: string;
  readonly publicationNumber?: string;
  readonly kind: NoticeKind;
  readonly status: NoticeStatus;
  readonly nativeStatus?: string;
  readonly formType?: string;
  readonly noticeType?: string;
  readonly subtype?: string;
  readonly schemaVersion?: string;
  readonly title?: LocalText;
  readonly description?: LocalText;
  readonly languages: readonly string[];
  readonly buyers: readonly Buyer[];
  /** ISO 3166-1 alpha-2 code of the market whose regimes apply. */
  readonly market?: string;
  readonly performance: readonly Place[];
  readonly classification: Classification;
  readonly value?: NoticeValue;
  readonly awarded?: Money;
  readonly published?: Instant;
  readonly deadline?: Deadline;
  readonly lots: readonly Lot[];
  /** Clauses that bind the whole procedure, where the source doesn't state them per lot. */
  readonly eligibility?: Eligibility;
  readonly procedure?: Procedure;
  readonly relations: readonly Relation[];
  readonly suppliers: readonly Supplier[];
  readonly documents: readonly NoticeDocument[];
  readonly warnings: readonly FieldWarning[];
  /** Field of the notice → place in the document it was read from (JSON Pointer or XPath). */
  readonly provenance: Readonly<Record<string, string>>;
}

/** Whether a notice buys infrastructure: it does, it may, or it doesn't. */
export const RELEVANCE_BANDS = ['relevant', 'possible', 'no'] as const;
export type RelevanceBand = (typeof RELEVANCE_BANDS)[number];

/** Whether a notice buys infrastructure, and why; `rules` names the version of the data that said so. */
export interface Relevance {
  readonly band: RelevanceBand;
  readonly score: number;
  readonly reasons: readonly string[];
  readonly rules: string;
}

/** A phrase or field that may be a sovereignty clause: a question for a reader, never a gate. */
export interface ClauseHint {
  readonly kind: string;
  /** What may be demanded. */
  readonly target: ClauseTarget;
  /** The field it was found in, e.g. `description` or `lots[LOT-0001].eligibility.nda`. */
  readonly field: string;
  /** The sentence in which the phrase stands, as printed. */
  readonly quote?: string;
}

/** A procedure as the API answers it: its current version, how many there are, and its place in the change log. */
export interface Notice extends NoticeVersion {
  readonly id: string;
  readonly relevance?: Relevance;
  readonly clauseHints?: readonly ClauseHint[];
  readonly versions: number;
  readonly position: string;
}

/** Orders two versions of one source by the source's own order. */
export function compareVersions(
  a: Pick<NoticeVersion, 'version'>,
  b: Pick<NoticeVersion, 'version'>,
): -1 | 0 | 1 {
  return a.version < b.version ? -1 : a.version > b.version ? 1 : 0;
}

/**
 * Writes an order key for sources that order by time and then by id. Instants of any precision compare as text:
 * the fraction is padded to nanoseconds.
 */
export function versionByInstant(instant: Instant, tieBreak: string): string {
  const [seconds = '', fraction = ''] = instant.replace(/Z$/, '').split('.');
  return `${seconds}.${fraction.padEnd(9, '0').slice(0, 9)}Z ${tieBreak}`;
}

/** Writes an order key for sources that number their versions; `00`, `01` and `1` compare as numbers. */
export function versionByNumber(number: string): string {
  const digits = number.replace(/\D/g, '').replace(/^0+/, '');
  return digits.padStart(12, '0');
}
