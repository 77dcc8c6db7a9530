import type { Grade, NoticeValue } from '#domain';

/** What every mapping document (`placet.mapping/v1`) says of its source. */
export interface MappingHead {
  readonly schema: 'placet.mapping/v1';
  readonly id: string;
  readonly version: string;
  readonly name: string;
  readonly note?: string;
  /** ISO 3166-1 alpha-2 country of the source, taken for buyers without one. */
  readonly country?: string;
  /** IANA zone of times printed without an offset. */
  readonly zone?: string;
  /** ISO 4217 currency of amounts printed without one. */
  readonly currency?: string;
  /** BCP 47 tag of texts. */
  readonly language?: string;
  readonly input: Input;
}

/** A mapping whose records become notices. */
export interface Mapping extends MappingHead {
  readonly notice: NoticeMapping;
}

/** A mapping whose records are the entries of a register. */
export interface RegisterMapping extends MappingHead {
  readonly register: RegisterParts;
}

/** A mapping of either kind. */
export type AnyMapping = Mapping | RegisterMapping;

/** How the source's documents are written and where the records are in them. */
export interface Input {
  readonly format: 'json' | 'jsonl' | 'csv' | 'xml';
  /** Paths of lists of records; in XML, of the elements that are records. */
  readonly records?: readonly string[];
  /** Without any list, the whole document is one record. */
  readonly single?: boolean;
  /** Names that a document of this source shows near its beginning: what detection goes by. */
  readonly recognise: readonly string[];
  /** Texts that tell the source from others with the same names. */
  readonly mentions?: readonly string[];
  /** Answers that report an error instead of records, whatever the HTTP status said. */
  readonly errors?: readonly ErrorAnswer[];
  readonly delimiter?: string;
  readonly charsets?: readonly string[];
  readonly ragged?: boolean;
  /** Rows that follow each other with the same value in this column are one record. */
  readonly groupBy?: string;
}

/** An error answer: the value at a path, unless it is one of the good ones. */
export interface ErrorAnswer {
  readonly at: string;
  readonly unless?: readonly string[];
  readonly message?: string;
}

/** When something of a record holds; several conditions hold together. */
export interface Condition {
  readonly path: string;
  readonly is?: readonly string[];
  readonly contains?: string;
  readonly present?: boolean;
}
export type When = Condition | readonly Condition[];

/** One step that changes a text. */
export type Change =
  | 'collapse'
  | 'stripHtml'
  | 'lower'
  | 'upper'
  | { readonly before: string }
  | { readonly after: string }
  | { readonly beforeLast: string }
  | { readonly afterLast: string }
  | { readonly withoutPrefix: string }
  | { readonly split: string }
  | { readonly drop: readonly string[] }
  | { readonly replace: string; readonly with: string }
  | { readonly take: number }
  | { readonly padStart: number; readonly with: string };

/** Where a text comes from and what is done to it. A text alone is a path. */
export type Expression = string | ExpressionParts;
/** The name of a list of codes, or where it is printed. */
export type SchemeMapping = string | ExpressionParts;
export interface ExpressionParts {
  /** One path, or several of which the first that has something counts. */
  readonly from?: string | readonly string[];
  /** The last text at the path counts instead of the first. */
  readonly last?: boolean;
  /** What is taken where nothing is found. */
  readonly constant?: string;
  /** Parts put together with `with` between them; absent parts are left out. */
  readonly join?: readonly Expression[];
  readonly with?: string;
  /** The first case that holds counts before anything else is looked at. */
  readonly cases?: readonly { readonly when: When; readonly value: Expression | ExpressionParts }[];
  readonly as?: readonly Change[];
  /** Codes of the source and what they mean here. */
  readonly map?: Readonly<Record<string, string>>;
  /** What a code that `map` doesn't have means. */
  readonly otherwise?: string;
}

/** A date: its text, an own one for the time, and how both are written. */
export interface DateParts {
  readonly at: Expression;
  readonly time?: Expression;
  /** Forms such as `d/M/yyyy HH:mm`, tried in order; ISO 8601 is always read. */
  readonly formats?: readonly string[];
  readonly zone?: string;
}
export type DateExpression = string | DateParts;

/** How numbers are written. */
export interface Separators {
  readonly point?: string;
  readonly group?: string;
}

export type TextMapping =
  | Expression
  | { readonly languages: Readonly<Record<string, Expression>> }
  /** A member whose own members are languages. */
  | { readonly byLanguage: string; readonly as?: readonly Change[] };

export interface IdMapping {
  readonly scheme: SchemeMapping;
  readonly id: Expression;
}

export interface PartyMapping {
  /** Path of a list of parties; the paths below start at each of its items. */
  readonly each?: string;
  readonly name?: Expression;
  readonly ids?: readonly IdMapping[];
  readonly country?: CountryMapping;
  readonly kind?: Expression;
}

export type CountryMapping =
  | Expression
  /** Only alpha-3 codes count, where regions stand in the place of countries. */
  | { readonly alpha3: Expression };

export interface PlaceMapping {
  readonly each?: string;
  readonly country?: CountryMapping;
  readonly nuts?: Expression;
  readonly when?: When;
}

export interface CodeMapping {
  readonly scheme: SchemeMapping;
  readonly code: Expression;
  /** The first code of this entry is the main one. */
  readonly main?: boolean;
}

export interface ValueMapping extends Separators {
  readonly amount: Expression;
  readonly currency?: Expression;
  readonly kind?: NoticeValue['kind'];
  /** Amounts at several places are added instead of the first being taken. */
  readonly sum?: boolean;
  readonly when?: When;
  /** A value that mustn't be shown before a day, though a number may stand there. */
  readonly withheld?: { readonly when: When; readonly until?: DateExpression };
}

export interface DeadlineMapping extends DateParts {
  readonly kind?: 'tenders' | 'requests' | 'interest';
  readonly when?: When;
}

export interface LotMapping {
  readonly each: string;
  readonly id: Expression;
  readonly title?: TextMapping;
  readonly description?: TextMapping;
  readonly classification?: readonly CodeMapping[];
  readonly performance?: readonly PlaceMapping[];
  readonly value?: readonly ValueMapping[];
  readonly deadline?: readonly DeadlineMapping[];
  readonly status?: Expression;
}

export interface DocumentMapping {
  readonly each?: string;
  readonly url?: Expression;
  readonly id?: Expression;
  readonly title?: Expression;
  readonly type?: Expression;
  readonly language?: Expression;
  readonly format?: Expression;
  readonly published?: DateExpression;
}

export interface RelationMapping {
  readonly type: 'changes' | 'cancels' | 'modifies' | 'follows' | 'framework';
  readonly ref: Expression;
  readonly when?: When;
}

/** Parts of the order of versions, the most significant first. */
export type OrderPart =
  { readonly number: Expression } | { readonly instant: DateExpression } | { readonly text: Expression };

/** What each field of a notice is read from. */
export interface NoticeMapping {
  readonly key: Expression;
  readonly process?: Expression;
  readonly version: readonly OrderPart[];
  readonly nativeVersion?: Expression;
  readonly publicationNumber?: Expression;
  readonly kind: Expression;
  readonly status?: Expression;
  readonly formType?: Expression;
  readonly noticeType?: Expression;
  readonly subtype?: Expression;
  readonly title?: TextMapping;
  readonly description?: TextMapping;
  readonly languages?: readonly Expression[];
  readonly buyers?: readonly PartyMapping[];
  readonly suppliers?: readonly PartyMapping[];
  readonly performance?: readonly PlaceMapping[];
  readonly classification?: readonly CodeMapping[];
  readonly value?: readonly ValueMapping[];
  readonly awarded?: readonly ValueMapping[];
  readonly published?: DateExpression;
  readonly deadline?: readonly DeadlineMapping[];
  readonly lots?: LotMapping;
  readonly procedure?: {
    readonly type?: Expression;
    readonly framework?: Expression;
    readonly dynamic?: Expression;
    readonly accelerated?: Expression;
  };
  readonly eligibility?: {
    readonly securityClearance?: Expression;
    readonly foreignSubsidies?: Expression;
    readonly internationalInstrument?: Expression;
    readonly reservedExecution?: Expression;
    readonly nda?: Expression;
    readonly reserved?: Expression;
    readonly coveredBy?: Expression;
    readonly origins?: Expression;
  };
  readonly relations?: readonly RelationMapping[];
  readonly documents?: readonly DocumentMapping[];
  /** Doubts that the source itself gives reason for. */
  readonly warnings?: readonly { readonly when?: When; readonly field: string; readonly problem: string }[];
  /** Records that are no notices, and why. */
  readonly refuse?: readonly { readonly when: When; readonly problem: string }[];
}

/** What a reading of a register is made of. */
export interface RegisterParts {
  /** The register whose readings the deliveries are. */
  readonly id: string;
  readonly scheme: string;
  readonly name: string;
  readonly market?: string;
  readonly authority: string;
  readonly url?: string;
  /** `complete`: a delivery holds every entry there is, so that absence says something. */
  readonly completeness: 'complete' | 'partial';
  readonly readFrom: string;
  readonly grade?: Grade;
  /** How long a reading may close the world of its scheme, as an ISO 8601 duration. */
  readonly freshFor?: string;
  /** The day a delivery speaks of; without it, the day on which it was accepted. */
  readonly asOf?: DateExpression;
  /** Records that are no entries. */
  readonly skip?: readonly When[];
  readonly entry: EntryMapping;
  /** Vendors that are looked for; those not listed under any of their names are absent. */
  readonly lookFor?: readonly LookFor[];
}

/** What each part of an entry is read from. */
export interface EntryMapping {
  readonly holder: Expression;
  readonly service?: Expression;
  readonly registerId?: Expression;
  readonly level?: Expression;
  readonly status?: Expression;
  readonly from?: DateExpression;
  readonly to?: DateExpression;
  readonly issued?: DateExpression;
  readonly models?: Expression;
  readonly note?: Expression;
}

/** A vendor and the names under which a register may list it. */
export interface LookFor {
  readonly vendor: string;
  readonly names: readonly string[];
  readonly offerings?: readonly {
    readonly offering: string;
    readonly registerIds?: readonly string[];
    readonly services?: readonly string[];
  }[];
}
