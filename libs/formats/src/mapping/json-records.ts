import { JSON_LIMITS, JsonProblem, pointerToken, type JsonLimits } from '../json/json-problem.ts';
import { isJsonObject, member, writeJson, type JsonObject, type JsonValue } from '../json/json-value.ts';
import { parseJson } from '../json/parse-json.ts';
import { looksLikeLines, readJsonItems, type JsonItem } from '../json/read-json-items.ts';
import { decodeStream, EncodingProblem } from '../text/decode-stream.ts';
import { EnvelopeSplitter } from './envelope-splitter.ts';
import type { FlatItem } from './record.ts';

/** Where records are in JSON, and what is known about its bytes. */
export interface JsonRecordOptions {
  /** Paths of lists (or of single records) inside a root object. */
  readonly lists: readonly (readonly string[])[];
  readonly lines: boolean;
  readonly limits?: JsonLimits;
  readonly charset?: string;
}

const SNIFF = 64 * 1024;

/**
 * Reads records from JSON of any shape: lists inside envelopes, a root array, JSON Lines, or a root object, which comes
 * as the envelope. Never throws for what is in the document.
 */
export async function* readJsonRecords(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  options: JsonRecordOptions,
): AsyncGenerator<FlatItem, void, undefined> {
  const limits = options.limits ?? JSON_LIMITS;
  try {
    const { head, rest } = await peek(utf8(chunks, options.charset));
    // UTF-16 has a zero byte among its first; it is refused by the reader of items.
    const inEnvelope = head[1] !== 0 && /^\s*\{/.test(Buffer.from(head.subarray(0, 1024)).toString('latin1'));
    const lines = options.lines || (inEnvelope && looksLikeLines(head));
    if (inEnvelope && !lines) yield* inside(rest, options.lists, limits);
    else
      for await (const item of readJsonItems(rest, {
        lists: [],
        unless: [],
        limits,
        shape: lines ? 'lines' : 'auto',
      }))
        yield flatItem(item);
  } catch (error) {
    yield { ...problemOf(error), pointer: '', line: 1, raw: '' };
  }
}

async function* inside(
  chunks: AsyncIterable<Uint8Array>,
  paths: readonly (readonly string[])[],
  limits: JsonLimits,
): AsyncGenerator<FlatItem, void, undefined> {
  const splitter = new EnvelopeSplitter(chunks, paths, limits);
  for (let list = await splitter.next(); list !== undefined; list = await splitter.next()) {
    const { path, offset: _, line, before, bytes } = list;
    const base = path.map((key) => `/${pointerToken(key)}`).join('');
    const cut = { lists: [], unless: [], limits, shape: 'document' as const, outerDepth: path.length };
    for await (const item of readJsonItems(bytes, cut)) {
      const flat = flatItem(item);
      yield {
        ...flat,
        ...(flat.type === 'problem'
          ? { problem: { ...flat.problem, pointer: base + flat.problem.pointer } }
          : {}),
        ...(flat.type === 'record' && before !== undefined ? { envelope: before } : {}),
        pointer: base + flat.pointer,
        line: flat.line + line - 1,
      };
    }
  }
  // The list has told that the document was cut off.
  if (splitter.truncated) return;
  let raw = splitter.fragment();
  try {
    raw = splitter.text();
    const value = parseJson(raw, limits);
    if (!isJsonObject(value)) return;
    const single = splitter.found > 0 ? undefined : singleRecord(value, paths);
    if (single?.record !== undefined)
      yield {
        type: 'record',
        pointer: single.pointer,
        line: 1,
        value: single.record,
        raw: writeJson(single.record),
        envelope: value,
      };
    const hasRecords = splitter.found > 0 || single !== undefined;
    yield { type: 'envelope', pointer: '', line: 1, value, raw, hasRecords };
  } catch (error) {
    yield { ...problemOf(error), pointer: '', line: 1, raw };
  }
}

/** Where a list is expected, some sources write a lone record, and others write nothing or `""` for no records. */
function singleRecord(
  envelope: JsonObject,
  paths: readonly (readonly string[])[],
): { pointer: string; record?: JsonObject } | undefined {
  for (const path of [...paths].toSorted((a, b) => b.length - a.length)) {
    let value: JsonValue | undefined = envelope;
    for (const key of path) value = isJsonObject(value) ? member(value, key) : undefined;
    if (value === undefined || path.length === 0) continue;
    const pointer = path.map((key) => `/${pointerToken(key)}`).join('');
    return isJsonObject(value) && Object.keys(value).length > 0 ? { pointer, record: value } : { pointer };
  }
  return undefined;
}

function flatItem(item: JsonItem): FlatItem {
  const { pointer, line } = item;
  if (item.type === 'problem')
    return {
      type: 'problem',
      pointer,
      line,
      raw: item.fragment,
      problem: { type: item.problem.rule, detail: item.problem.message, pointer },
    };
  if (item.type === 'item') return { type: 'record', pointer, line, value: item.value, raw: item.text };
  return { type: 'record', pointer, line, value: item.value, raw: writeJson(item.value) };
}

function problemOf(error: unknown): Pick<Extract<FlatItem, { type: 'problem' }>, 'type' | 'problem'> {
  if (error instanceof JsonProblem)
    return {
      type: 'problem',
      problem: { type: error.rule, detail: error.message, pointer: error.pointer },
    };
  if (error instanceof EncodingProblem)
    return { type: 'problem', problem: { type: 'json-encoding', detail: error.message, pointer: '' } };
  throw error;
}

/** JSON is UTF-8; other charsets count when the delivery declares them or a byte order mark says so. */
async function* utf8(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  charset: string | undefined,
): AsyncGenerator<Uint8Array, void, undefined> {
  if (charset === undefined || /^utf-?8$/i.test(charset)) {
    yield* chunks;
    return;
  }
  for await (const text of decodeStream(chunks, () => charset)) yield Buffer.from(text);
}

async function peek(
  chunks: AsyncIterable<Uint8Array>,
): Promise<{ head: Uint8Array; rest: AsyncIterable<Uint8Array> }> {
  const iterator = chunks[Symbol.asyncIterator]();
  const held: Uint8Array[] = [];
  let size = 0;
  let ended = false;
  while (size < SNIFF && !ended) {
    const next = await iterator.next();
    if (next.done === true) ended = true;
    else {
      held.push(next.value);
      size += next.value.length;
    }
  }
  const start = Buffer.concat(held);
  const marked = start[0] === 0xef && start[1] === 0xbb && start[2] === 0xbf;
  const head = marked ? start.subarray(3) : start;
  async function* rest(): AsyncGenerator<Uint8Array, void, undefined> {
    yield head;
    if (ended) return;
    for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) yield next.value;
  }
  return { head: head.subarray(0, SNIFF), rest: rest() };
}
