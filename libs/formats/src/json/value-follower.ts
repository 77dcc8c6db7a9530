const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const NEWLINE = 0x0a;
const COMMA = 0x2c;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/** Why following a value stopped. */
export enum Stop {
  /** The chunk ended; the value goes on in the next one. */
  More,
  /** The value ended; its last byte was the one before. */
  Ended,
  /** A newline that ends a root value of JSON Lines stands here. */
  Line,
}

/** How a value is followed. */
export interface FollowOptions {
  /** A newline stops it, wherever it is. */
  readonly lines?: boolean;
  /** A bare word goes to the end of its line, so that a line of prose is one refused item. */
  readonly wholeLine?: boolean;
}

/**
 * Follows one JSON value through chunks of bytes to its end without parsing it: strings, escapes and brackets only. The
 * one loop that every cutting of JSON into pieces runs through.
 */
export class ValueFollower {
  /** Why the last run stopped. */
  stop = Stop.More;
  /** Newlines that were passed in the last run. */
  newlines = 0;

  private nest = 0;
  private inString = false;
  private escaped = false;
  private scalar = false;
  private lines = false;
  private wholeLine = false;

  /** Begins with the first byte of a value; answers `false` for a byte that begins none. */
  begin(first: number, { lines = false, wholeLine = false }: FollowOptions = {}): boolean {
    this.nest = first === OPEN_OBJECT || first === OPEN_ARRAY ? 1 : 0;
    this.inString = first === QUOTE;
    this.escaped = false;
    this.scalar = this.nest === 0 && !this.inString;
    this.lines = lines;
    this.wholeLine = wholeLine && this.scalar;
    return first !== CLOSE_OBJECT && first !== CLOSE_ARRAY && first !== COMMA;
  }

  /** Says whether the end of the document here would end the value: words and numbers have no end of their own. */
  get mayEnd(): boolean {
    return this.scalar && this.nest === 0 && !this.inString;
  }

  /** Runs from the byte at `start`, behind the first of the value; answers where it stopped. */
  run(chunk: Uint8Array, start: number): number {
    const end = chunk.length;
    let at = start;
    this.stop = Stop.More;
    this.newlines = 0;
    while (at < end) {
      let byte = chunk[at] ?? 0;
      if (this.inString) {
        if (this.escaped) {
          this.escaped = false;
          if (byte !== NEWLINE) {
            at += 1;
            continue;
          }
        }
        while (byte !== QUOTE && byte !== BACKSLASH && byte !== NEWLINE) {
          at += 1;
          if (at === end) return end;
          byte = chunk[at] ?? 0;
        }
        if (byte === NEWLINE) {
          if (this.lines) return this.stopped(Stop.Line, at);
          this.newlines += 1;
        } else if (byte === QUOTE) {
          this.inString = false;
          if (this.nest === 0) return this.stopped(Stop.Ended, at + 1);
        } else this.escaped = true;
        at += 1;
        continue;
      }
      if (byte === QUOTE) {
        this.inString = true;
      } else if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) {
        this.nest += 1;
      } else if (byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) {
        if (this.nest === 0) return this.stopped(Stop.Ended, at);
        this.nest -= 1;
        if (this.nest === 0) return this.stopped(Stop.Ended, at + 1);
      } else if (this.scalar && this.nest === 0 && !this.wholeLine && (byte === COMMA || byte <= 0x20)) {
        return this.stopped(Stop.Ended, at);
      } else if (byte === NEWLINE) {
        if (this.lines) return this.stopped(Stop.Line, at);
        this.newlines += 1;
      }
      at += 1;
    }
    return end;
  }

  private stopped(why: Stop, at: number): number {
    this.stop = why;
    return at;
  }
}
