import type { Condition, PercentBound, Value } from '../language/test.ts';
import type { Scalar } from '../model/evidence.ts';

/** What a message may have to say; which values are there depends on the node. */
export interface MessageValues {
  readonly attribute: string;
  readonly need: string;
  /** Values found; `null` when nothing is known. */
  readonly found: readonly Scalar[] | null;
  readonly complete: boolean;
  /** The need doesn't state it: this is what unstated means. */
  readonly assumed: boolean;
  readonly conditions: readonly Condition[];
  readonly scheme: string;
  readonly level: Value | null;
  readonly dimension: Readonly<Record<string, string>>;
  readonly on: string | null;
  /** Register that shows absence. */
  readonly register: string | null;
  /** Equivalence that stands in for the certificate. */
  readonly through: string | null;
  readonly entity: string;
  readonly measure: 'largest' | 'total';
  readonly percents: readonly PercentBound[];
  readonly shares: readonly ShareFound[];
  readonly rights: readonly string[];
  readonly holders: readonly string[];
  readonly relation: string;
  readonly items: readonly string[];
  readonly date: string | null;
  readonly atLeast: string | number | null;
  readonly atMost: string | number | null;
  readonly framework: string;
  readonly objective: string;
  readonly seal: { readonly low: number; readonly high: number } | null;
  /** `overall`: the authority states the level itself. */
  readonly mode: 'minimum' | 'overall';
  readonly wanted: number | null;
  readonly of: readonly string[];
  readonly bounds: readonly {
    readonly op: PercentBound['op'];
    readonly value: number;
    readonly currency?: string;
  }[];
  readonly sure: number;
  readonly perhaps: number;
  readonly to: string;
  readonly isBest: boolean;
  readonly bids: number;
  readonly title: string | null;
  readonly name: string | null;
  readonly count: number | null;
  /** Length of a period of grace. */
  readonly grace: string | null;
  readonly named: readonly string[];
}

/** An effective share as a message shows it, in percent. */
export interface ShareFound {
  readonly of: 'capital' | 'votes';
  readonly low: number;
  readonly high: number;
  readonly holders: readonly string[];
}

type Given = Readonly<Record<string, unknown>>;

function isRecord(value: unknown): value is Given {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function text(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

function number(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}

function isScalar(value: unknown): value is Scalar {
  if (isRecord(value)) return 'currency' in value || 'unit' in value;
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

function items(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value as readonly unknown[];
  return value === null || value === undefined ? [] : [value];
}

function texts(value: unknown): readonly string[] {
  return items(value).flatMap((item) => text(item) ?? []);
}

/** Holders come as ids or as holder shares. */
function holdersOf(value: unknown): readonly string[] {
  return items(value).flatMap((item) => {
    if (!isRecord(item)) return text(item) ?? [];
    return item['selected'] === 'false' ? [] : (text(item['entity']) ?? text(item['holder']) ?? []);
  });
}

/** The evaluator hands on parsed conditions, so their operation tells them. */
function isCondition(value: unknown): value is Condition {
  return isRecord(value) && typeof value['op'] === 'string' && !('percent' in value);
}

function isValue(value: unknown): value is Value {
  return isRecord(value) && (value['kind'] === 'literal' || value['kind'] === 'need');
}

function isPercentBound(value: unknown): value is PercentBound {
  return isRecord(value) && 'percent' in value;
}

function isBound(value: unknown): value is MessageValues['bounds'][number] {
  return isRecord(value) && 'value' in value;
}

function textsByName(value: unknown): Readonly<Record<string, string>> {
  const entries = isRecord(value) ? Object.entries(value) : [];
  return Object.fromEntries(
    entries.flatMap(([name, entry]) => (typeof entry === 'string' ? [[name, entry]] : [])),
  );
}

/** The values in what documents or messages hold untyped; `null` for nothing at all. */
export function scalarsIn(value: unknown): readonly Scalar[] | null {
  const scalars = items(value).filter(isScalar);
  return value === null || value === undefined ? null : scalars;
}

function intervalOf(value: unknown): MessageValues['seal'] {
  if (!isRecord(value)) return null;
  const [low, high] = [number(value['low']), number(value['high'])];
  return low === null || high === null ? null : { low, high };
}

function sharesOf(value: unknown): readonly ShareFound[] {
  return items(value).flatMap((item): readonly ShareFound[] => {
    const interval = intervalOf(item);
    if (!isRecord(item) || interval === null) return [];
    const of = item['of'] === 'votes' ? 'votes' : 'capital';
    return [{ of, ...interval, holders: holdersOf(item['holders']) }];
  });
}

function bound(value: unknown): string | number | null {
  return text(value) ?? number(value);
}

/** The limits that a node names, the lower one first. */
export function limitsOf(
  values: MessageValues,
): readonly { readonly op: 'atLeast' | 'atMost'; readonly limit: string | number }[] {
  return (['atLeast', 'atMost'] as const).flatMap((op) => {
    const limit = values[op];
    return limit === null ? [] : [{ op, limit }];
  });
}

/**
 * Reads the values of a trace message. The evaluator writes them for several readers and so leaves them untyped; here
 * they get the types that templates rely on, and what a node doesn't say is empty.
 */
export function readValues(given: Given): MessageValues {
  const bounds = items(given['bounds']);
  return {
    attribute: text(given['attribute']) ?? '',
    need: text(given['need']) ?? '',
    found: scalarsIn(given['found']),
    complete: given['complete'] === true,
    assumed: given['assumed'] === true,
    conditions: items(given['conditions']).filter(isCondition),
    scheme: text(given['scheme']) ?? '',
    level: isValue(given['level']) ? given['level'] : null,
    dimension: textsByName(given['dimension']),
    on: text(given['on']),
    register: text(given['register']),
    through: text(given['through']),
    entity: text(given['entity']) ?? '',
    measure: given['measure'] === 'largest' ? 'largest' : 'total',
    percents: bounds.filter(isPercentBound),
    shares: sharesOf(given['shares']),
    rights: texts(given['rights']),
    holders: holdersOf(given['holders']),
    relation: text(given['relation']) ?? '',
    items: texts(given['items']),
    date: text(given['date']),
    atLeast: bound(given['atLeast']),
    atMost: bound(given['atMost']),
    framework: text(given['framework']) ?? '',
    objective: text(given['objective']) ?? '',
    seal: intervalOf(given['seal']),
    mode: given['mode'] === 'overall' ? 'overall' : 'minimum',
    wanted: number(given['wanted']),
    of: texts(given['of']),
    bounds: bounds.filter(isBound),
    sure: number(given['sure']) ?? 0,
    perhaps: number(given['perhaps']) ?? 0,
    to: text(given['to']) ?? '',
    isBest: given['isBest'] === true,
    bids: number(given['bids']) ?? 0,
    title: text(given['title']),
    name: text(given['name']),
    count: number(given['count']),
    grace: text(given['for']),
    named: texts(given['named']),
  };
}
