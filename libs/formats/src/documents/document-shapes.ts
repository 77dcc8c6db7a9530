import type { Confidence, Grade, HolderRight, Speaker } from '#domain';
import type { JsonObject, JsonValue } from '../text/json-value.ts';

/** Validated documents as their JSON Schemas allow them; only what the domain needs is named. */
type Maybe<T> = T | null | undefined;

export interface SourceShape {
  readonly title: string;
  readonly url?: Maybe<string>;
  readonly published?: Maybe<string>;
  readonly retrieved?: Maybe<string>;
  readonly issuer?: string;
  readonly locator?: string;
  readonly feed?: string;
}

export interface IntervalShape {
  readonly from?: Maybe<string>;
  readonly to?: Maybe<string>;
}

/** Who says something, how well it is proven and where it was read. */
export interface ProofShape {
  readonly grade?: Grade;
  readonly by?: Speaker;
  readonly confidence?: Confidence;
  readonly asOf?: Maybe<string>;
  readonly source?: Maybe<SourceShape>;
}

export interface ScopeShape {
  readonly text?: Maybe<string>;
  readonly offerings?: readonly string[];
  readonly services?: readonly string[];
  readonly complete?: boolean;
}

export interface StatementShape extends ProofShape {
  readonly id?: string;
  readonly subject?: string;
  readonly valid?: IntervalShape;
  readonly endedAt?: Maybe<string>;
  readonly dispute?: {
    readonly id: string;
    readonly status: 'open' | 'upheld' | 'rejected';
    readonly since: Maybe<string>;
  };
  readonly attribute?: string;
  readonly value?: JsonValue;
  readonly atLeast?: string;
  readonly complete?: boolean;
  readonly lowerBound?: boolean;
  readonly certificate?: string;
  readonly level?: Maybe<string>;
  readonly dimension?: Readonly<Record<string, string>>;
  readonly scope?: ScopeShape;
  readonly status?: 'held' | 'conditional' | 'suspended' | 'withdrawn' | 'expired';
  readonly registerId?: Maybe<string>;
  readonly register?: Maybe<string>;
  readonly issued?: Maybe<string>;
  readonly lastSurveillance?: Maybe<string>;
}

export interface ListedShape extends ProofShape {
  readonly values: readonly string[];
  readonly complete?: boolean;
}

export interface PlaceShape extends ProofShape {
  readonly countries: readonly Maybe<string>[];
  readonly complete?: boolean;
  readonly fact?: string;
}

export interface LevelShape extends ProofShape {
  readonly level?: Maybe<string>;
  readonly atLeast?: Maybe<string>;
}

export interface OfferingShape extends ProofShape {
  readonly id: string;
  readonly name: string;
  readonly edition?: string;
  readonly status?: 'available' | 'announced' | 'ended';
  readonly available?: IntervalShape;
  readonly endedAt?: Maybe<string>;
  readonly operator?: Maybe<ProofShape & { readonly entity?: Maybe<string> }>;
  readonly technology?: readonly (ProofShape & {
    readonly component: string;
    readonly entity?: Maybe<string>;
    readonly country?: Maybe<string>;
  })[];
  readonly serviceModels?: readonly string[] | ListedShape;
  readonly serviceModelsFrom?: string;
  readonly deploymentModels?: readonly string[] | ListedShape;
  readonly runsOn?: Maybe<'self' | { readonly offering: string }>;
  readonly regions?: Maybe<
    ProofShape & {
      readonly complete?: boolean;
      readonly options?: readonly { readonly country?: Maybe<string> }[];
    }
  >;
  readonly places?: Maybe<Readonly<Record<string, Maybe<PlaceShape>>>>;
  readonly keys?: Maybe<LevelShape>;
  readonly isolation?: Maybe<LevelShape>;
}

export interface EntityShape {
  readonly id: string;
  readonly name: string;
  readonly country?: Maybe<string>;
  readonly kind?: Maybe<'state' | 'public' | 'private' | 'person' | 'foundation' | 'dispersed'>;
  readonly countryGrade?: Maybe<Grade>;
  readonly countrySource?: Maybe<SourceShape>;
  readonly identifiers?: readonly { readonly scheme: string; readonly value: string }[];
  readonly source?: Maybe<SourceShape>;
  readonly confidence?: Maybe<Confidence>;
}

export type ShareShape = Maybe<number | { readonly min: number; readonly max: number }>;

export interface HoldingShape extends ProofShape {
  readonly id?: string;
  readonly owner: string;
  readonly owned: string;
  readonly capital?: ShareShape;
  readonly votes?: ShareShape;
  readonly relation?: string;
  readonly rights?: readonly HolderRight[];
  readonly status?: 'held' | 'agreed' | 'ended';
  readonly recordOnly?: boolean;
  readonly valid?: IntervalShape;
  readonly endedAt?: Maybe<string>;
}

export interface HolderListShape {
  readonly owned: string;
  readonly complete: boolean;
}

export interface VendorShape extends ProofShape {
  readonly id: string;
  readonly name: string;
  readonly localNames?:
    readonly { readonly lang: string; readonly name: string }[] | Readonly<Record<string, string>>;
  readonly aliases?: readonly string[];
  readonly kind?: string;
  readonly lifecycle?: { readonly status: 'active' | 'liquidated' | 'merged'; readonly from?: Maybe<string> };
  readonly legal?: {
    readonly entity?: string;
    readonly identifiers?: readonly { readonly scheme: string; readonly value: string }[];
    readonly seatCountries?: readonly Maybe<string>[];
  };
  readonly offerings?: readonly OfferingShape[];
  readonly facts?: readonly StatementShape[];
  readonly holdings?: readonly (string | HoldingShape)[];
  readonly holderLists?: readonly HolderListShape[];
  readonly entities?: readonly EntityShape[];
}

export interface FactsShape extends ProofShape {
  readonly vendor: string;
  readonly facts: readonly StatementShape[];
}

export interface RegisterEntryShape extends ProofShape {
  readonly registerId?: Maybe<string>;
  readonly scheme?: string;
  readonly service?: Maybe<string>;
  readonly level?: Maybe<string>;
  readonly dimension?: Readonly<Record<string, string>>;
  readonly status?:
    'held' | 'conditional' | 'suspended' | 'withdrawn' | 'expired' | 'ready' | 'in_process' | 'unclear';
  readonly from?: Maybe<string>;
  readonly to?: Maybe<string>;
  readonly endedAt?: Maybe<string>;
  readonly issued?: Maybe<string>;
  readonly lastSurveillance?: Maybe<string>;
  readonly country?: Maybe<string>;
  readonly models?: readonly string[];
  readonly scope?: ScopeShape;
  readonly vendor?: Maybe<string>;
  readonly offering?: Maybe<string>;
  readonly match?: Maybe<{ readonly method: string; readonly confidence?: Confidence }>;
}

export interface RegisterShape extends ProofShape {
  readonly id: string;
  readonly name?: string;
  readonly localNames?: Readonly<Record<string, string>>;
  readonly title?: string;
  readonly kind?: 'register' | 'region_catalogue';
  readonly scheme?: Maybe<string>;
  readonly authority?: string;
  readonly completeness?: 'complete' | 'partial' | 'none';
  readonly closesWorld?: boolean;
  readonly readFrom?: string;
  readonly freshFor?: string;
  readonly entries?: readonly RegisterEntryShape[];
  readonly absences?: readonly { readonly vendor: string; readonly listed?: false | null }[];
}

/** Views a validated document as its shape. */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the caller names the shape its schema proves
export function shapeOf<T>(document: JsonObject): T {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- documents are only stored once their schema holds
  return document as unknown as T;
}
