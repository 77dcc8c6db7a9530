import type { ByteCollector } from './byte-collector.ts';
import { JsonProblem, JSON_LIMITS, type JsonLimits } from './json-problem.ts';
import { JsonScanner } from './json-scanner.ts';
import type { BreakReason, ItemLists, ScanEvent } from './scan-event.ts';
import { isJsonObject, type JsonObject, type JsonValue } from './json-value.ts';
import { parseJson } from './parse-json.ts';

/** How to cut a document into items. */
export interface JsonItemOptions extends ItemLists {
  readonly limits?: JsonLimits;
  /** `lines`: one root value a line. `document`: one root value. `auto` looks at the first line. */
  readonly shape?: 'auto' | 'document' | 'lines';
  /** The charset that the delivery declared, if it isn't UTF-8. */
  readonly charset?: string;
}

/** Where an item stands in the document. */
export interface JsonPosition {
  /** JSON Pointer from the root; the root values of JSON Lines are numbered `/0`, `/1` … */
  readonly pointer: string;
  /** Bytes before the item. */
  readonly offset: number;
  /** Line on which the item begins, from 1. */
  readonly line: number;
}

/** One item, what surrounds a streamed list, or a broken rule with the text that broke it. */
export type JsonItem =
  | (JsonPosition & {
      readonly type: 'item';
      readonly text: string;
      readonly value: JsonValue;
      /** What the surrounding object states before the list. */
      readonly before?: JsonObject;
    })
  | (JsonPosition & {
      /** A root object whose lists were streamed as items before, and are empty here. */
      readonly type: 'envelope';
      readonly value: JsonObject;
      readonly lists: readonly string[];
    })
  | (JsonPosition & { readonly type: 'problem'; readonly problem: JsonProblem; readonly fragment: string });

const SLICE = 64 * 1024;
const SNIFF = 64 * 1024;

/**
 * Reads a JSON document or JSON Lines as a stream of items in bounded memory: a bad item is told with its position and
 * its text, and its neighbours pass. Never throws for what is in the document.
 */
export async function* readJsonItems(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  options: JsonItemOptions,
): AsyncGenerator<JsonItem, void, undefined> {
  const limits = options.limits ?? JSON_LIMITS;
  const start = { pointer: '', offset: 0, line: 1 };
  try {
    const input = sliced(utf8Chunks(chunks, options.charset));
    const { head, ended } = await readHead(input);
    refuseForeignEncoding(head);
    const lines = options.shape === 'lines' || (options.shape !== 'document' && looksLikeLines(head));
    const scanner = new JsonScanner(options, limits, lines);
    const surroundings = new Surroundings();
    yield* parsed(scanner.push(head), limits, surroundings);
    if (!ended) for await (const chunk of input) yield* parsed(scanner.push(chunk), limits, surroundings);
    yield* parsed(scanner.end(), limits, surroundings);
    if (scanner.rootCount > 0) return;
    throw new JsonProblem('json-empty', 'The document is empty or holds white space only.', '', 0);
  } catch (error) {
    if (!(error instanceof JsonProblem)) throw error;
    yield problemItem(error, start, '');
  }
}

function* parsed(
  events: readonly ScanEvent[],
  limits: JsonLimits,
  surroundings: Surroundings,
): Generator<JsonItem> {
  for (const event of events) {
    const position = { pointer: event.pointer, offset: event.offset, line: event.line };
    try {
      if (event.type === 'broken') throw breakProblem(event, limits);
      const text = event.bytes.text();
      const value = parseJson(text, limits, event.depth);
      if (event.type === 'root' && event.lists.length > 0 && isJsonObject(value))
        yield { type: 'envelope', ...position, value, lists: event.lists };
      else {
        const before = event.type === 'item' ? surroundings.of(event.before, limits) : undefined;
        yield { type: 'item', ...position, text, value, ...(before === undefined ? {} : { before }) };
      }
    } catch (error) {
      if (!(error instanceof JsonProblem)) throw error;
      yield problemItem(error, position, event.bytes.fragment());
    }
  }
}

/** Parses the surroundings of a list once for all its items; if they are bad, that is told at the end of the object. */
class Surroundings {
  private last: ByteCollector | undefined;
  private value: JsonObject | undefined;

  of(before: ByteCollector | undefined, limits: JsonLimits): JsonObject | undefined {
    if (before === undefined || before === this.last) return before && this.value;
    this.last = before;
    this.value = undefined;
    try {
      const value = parseJson(before.text(), limits);
      if (isJsonObject(value)) this.value = value;
    } catch (error) {
      if (!(error instanceof JsonProblem)) throw error;
    }
    return this.value;
  }
}

const BREAKS: Readonly<Record<BreakReason, string>> = {
  'line-end': 'The line ends inside a value; in JSON Lines every value is complete on its line.',
  'document-end': 'The document ends inside a value; it was cut off or a quote or bracket is missing.',
  separator: 'A comma, colon or bracket is missing or too many here, so what follows cannot be told apart.',
  bracket: 'A bracket closes nothing here, so what follows cannot be told apart.',
};

/** The parser's own message is more exact than "it breaks off", so it is asked first. */
function breakProblem(event: Extract<ScanEvent, { type: 'broken' }>, limits: JsonLimits): JsonProblem {
  const rule = event.reason === 'document-end' ? 'json-truncated' : 'json-malformed';
  try {
    parseJson(event.bytes.text(), limits, event.depth);
  } catch (error) {
    if (!(error instanceof JsonProblem)) throw error;
    if (error.rule !== 'json-truncated' && event.bytes.length > 0)
      return new JsonProblem(
        error.rule,
        `${error.message} ${BREAKS[event.reason]}`,
        error.pointer,
        error.offset,
      );
  }
  return new JsonProblem(rule, BREAKS[event.reason], '', event.bytes.length);
}

function problemItem(problem: JsonProblem, position: JsonPosition, fragment: string): JsonItem {
  return { type: 'problem', ...position, pointer: position.pointer + problem.pointer, problem, fragment };
}

/** Reads enough to see the first line and the beginning of the second, without the mark some put before UTF-8. */
async function readHead(input: AsyncGenerator<Uint8Array>): Promise<{ head: Uint8Array; ended: boolean }> {
  const parts: Uint8Array[] = [];
  let size = 0;
  let ended = false;
  while (size < SNIFF && !ended) {
    const next = await input.next();
    if (next.done === true) ended = true;
    else {
      parts.push(next.value);
      size += next.value.length;
    }
  }
  const head = Buffer.concat(parts);
  const marked = head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf;
  return { head: marked ? head.subarray(3) : head, ended };
}

function refuseForeignEncoding(head: Uint8Array): void {
  if (head.length < 2) return;
  const [a, b] = head;
  if ((a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff) || a === 0 || b === 0)
    throw new JsonProblem(
      'json-encoding',
      'The document is UTF-16 or UTF-32; JSON is UTF-8. Convert it, or declare the charset in the content type.',
      '',
      0,
    );
}

/** Says whether the first line is a value of its own with another line after it. */
export function looksLikeLines(head: Uint8Array): boolean {
  const text = Buffer.from(head).toString('utf8').trimStart();
  const end = text.indexOf('\n');
  if (end < 0) return false;
  const first = text.slice(0, end).trim();
  const rest = text.slice(end).trimStart();
  if (rest === '') return false;
  try {
    parseJson(first);
    return true;
  } catch {
    // A bad first line doesn't hide that lines are meant: objects that begin and end with their line.
    return first.startsWith('{') && first.endsWith('}') && rest.startsWith('{');
  }
}

async function* utf8Chunks(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  charset: string | undefined,
): AsyncGenerator<Uint8Array> {
  if (charset === undefined || /^utf-?8$/i.test(charset)) {
    yield* chunks;
    return;
  }
  const decode = charsetDecoder(charset);
  for await (const chunk of chunks) yield decode(chunk);
  yield decode();
}

/** A decoder into UTF-8 that refuses what the declared charset doesn't have. */
function charsetDecoder(charset: string): (chunk?: Uint8Array) => Uint8Array {
  const refused = () =>
    new JsonProblem(
      'json-encoding',
      `The document cannot be read in its declared charset ${JSON.stringify(charset)}.`,
      '',
      0,
    );
  let decoder: TextDecoder;
  try {
    decoder = new TextDecoder(charset, { fatal: true });
  } catch {
    throw refused();
  }
  return (chunk) => {
    try {
      return Buffer.from(decoder.decode(chunk, { stream: chunk !== undefined }));
    } catch {
      throw refused();
    }
  };
}

/** Cuts large chunks, so that the events of one chunk stay few. */
async function* sliced(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    for (let at = 0; at < chunk.length; at += SLICE) yield chunk.subarray(at, at + SLICE);
  }
}
