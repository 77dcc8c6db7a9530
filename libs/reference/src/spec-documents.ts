import { readFileSync, readdirSync } from 'node:fs';
import { parse } from 'yaml';

/** A fact or certificate as the shipped documents write it; the JSON Schemas say the rest. */
export interface WrittenStatement {
  readonly id: string;
  readonly subject: string;
  readonly attribute?: string;
  readonly certificate?: string;
  readonly value?: unknown;
  readonly complete?: boolean;
  readonly level?: string;
  readonly status?: string;
  readonly registerId?: string;
  readonly grade: string;
  readonly by: string;
  readonly confidence: string;
  readonly valid?: { readonly from?: string; readonly to?: string };
  readonly asOf?: string;
  readonly source: { readonly title: string; readonly issuer: string; readonly retrieved: string };
}

/** A vendor document as shipped. */
export interface WrittenVendor {
  readonly id: string;
  readonly lifecycle: { readonly status: string; readonly from?: string };
  readonly legal: { readonly entity: string };
  readonly offerings: readonly {
    readonly id: string;
    readonly status: string;
    readonly runsOn?: { readonly offering: string };
    readonly regions?: {
      readonly complete: boolean;
      readonly options?: readonly { readonly id: string; readonly country: string | null }[];
      readonly announced?: readonly { readonly id: string; readonly country: string | null }[];
    };
  }[];
  readonly facts: readonly WrittenStatement[];
  readonly processes?: readonly {
    readonly scheme: string;
    readonly subject: string;
    readonly stage: string;
  }[];
  readonly statements?: readonly { readonly kind: string; readonly text: string }[];
}

/** The list of holdings as shipped. */
export interface WrittenHoldings {
  readonly holdings: readonly {
    readonly id: string;
    readonly owner: string;
    readonly owned: string;
    readonly capital?: { readonly min: number; readonly max: number };
    readonly votes?: { readonly min: number; readonly max: number };
    readonly status: string;
    readonly grade: string;
    readonly confidence: string;
    readonly source: { readonly title: string };
  }[];
  readonly holderLists: readonly { readonly owned: string; readonly complete: boolean }[];
}

/** A group with its memberships as shipped. */
export interface WrittenGroup {
  readonly id: string;
  readonly kind: string;
  readonly bloc?: boolean;
  readonly complete: boolean;
  readonly undecided?: readonly string[];
  readonly members: readonly {
    readonly code: string;
    readonly from?: string;
    readonly to?: string;
    readonly source: string;
    readonly confidence: string;
  }[];
}

/** A market with its default needs as shipped. */
export interface WrittenMarket {
  readonly code: string;
  readonly blocs: readonly string[];
  readonly needs: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** A way towards eligibility as shipped. */
export interface WrittenAction {
  readonly id: string;
  readonly satisfies: readonly string[];
  readonly leadTimeMonths: { readonly low: number | null; readonly high: number | null } | null;
  readonly cost: {
    readonly low: number | null;
    readonly high: number | null;
    readonly currency: string;
  } | null;
  readonly sources: readonly { readonly title: string }[];
}

/** The documents that hold a list, by file name. */
export interface WrittenLists {
  readonly actions: { readonly actions: readonly WrittenAction[] };
  readonly entities: {
    readonly entities: readonly { readonly id: string; readonly country?: string; readonly kind?: string }[];
  };
  readonly groups: { readonly groups: readonly WrittenGroup[] };
  readonly holdings: WrittenHoldings;
  readonly jurisdictions: {
    readonly jurisdictions: readonly { readonly code: string; readonly en: string; readonly ko: string }[];
    readonly blocs: readonly { readonly code: string; readonly group: string }[];
  };
  readonly markets: { readonly markets: readonly WrittenMarket[] };
  readonly vocabulary: {
    readonly needs: readonly {
      readonly id: string;
      readonly many?: boolean;
      readonly levels?: readonly string[];
      readonly codes?: readonly string[];
    }[];
  };
}

const data = new URL('../data/', import.meta.url);

/** Reads a list as it stands on disk, so that specs don't depend on the readers they guard. */
export function readList<K extends keyof WrittenLists>(name: K): WrittenLists[K] {
  const document: WrittenLists[K] = parse(readFileSync(new URL(`${name}.yaml`, data), 'utf8'));
  return document;
}

/** Reads every document of one folder of the shipped data, by its id. */
export function readFolder<T extends { readonly id: string }>(folder: string): ReadonlyMap<string, T> {
  return new Map(
    readdirSync(new URL(`${folder}/`, data)).map((file) => {
      const document: T = parse(readFileSync(new URL(`${folder}/${file}`, data), 'utf8'));
      return [document.id, document] as const;
    }),
  );
}
