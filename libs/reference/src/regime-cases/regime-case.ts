import { readFileSync, readdirSync } from 'node:fs';
import { parse } from 'yaml';
import type { StoredDocument } from '#formats';

/** What documents are made of, as the readers take it. */
export type JsonObject = StoredDocument['document'];
export type JsonValue = JsonObject[string];

/** A certificate that an invented vendor holds. */
export interface WrittenHolding {
  readonly scheme: string;
  readonly level: string;
  readonly services?: readonly string[];
  readonly dimension?: JsonObject;
  readonly grade?: string;
  readonly issued?: string;
  readonly lastSurveillance?: string;
}

/** An ultimate holder of the invented vendor. */
export interface WrittenOwner {
  readonly country: string;
  readonly kind: string;
  readonly percent: number;
}

/** One thing in a list behind the offering. */
export interface WrittenItem {
  readonly facts?: JsonObject;
  readonly holds?: readonly WrittenHolding[];
}

/** Lists of things behind an offering. */
export const ITEM_KINDS = ['facility', 'personnel', 'component', 'model'] as const;
export type ItemKind = (typeof ITEM_KINDS)[number];

/** What holds for an invented offering. */
export interface InventedOffering extends Readonly<Partial<Record<ItemKind, readonly WrittenItem[] | null>>> {
  readonly facts?: JsonObject;
  readonly certificates?: readonly WrittenHolding[];
  /** Schemes whose complete and fresh register was read and lists nothing more of this vendor. */
  readonly absent?: readonly string[];
  readonly owners?: readonly WrittenOwner[];
  readonly runsOn?: 'self';
  /** The offering underneath. */
  readonly underlying?: { readonly certificates: readonly WrittenHolding[] };
  /** The same answer step for all criteria of the EU framework. */
  readonly csf?: number;
}

/** What is expected of requirements that decide nothing. */
export type Outcomes = Readonly<Record<string, string>>;

interface Branch extends InventedOffering {
  readonly need?: JsonObject;
  readonly outcomes?: Outcomes;
}

interface FurtherCase {
  readonly name: string;
  readonly asOf?: string;
  readonly need?: JsonObject;
  readonly change?: InventedOffering;
  readonly verdict: string;
  readonly binding?: readonly string[];
  readonly outcomes?: Outcomes;
}

interface WrittenCase {
  readonly regime: string;
  readonly market?: string;
  readonly simulate?: boolean;
  readonly need: JsonObject;
  readonly passes: Branch;
  readonly fails: Branch;
  readonly verdicts?: { readonly passes?: string; readonly fails?: string };
  readonly binding?: readonly string[];
  readonly also?: readonly FurtherCase[];
}

/** One question with the answer that was worked out by hand. */
export interface RegimeCase {
  readonly name: string;
  readonly regime: string;
  readonly market: string | null;
  readonly simulate: boolean;
  readonly asOf: string;
  readonly need: JsonObject;
  readonly offering: InventedOffering;
  readonly verdict: string;
  /** Requirements that keep it from a better verdict; `null`: not stated. */
  readonly binding: readonly string[] | null;
  readonly outcomes: Outcomes;
}

/** The day on which the rules were read twice. */
const READ_ON = '2026-11-24';

function merged(base: InventedOffering, change: InventedOffering): InventedOffering {
  return { ...base, ...change, facts: { ...base.facts, ...change.facts } };
}

function mergedNeed(base: JsonObject, change: JsonObject | undefined): JsonObject {
  const need = { ...base, ...change };
  return Object.fromEntries(Object.entries(need).filter(([, value]) => value !== null));
}

function expand(written: WrittenCase): readonly RegimeCase[] {
  const { regime, passes, fails, verdicts, also } = written;
  const common = {
    regime,
    market: written.market ?? null,
    simulate: written.simulate ?? false,
    asOf: READ_ON,
  };
  const failing = verdicts?.fails ?? 'ineligible';
  return [
    {
      ...common,
      name: 'the offering that meets it',
      need: mergedNeed(written.need, passes.need),
      offering: passes,
      verdict: verdicts?.passes ?? 'eligible',
      binding: null,
      outcomes: passes.outcomes ?? {},
    },
    {
      ...common,
      name: 'the offering that misses it',
      need: mergedNeed(written.need, fails.need),
      offering: merged(passes, fails),
      verdict: failing,
      binding: failing === 'unregulated' ? null : (written.binding ?? null),
      outcomes: fails.outcomes ?? {},
    },
    ...(also ?? []).map((further) => ({
      ...common,
      name: further.name,
      asOf: further.asOf ?? READ_ON,
      need: mergedNeed(written.need, further.need),
      offering: merged(passes, further.change ?? {}),
      verdict: further.verdict,
      binding: further.binding ?? null,
      outcomes: further.outcomes ?? {},
    })),
  ];
}

/** Reads all cases, written by hand from the sources of the rules. */
export function readCases(): readonly RegimeCase[] {
  const folder = new URL('../../data-tests/regimes/', import.meta.url);
  return readdirSync(folder).flatMap((file) => {
    const cases: readonly WrittenCase[] = parse(readFileSync(new URL(file, folder), 'utf8'));
    return cases.flatMap(expand);
  });
}
