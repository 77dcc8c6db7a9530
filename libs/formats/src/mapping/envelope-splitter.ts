import { ByteCollector } from '../json/byte-collector.ts';
import { JsonProblem, type JsonLimits } from '../json/json-problem.ts';
import { isJsonObject, type JsonObject } from '../json/json-value.ts';
import { parseJson } from '../json/parse-json.ts';
import { Stop, ValueFollower } from '../json/value-follower.ts';

const QUOTE = 0x22;
const NEWLINE = 0x0a;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/** A list of records inside an envelope; its bytes have to be read before the next one is asked for. */
export interface EnvelopeList {
  readonly path: readonly string[];
  readonly offset: number;
  readonly line: number;
  /** What the envelope says up to the list. */
  readonly before: JsonObject | undefined;
  /** The list as a JSON array. */
  readonly bytes: AsyncGenerator<Uint8Array, void, undefined>;
}

/**
 * Splits a JSON document into the lists at given paths, however deep, and the envelope around them, so that a list of
 * any length streams in bounded memory. It follows strings and brackets only; what it cuts out is parsed afterwards.
 */
export class EnvelopeSplitter {
  private readonly input: AsyncIterator<Uint8Array>;
  private chunk = new Uint8Array();
  private at = 0;
  private consumed = 0;
  private line = 1;
  private ended = false;

  private readonly envelope: ByteCollector;
  private readonly wanted: ReadonlySet<string>;
  /** Keys of the objects that are open; arrays around a value rule out that it is looked for. */
  private readonly keys: string[] = [];
  private readonly brackets: number[] = [];
  /** A string that is being passed outside lists, or the list that is handed out. */
  private readonly passed = new ValueFollower();
  private inString = false;
  private expectsKey = false;
  private key: number[] | undefined;
  private listOpen = false;

  /** Whether a list ended with the document instead of its bracket. */
  truncated = false;
  found = 0;

  constructor(
    chunks: AsyncIterable<Uint8Array>,
    paths: readonly (readonly string[])[],
    private readonly limits: JsonLimits,
  ) {
    this.input = chunks[Symbol.asyncIterator]();
    this.wanted = new Set(paths.map((path) => JSON.stringify(path)));
    this.envelope = new ByteCollector(limits.itemBytes);
  }

  /** Finds the next list, or `undefined` at the end of the document. */
  async next(): Promise<EnvelopeList | undefined> {
    if (this.listOpen) throw new Error('The list before has not been read to its end.');
    for (;;) {
      if (this.at >= this.chunk.length && !(await this.more())) return undefined;
      const start = this.at;
      const isList = this.scan();
      this.envelope.add(this.chunk, start, this.at);
      if (isList) return this.openList();
    }
  }

  /** The envelope with its lists empty, as text; throws a {@link JsonProblem} if it is too large or no UTF-8. */
  text(): string {
    return this.envelope.text();
  }

  fragment(): string {
    return this.envelope.fragment();
  }

  private openList(): EnvelopeList {
    this.found += 1;
    this.listOpen = true;
    const closers = [CLOSE_ARRAY, ...this.brackets.map(() => CLOSE_OBJECT)];
    return {
      path: [...this.keys],
      offset: this.consumed + this.at - 1,
      line: this.line,
      before: this.parsed(this.envelope.endedWith(new Uint8Array(closers))),
      bytes: this.list(),
    };
  }

  /** The envelope so far; if it is bad, that is told at its end. */
  private parsed(bytes: ByteCollector): JsonObject | undefined {
    try {
      const value = parseJson(bytes.text(), this.limits);
      return isJsonObject(value) ? value : undefined;
    } catch (error) {
      if (!(error instanceof JsonProblem)) throw error;
      return undefined;
    }
  }

  private async more(): Promise<boolean> {
    this.consumed += this.chunk.length;
    this.at = 0;
    this.chunk = new Uint8Array();
    while (!this.ended && this.chunk.length === 0) {
      const next = await this.input.next();
      if (next.done === true) this.ended = true;
      else this.chunk = new Uint8Array(next.value);
    }
    return !this.ended;
  }

  /** Runs to the end of the chunk, or past the bracket that opens a list that is looked for. */
  private scan(): boolean {
    const { chunk } = this;
    while (this.at < chunk.length) {
      if (this.inString) {
        this.passString();
        continue;
      }
      const byte = chunk[this.at] ?? 0;
      this.at += 1;
      if (byte === NEWLINE) this.line += 1;
      else if (byte === QUOTE) {
        this.inString = true;
        this.passed.begin(QUOTE);
        this.key = this.expectsKey ? [] : undefined;
      } else if (byte === COLON) this.expectsKey = false;
      else if (byte === COMMA) this.expectsKey = this.brackets.at(-1) === OPEN_OBJECT;
      else if (byte === OPEN_OBJECT) this.open(OPEN_OBJECT);
      else if (byte === OPEN_ARRAY) {
        if (this.isWanted()) return true;
        this.open(OPEN_ARRAY);
      } else if (byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) {
        if (this.brackets.pop() === OPEN_OBJECT) this.keys.pop();
        this.expectsKey = false;
      }
    }
    return false;
  }

  /** Passes a string, or what the chunk has of it; a key is kept, since it may name a list. */
  private passString(): void {
    const start = this.at;
    this.pass();
    const isEnded = this.passed.stop === Stop.Ended;
    // Names that are looked for are short; longer keys can't be among them.
    if (this.key !== undefined && this.key.length < 256)
      this.key.push(...this.chunk.subarray(start, Math.min(start + 256, isEnded ? this.at - 1 : this.at)));
    if (!isEnded) return;
    this.inString = false;
    if (this.key !== undefined) this.keys[this.keys.length - 1] = Buffer.from(this.key).toString('utf8');
    this.key = undefined;
  }

  private pass(): void {
    this.at = this.passed.run(this.chunk, this.at);
    this.line += this.passed.newlines;
  }

  private open(bracket: number): void {
    if (this.brackets.length >= this.limits.depth)
      throw new JsonProblem(
        'json-depth',
        `Arrays and objects nest deeper than ${this.limits.depth} levels.`,
        '',
        this.consumed + this.at,
      );
    this.brackets.push(bracket);
    if (bracket === OPEN_OBJECT) this.keys.push('');
    this.expectsKey = bracket === OPEN_OBJECT;
  }

  private isWanted(): boolean {
    return (
      this.keys.length === this.brackets.length &&
      this.brackets.length > 0 &&
      this.wanted.has(JSON.stringify(this.keys))
    );
  }

  /** Hands out the bytes of the list, its brackets included. */
  private async *list(): AsyncGenerator<Uint8Array, void, undefined> {
    this.passed.begin(OPEN_ARRAY);
    yield new Uint8Array([OPEN_ARRAY]);
    while (this.at < this.chunk.length || (await this.more())) {
      const start = this.at;
      this.pass();
      yield this.chunk.subarray(start, this.at);
      if (this.passed.stop !== Stop.Ended) continue;
      this.listOpen = false;
      this.envelope.add(new Uint8Array([CLOSE_ARRAY]), 0, 1);
      this.expectsKey = false;
      return;
    }
    this.listOpen = false;
    this.truncated = true;
  }
}
