import type { NoticeVersion } from '#domain';
import type { CsvLimits } from '../csv/csv-problem.ts';
import type { JsonLimits } from '../json/json-problem.ts';
import { writeJson, type JsonObject } from '../json/json-value.ts';
import { leftUnread, type IsUnread, type ItemProblem } from '../notice/problem.ts';
import type { XmlLimits } from '../xml/xml-problem.ts';
import { readCsvRecords } from './csv-records.ts';
import { readJsonRecords } from './json-records.ts';
import { mapRecord } from './mapped-notice.ts';
import type { ErrorAnswer, Mapping, MappingHead } from './mapping.ts';
import { find, findTexts, plainSteps, writeSteps, type Scope } from './record-path.ts';
import type { FlatItem } from './record.ts';
import { readXmlRecords } from './xml-records.ts';

/** What the source's configuration adds to a mapping. */
export interface MappedContext {
  /** The Placet source the delivery belongs to. */
  readonly source: string;
  /** Charset that the delivery declared. */
  readonly charset?: string;
  readonly isUnread?: IsUnread;
  readonly limits?: { readonly json?: JsonLimits; readonly csv?: CsvLimits; readonly xml?: XmlLimits };
}

/** One record of a delivery: as a notice, or with the reason why it can't be one. */
export interface MappedItem {
  /** JSON Pointer or XPath of the record in the document; of a table, `/` and the line. */
  readonly pointer: string;
  readonly line: number;
  /** The record as its source wrote it; of a refused one the beginning. */
  readonly raw: string;
  readonly notice?: NoticeVersion;
  readonly problem?: ItemProblem;
}

/**
 * Reads the records of a flat source by its mapping, in bounded memory: bad records are told, good neighbours pass, an
 * answer that reports an error is a problem and never "no records". Never throws for what is in the document.
 */
export async function* readMapped(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  mapping: Mapping,
  context: MappedContext,
): AsyncGenerator<MappedItem, void, undefined> {
  let records = 0;
  for await (const item of recordsOf(chunks, mapping, context)) {
    const { pointer, line, raw } = item;
    if (item.type === 'problem') {
      records += 1;
      yield { pointer, line, raw, problem: item.problem };
    } else if (item.type === 'record') {
      records += 1;
      yield { pointer, line, raw, ...mapped(item, mapping, context) };
    } else yield* envelopeItems(item, records, mapping, context);
  }
}

/** Reads the records of a source and what surrounds them. */
export function recordsOf(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  { input }: MappingHead,
  { charset, limits }: Pick<MappedContext, 'charset' | 'limits'>,
): AsyncGenerator<FlatItem, void, undefined> {
  const declared = charset === undefined ? {} : { charset };
  const paths = (input.records ?? []).map(plainSteps);
  switch (input.format) {
    case 'csv':
      return readCsvRecords(chunks, {
        ...declared,
        ...pick(input, ['delimiter', 'charsets', 'ragged', 'groupBy']),
        ...(limits?.csv === undefined ? {} : { limits: limits.csv }),
      });
    case 'xml':
      return readXmlRecords(chunks, {
        ...declared,
        records: paths,
        ...(limits?.xml === undefined ? {} : { limits: limits.xml }),
      });
    default:
      return readJsonRecords(chunks, {
        ...declared,
        lists: paths,
        lines: input.format === 'jsonl',
        ...(limits?.json === undefined ? {} : { limits: limits.json }),
      });
  }
}

function mapped(
  item: Extract<FlatItem, { type: 'record' }>,
  mapping: Mapping,
  context: MappedContext,
): Pick<MappedItem, 'notice' | 'problem'> {
  const { value, pointer } = item;
  if (context.isUnread?.() === true) return { problem: leftUnread(pointer) };
  if (typeof value !== 'object' || value === null)
    return {
      problem: {
        type: 'mapping-not-a-record',
        detail: `A record of ${mapping.id} is an object; this is ${writeJson(value).slice(0, 80)}.`,
        pointer,
      },
    };
  const scope = { ...scopeOf(mapping, item.envelope), here: { value, steps: [] }, record: value };
  const read = mapRecord(mapping, scope, context.source);
  return 'notice' in read
    ? { notice: read.notice }
    : { problem: { type: read.rule, detail: read.detail, pointer } };
}

/** What the document around the records says: an error, or that there is no place for records at all. */
function* envelopeItems(
  item: Extract<FlatItem, { type: 'envelope' }>,
  records: number,
  mapping: Mapping,
  context: MappedContext,
): Generator<MappedItem> {
  const { pointer, line, raw, value } = item;
  const scope = scopeOf(mapping, value);
  const problem = errorIn(mapping, scope);
  if (problem !== undefined) {
    yield { pointer, line, raw, problem };
    return;
  }
  if (item.hasRecords || records > 0) return;
  if (mapping.input.single === true) {
    yield {
      pointer,
      line,
      raw,
      ...mapped({ type: 'record', pointer, line, raw, value }, mapping, context),
    };
    return;
  }
  yield { pointer, line, raw, problem: noRecords(mapping, value, pointer) };
}

/** The problem of a document that has no place for records. */
export function noRecords(mapping: MappingHead, value: JsonObject, pointer: string): ItemProblem {
  const places = (mapping.input.records ?? []).map((path) => JSON.stringify(path)).join(' or ');
  const members = Object.keys(value).slice(0, 8).join(', ');
  const detail = `The document has no records at ${places} (it has ${members === '' ? 'no members' : members}). If the source has moved them, mend the mapping ${mapping.id}.`;
  return { type: 'mapping-no-records', detail, pointer };
}

/** The error that an answer reports instead of records. */
export function errorIn(mapping: MappingHead, scope: Scope): ItemProblem | undefined {
  for (const error of mapping.input.errors ?? []) {
    const problem = errorAnswer(error, scope);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function errorAnswer({ at, unless = [], message }: ErrorAnswer, scope: Scope): ItemProblem | undefined {
  const [code] = findTexts(at, scope);
  if (code === undefined || unless.includes(code.text)) return undefined;
  const said = message === undefined ? undefined : findTexts(message, scope)[0]?.text;
  const place = find(at, scope)[0]?.steps ?? [];
  return {
    type: 'mapping-error-answer',
    detail: `The source answered with an error instead of records: ${code.text}${said === undefined ? '' : ` (${said})`}. Mend the request, or try again later.`,
    pointer: writeSteps(place.slice(1), scope.format),
  };
}

/** What paths outside of records are looked up in. */
export function scopeOf(mapping: MappingHead, envelope: JsonObject | undefined): Scope {
  const none = { value: null, steps: [] };
  return { format: mapping.input.format, here: none, record: null, envelope };
}

function pick<T extends object, K extends keyof T>(from: T, keys: readonly K[]): Partial<Pick<T, K>> {
  const picked: Partial<Pick<T, K>> = {};
  for (const key of keys) if (from[key] !== undefined) picked[key] = from[key];
  return picked;
}
