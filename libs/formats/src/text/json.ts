import type { JsonValue } from './json-value.ts';
import type { TextLimits } from './limits.ts';
import { LineIndex, type Position, type TextProblem } from './position.ts';
import { pointerTo } from './pointer.ts';
import { isLargerThan } from './text-size.ts';

/** A parsed text whose values can be traced back to their places. */
export interface ParsedText {
  readonly value: JsonValue;
  /** Finds where a value stands; for a missing one, where its nearest parent stands. */
  readonly locate: (pointer: string, what?: 'value' | 'key') => Position;
  /** Bytes in UTF-8 of the source text of a value. */
  readonly sourceBytes: (pointer: string) => number;
}

/** A parsed text or the problem that refused it. */
export type ParseResult =
  | { readonly parsed: ParsedText; readonly problem: null }
  | { readonly parsed: null; readonly problem: TextProblem };

/** Start of the key (for members), start of the value, end of the value, as offsets. */
export type Span = readonly [key: number, start: number, end: number];

class Refusal extends Error {
  readonly offset: number;
  readonly pointer: string;

  constructor(message: string, offset: number, pointer: string) {
    super(message);
    this.offset = offset;
    this.pointer = pointer;
  }
}

/**
 * Parses JSON (RFC 8259) more strictly than the platform does: duplicate names, `__proto__`, numbers that lose digits,
 * deep nesting and overlong strings are refused, because what comes after would read them differently from the sender.
 */
export function parseJson(text: string, limits: TextLimits, firstLine = 1): ParseResult {
  const scanner = new JsonScanner(text, limits, null);
  try {
    const value = scanner.document();
    let spans: ReadonlyMap<string, Span> | null = null;
    const spansOf = (): ReadonlyMap<string, Span> => (spans ??= traceSpans(text, limits));
    let lines: LineIndex | null = null;
    return {
      parsed: {
        value,
        locate: (pointer, what = 'value') =>
          (lines ??= new LineIndex(text, firstLine)).at(offsetOf(spansOf(), pointer, what)),
        sourceBytes: (pointer) => bytesOf(text, spansOf().get(pointer)),
      },
      problem: null,
    };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const position = new LineIndex(text, firstLine).at(error.offset);
    return { parsed: null, problem: { ...position, pointer: error.pointer, message: error.message } };
  }
}

/** Counts the bytes of the source text of a value; none if there is no such value. */
export function bytesOf(text: string, span: Span | undefined): number {
  return span === undefined ? 0 : Buffer.byteLength(text.slice(span[1], span[2]));
}

/** Finds the offset of a pointer, or of its nearest known parent. */
export function offsetOf(spans: ReadonlyMap<string, Span>, pointer: string, what: 'value' | 'key'): number {
  for (let at = pointer; ; at = at.slice(0, at.lastIndexOf('/'))) {
    const span = spans.get(at);
    if (span !== undefined) return what === 'key' && at === pointer ? span[0] : span[1];
    if (at === '') return 0;
  }
}

function traceSpans(text: string, limits: TextLimits): ReadonlyMap<string, Span> {
  const spans = new Map<string, Span>();
  new JsonScanner(text, limits, spans).document();
  return spans;
}

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;

class JsonScanner {
  readonly #text: string;
  readonly #limits: TextLimits;
  readonly #spans: Map<string, Span> | null;
  #at = 0;
  /** Path of the value being read, kept as segments and only joined for spans and problems. */
  readonly #path: (string | number)[] = [];

  constructor(text: string, limits: TextLimits, spans: Map<string, Span> | null) {
    this.#text = text;
    this.#limits = limits;
    this.#spans = spans;
  }

  document(): JsonValue {
    this.#skipSpace();
    const value = this.#value(this.#at);
    this.#skipSpace();
    if (this.#at < this.#text.length) {
      throw this.#refuse(
        'The JSON value ends here but more text follows. Remove it, or send one value a line.',
      );
    }
    return value;
  }

  #value(keyStart: number): JsonValue {
    const start = this.#at;
    const value = this.#bare();
    this.#spans?.set(this.#pointer(), [keyStart, start, this.#at]);
    return value;
  }

  #bare(): JsonValue {
    const text = this.#text;
    switch (text[this.#at]) {
      case '{':
        return this.#object();
      case '[':
        return this.#array();
      case '"':
        return this.#string();
      case 't':
        return this.#word('true', true);
      case 'f':
        return this.#word('false', false);
      case 'n':
        return this.#word('null', null);
      case undefined:
        throw this.#refuse(
          'The text ends in the middle of a value. It may have been cut off; send it whole.',
        );
      default:
        return this.#number();
    }
  }

  #object(): JsonValue {
    this.#deeper();
    const object: Record<string, JsonValue> = {};
    this.#at += 1;
    this.#skipSpace();
    if (this.#text[this.#at] === '}') {
      this.#at += 1;
      return object;
    }
    for (;;) {
      this.#skipSpace();
      const keyStart = this.#at;
      if (this.#text[keyStart] !== '"')
        throw this.#refuse('A property name in double quotes is expected here.');
      const key = this.#string();
      if (key === '__proto__') {
        throw this.#refuse('The property name "__proto__" is refused for safety. Rename it.', keyStart);
      }
      if (Object.hasOwn(object, key)) {
        throw this.#refuse(
          `The property "${shorten(key)}" stands twice in this object. Keep one of the two: readers differ in which one counts.`,
          keyStart,
        );
      }
      this.#skipSpace();
      if (this.#text[this.#at] !== ':') throw this.#refuse(`A colon is expected after "${shorten(key)}".`);
      this.#at += 1;
      this.#skipSpace();
      this.#path.push(key);
      object[key] = this.#value(keyStart);
      this.#path.pop();
      if (this.#separator('}')) return object;
    }
  }

  #array(): JsonValue {
    this.#deeper();
    const array: JsonValue[] = [];
    this.#at += 1;
    this.#skipSpace();
    if (this.#text[this.#at] === ']') {
      this.#at += 1;
      return array;
    }
    for (;;) {
      this.#skipSpace();
      this.#path.push(array.length);
      array.push(this.#value(this.#at));
      this.#path.pop();
      if (this.#separator(']')) return array;
    }
  }

  /** Says whether the list ended (with `close`) rather than went on (with a comma). */
  #separator(close: '}' | ']'): boolean {
    this.#skipSpace();
    const next = this.#text[this.#at];
    if (next !== ',' && next !== close) throw this.#refuse(`A comma or "${close}" is expected here.`);
    this.#at += 1;
    return next === close;
  }

  #string(): string {
    const text = this.#text;
    const start = this.#at;
    let end = start + 1;
    let isPlain = true;
    for (; ; end += 1) {
      const code = text.charCodeAt(end);
      if (code === 0x22) break;
      if (code === 0x5c) {
        isPlain = false;
        end += 1;
      } else if (!(code >= 0x20)) {
        throw this.#refuse(
          Number.isNaN(code)
            ? 'The text ends inside a string. It may have been cut off; send it whole.'
            : 'A control character stands inside a string. Write it as an escape such as \\n.',
          Math.min(end, text.length),
        );
      }
    }
    const value = isPlain ? text.slice(start + 1, end) : this.#unescaped(start, end + 1);
    if (isLargerThan(value, this.#limits.stringBytes)) {
      throw this.#refuse(`A string is longer than ${this.#limits.stringBytes} bytes. Shorten it.`, start);
    }
    this.#at = end + 1;
    return value;
  }

  #unescaped(start: number, end: number): string {
    try {
      const unescaped: unknown = JSON.parse(this.#text.slice(start, end));
      return String(unescaped);
    } catch {
      throw this.#refuse(
        'A backslash in a string starts no known escape. Write "\\\\" for a backslash.',
        start,
      );
    }
  }

  #word(word: string, value: boolean | null): JsonValue {
    if (!this.#text.startsWith(word, this.#at)) throw this.#unexpected();
    this.#at += word.length;
    return value;
  }

  #number(): number {
    NUMBER.lastIndex = this.#at;
    const match = NUMBER.exec(this.#text);
    if (match === null) throw this.#unexpected();
    const value = Number(match[0]);
    if (losesDigits(match[0], value)) {
      throw this.#refuse(
        `The number ${shorten(match[0])} is too large to keep its digits. Write it in quotes.`,
      );
    }
    this.#at += match[0].length;
    return value;
  }

  #skipSpace(): void {
    for (; ; this.#at += 1) {
      const code = this.#text.charCodeAt(this.#at);
      if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return;
    }
  }

  #deeper(): void {
    // The path holds one segment for each level above this object or array.
    if (this.#path.length >= this.#limits.depth) {
      throw this.#refuse(
        `Objects and lists are nested deeper than ${this.#limits.depth} levels. Flatten the document.`,
      );
    }
  }

  #unexpected(): Refusal {
    return this.#refuse(
      `A JSON value is expected here, not "${shorten(this.#text.slice(this.#at, this.#at + 12))}". Text needs double quotes.`,
    );
  }

  #refuse(message: string, offset = this.#at): Refusal {
    return new Refusal(message, offset, this.#pointer());
  }

  #pointer(): string {
    return this.#path.reduce<string>((parent, segment) => pointerTo(parent, segment), '');
  }
}

/** Whether a whole number written in digits is beyond what a double keeps; `1e25` states no digits to lose. */
export function losesDigits(written: string, value: number): boolean {
  return !Number.isFinite(value) || (/^[-+]?\d+$/.test(written) && !Number.isSafeInteger(value));
}

/** Cuts foreign text to a length that fits into a sentence. */
export function shorten(text: string, length = 60): string {
  return text.length <= length ? text : `${text.slice(0, length)}…`;
}
