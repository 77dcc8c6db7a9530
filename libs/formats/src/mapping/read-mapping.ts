import { checkShape, type ShapeProblem } from '../documents/shape.ts';
import { JSON_LIMITS } from '../json/json-problem.ts';
import { currencyCode } from '../notice/currency.ts';
import { decodeUtf8, toUtf8 } from '../text/decode.ts';
import { isJsonArray, isJsonObject, type JsonValue } from '../text/json-value.ts';
import { DEFAULT_TEXT_LIMITS } from '../text/limits.ts';
import { parseYaml } from '../text/yaml.ts';
import { pointerTo } from '../text/pointer.ts';
import { NOTICE_KINDS, NOTICE_STATUSES } from '#domain';
import type { AnyMapping, Expression } from './mapping.ts';
import { ENTRY_STATUSES } from './register-entry.ts';
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
  | { readonly mapping: AnyMapping; readonly problems: readonly [] }
  | { readonly mapping: null; readonly problems: readonly MappingProblem[] };

/** The longest that comes with Placet has 9 KB; what is parsed in one go holds up everybody else. */
const MAPPING_MAX_BYTES = 128 * 1024;

/** Reads a mapping document from YAML or JSON and checks its shape and what it means. */
export function readMapping(bytes: Uint8Array): MappingReading {
  if (bytes.length > MAPPING_MAX_BYTES) {
    const message = `The mapping is larger than ${MAPPING_MAX_BYTES} bytes. Leave out what it doesn't need; long tables of values belong into the data.`;
    return refused([{ pointer: '', line: 1, column: 1, message }]);
  }
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
  const meaning = mappingFindings(value);
  return meaning.length > 0
    ? refused(meaning.map(({ pointer, message }) => located(pointer, message)))
    : { mapping: value, problems: [] };
}

/** What a well-formed mapping says that can't be done. */
export function mappingFindings(document: JsonValue): readonly Finding[] {
  if (!isMapping(document, [])) return [];
  return [...partsOf(document, document.input.format === 'csv'), ...settingsOf(document)];
}

/** The JSON Schema says everything that the type says. */
function isMapping(value: JsonValue, shape: readonly ShapeProblem[]): value is JsonValue & AnyMapping {
  return shape.length === 0 && value !== null;
}

function refused(problems: readonly MappingProblem[]): MappingReading {
  return { mapping: null, problems };
}

interface Finding {
  readonly pointer: string;
  readonly message: string;
}

/** Members whose texts are no paths, all that is below them included. */
const TEXTS = new Set([
  'charsets',
  'delimiter',
  'mentions',
  'recognise',
  'as',
  'constant',
  'contains',
  'field',
  'group',
  'is',
  'map',
  'otherwise',
  'point',
  'problem',
  'scheme',
  'unless',
  'with',
]);

/** Checks the parts that have paths in them, and the zone of the whole. */
function* partsOf(document: JsonValue, isTable: boolean): Generator<Finding> {
  if (!isJsonObject(document)) return;
  yield* zoneOf(document['zone'] ?? null, '/zone');
  for (const name of ['input', 'notice']) yield* meaningOf(document[name] ?? null, `/${name}`, isTable);
  const register = document['register'] ?? null;
  if (!isJsonObject(register)) return;
  for (const name of ['asOf', 'skip', 'entry'])
    yield* meaningOf(register[name] ?? null, `/register/${name}`, isTable);
}

/** Checks paths, forms of dates and zones wherever they stand. */
function* meaningOf(value: JsonValue, pointer: string, isTable: boolean): Generator<Finding> {
  if (isJsonArray(value))
    for (const [index, item] of value.entries()) yield* meaningOf(item, pointerTo(pointer, index), isTable);
  else if (isJsonObject(value))
    for (const [name, inner] of Object.entries(value)) {
      const at = pointerTo(pointer, name);
      if (name === 'zone') yield* zoneOf(inner, at);
      else if (name === 'formats') yield* formsOf(inner, at);
      else if (!TEXTS.has(name) || (name === 'scheme' && isJsonObject(inner)))
        yield* meaningOf(inner, at, isTable);
    }
  else if (typeof value === 'string' && !isTable && !isPath(value))
    yield {
      pointer,
      message: `${JSON.stringify(value)} is no path. Write names with dots between them, and a name with a dot in quotes.`,
    };
}

function* zoneOf(zone: JsonValue, pointer: string): Generator<Finding> {
  if (typeof zone === 'string' && !isZone(zone))
    yield { pointer, message: `${JSON.stringify(zone)} is no IANA time zone, such as Asia/Seoul.` };
}

function* formsOf(forms: JsonValue, pointer: string): Generator<Finding> {
  for (const form of isJsonArray(forms) ? forms : [])
    if (typeof form === 'string' && !isDateForm(form))
      yield {
        pointer,
        message: `${JSON.stringify(form)} is no form of a date. Use yyyy (or rrr), M or MM or MMM, d or dd, H or HH, mm, ss, a, xxx, and quotes around other letters.`,
      };
}

function* settingsOf(mapping: AnyMapping): Generator<Finding> {
  const { currency, input } = mapping;
  if (currency !== undefined && currencyCode(currency) === undefined)
    yield { pointer: '/currency', message: `${JSON.stringify(currency)} is no currency of ISO 4217.` };
  if ('notice' in mapping) {
    yield* codesOf(mapping.notice.kind, '/notice/kind', NOTICE_KINDS);
    yield* codesOf(mapping.notice.status, '/notice/status', NOTICE_STATUSES);
  } else yield* codesOf(mapping.register.entry.status, '/register/entry/status', ENTRY_STATUSES);
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

/** Checks that codes of the source are given a meaning that exists. */
function* codesOf(
  expression: Expression | undefined,
  pointer: string,
  known: readonly string[],
): Generator<Finding> {
  if (typeof expression !== 'object') return;
  const meanings = [
    ...Object.entries(expression.map ?? {}),
    ['otherwise', expression.otherwise],
    ...(expression.map === undefined ? [['constant', expression.constant]] : []),
  ];
  for (const [code, meaning] of meanings)
    if (meaning !== undefined && !known.includes(meaning))
      yield {
        pointer,
        message: `${JSON.stringify(meaning)} (for ${JSON.stringify(code)}) is none of ${known.join(', ')}.`,
      };
}

function isZone(zone: string): boolean {
  try {
    return Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
