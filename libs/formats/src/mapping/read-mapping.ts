import { checkShape, type ShapeProblem } from '../documents/shape.ts';
import { JSON_LIMITS } from '../json/json-problem.ts';
import { currencyCode } from '../notice/currency.ts';
import { decodeUtf8, toUtf8 } from '../text/decode.ts';
import { isJsonArray, isJsonObject, type JsonValue } from '../text/json-value.ts';
import { DEFAULT_TEXT_LIMITS } from '../text/limits.ts';
import { parseYaml } from '../text/yaml.ts';
import { pointerTo } from '../text/pointer.ts';
import { NOTICE_KINDS, NOTICE_STATUSES } from '#domain';
import type { Mapping } from './mapping.ts';
import { isDateForm } from './printed-date.ts';
import { isPath } from './record-path.ts';

/** What is wrong with a mapping document, where, and what to do. */
export interface MappingProblem {
  readonly pointer: string;
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

/** A mapping that can be used, or everything that keeps it from being one. */
export type MappingReading =
  | { readonly mapping: Mapping; readonly problems: readonly [] }
  | { readonly mapping: null; readonly problems: readonly MappingProblem[] };

/** Reads a mapping document from YAML or JSON and checks its shape and what it means. */
export function readMapping(bytes: Uint8Array): MappingReading {
  const decoded = decodeUtf8(toUtf8(bytes).bytes);
  if (decoded.text === null) return refused([{ pointer: '', line: 1, column: 1, message: decoded.problem }]);
  const { parsed, problem } = parseYaml(decoded.text, { ...DEFAULT_TEXT_LIMITS, depth: JSON_LIMITS.depth });
  if (parsed === null) return refused([problem]);
  const located = (pointer: string, message: string, at: 'key' | 'value' = 'value'): MappingProblem => ({
    pointer,
    message,
    ...parsed.locate(pointer, at),
  });
  const shape = checkShape('mapping.v1.json', parsed.value);
  const { value } = parsed;
  if (!isMapping(value, shape))
    return refused(shape.map((each) => located(each.pointer, each.message, each.at)));
  const meaning = [...meaningOf(parsed.value, ''), ...settingsOf(value)];
  return meaning.length > 0
    ? refused(meaning.map(({ pointer, message }) => located(pointer, message)))
    : { mapping: value, problems: [] };
}

/** The JSON Schema says everything that the type says. */
function isMapping(value: unknown, shape: readonly ShapeProblem[]): value is Mapping {
  return shape.length === 0 && value !== null;
}

function refused(problems: readonly MappingProblem[]): MappingReading {
  return { mapping: null, problems };
}

interface Finding {
  readonly pointer: string;
  readonly message: string;
}

/** Members whose texts are paths, wherever they stand. */
const PATHS = new Set(['from', 'path', 'each', 'at', 'byLanguage', 'message']);

function* meaningOf(value: JsonValue, pointer: string): Generator<Finding> {
  if (isJsonArray(value))
    for (const [index, item] of value.entries()) yield* meaningOf(item, pointerTo(pointer, index));
  if (!isJsonObject(value)) return;
  for (const [name, inner] of Object.entries(value)) {
    const at = pointerTo(pointer, name);
    if (name === 'map' || name === 'warnings' || name === 'refuse') continue;
    if (PATHS.has(name))
      for (const text of [inner].flat())
        if (typeof text === 'string' && !isPath(text) && !isColumn(text))
          yield {
            pointer: at,
            message: `${JSON.stringify(text)} is no path. Write names with dots between them, and a name with a dot in quotes.`,
          };
    if (name === 'formats')
      for (const form of [inner].flat())
        if (typeof form === 'string' && !isDateForm(form))
          yield {
            pointer: at,
            message: `${JSON.stringify(form)} is no form of a date. Use yyyy (or rrr), M or MM or MMM, d or dd, H or HH, mm, ss, a, xxx, and quotes around other letters.`,
          };
    if (name === 'zone' && typeof inner === 'string' && !isZone(inner))
      yield { pointer: at, message: `${JSON.stringify(inner)} is no IANA time zone, such as Asia/Seoul.` };
    yield* meaningOf(inner, at);
  }
}

function* settingsOf({ currency, notice, input }: Mapping): Generator<Finding> {
  if (currency !== undefined && currencyCode(currency) === undefined)
    yield { pointer: '/currency', message: `${JSON.stringify(currency)} is no currency of ISO 4217.` };
  for (const [field, known] of [
    ['kind', NOTICE_KINDS],
    ['status', NOTICE_STATUSES],
  ] as const) {
    const expression = notice[field];
    if (typeof expression !== 'object') continue;
    for (const [code, meaning] of [
      ...Object.entries(expression.map ?? {}),
      ['otherwise', expression.otherwise] as const,
    ])
      if (meaning !== undefined && !known.some((each) => each === meaning))
        yield {
          pointer: `/notice/${field}`,
          message: `${JSON.stringify(meaning)} (for ${JSON.stringify(code)}) is none of ${known.join(', ')}.`,
        };
  }
  if (
    input.format !== 'csv' &&
    input.format !== 'jsonl' &&
    input.records === undefined &&
    input.single !== true
  )
    yield {
      pointer: '/input',
      message: 'Say where the records are (records), or that a document is one record (single).',
    };
}

/** Columns of tables have any name. */
function isColumn(text: string): boolean {
  return text.trim() !== '' && !text.includes('\n');
}

function isZone(zone: string): boolean {
  try {
    return Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
