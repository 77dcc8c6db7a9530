import { readFileSync, readdirSync } from 'node:fs';
import { parse } from 'yaml';

/** A fact or certificate as the shipped documents write it; the JSON Schemas say the rest. */
export interface WrittenStatement {
  readonly id: string;
  readonly subject: string;
  readonly attribute?: string;
  readonly certificate?: string;
  readonly value?: unknown;
  readonly atLeast?: string;
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

const data = new URL('../data/', import.meta.url);

/** Reads the holdings as they stand on disk, so that specs don't depend on the readers they guard. */
export function readHoldings(): WrittenHoldings {
  const document: WrittenHoldings = parse(readFileSync(new URL('holdings.yaml', data), 'utf8'));
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
