/** Bounds of what is read; a document past one of them is refused by rule, never by running out of memory. */
export interface JsonLimits {
  /** Nested arrays and objects, counted from the root of the document. */
  readonly depth: number;
  /** Bytes of one string in UTF-8. */
  readonly stringBytes: number;
  /** Bytes of one item: an element of a streamed list, a line, or what surrounds a streamed list. */
  readonly itemBytes: number;
  /** Characters of one number. */
  readonly numberDigits: number;
  /** Members of one object: more is an attack on hash tables rather than a notice. */
  readonly members: number;
  /** Values in one item: bounds the time that one item may hold the event loop. */
  readonly values: number;
}

/** The limits of design 5. */
export const JSON_LIMITS: JsonLimits = {
  depth: 64,
  stringBytes: 256 * 1024,
  itemBytes: 4 * 1024 * 1024,
  numberDigits: 128,
  members: 10_000,
  values: 150_000,
};

/** Rules a JSON document can break; each is a stable problem type. */
export type JsonRule =
  | 'json-empty'
  | 'json-malformed'
  | 'json-truncated'
  | 'json-encoding'
  | 'json-duplicate-key'
  | 'json-forbidden-key'
  | 'json-depth'
  | 'json-string-length'
  | 'json-number-length'
  | 'json-count'
  | 'json-item-size'
  | 'json-nul'
  | 'json-lone-surrogate';

/** A broken rule: what is wrong, where inside the text that was parsed, and what to do about it. */
export class JsonProblem extends Error {
  override readonly name = 'JsonProblem';

  constructor(
    readonly rule: JsonRule,
    message: string,
    /** JSON Pointer of the innermost value reached, relative to the text parsed. */
    readonly pointer: string,
    /** Characters before the place, or bytes where the text couldn't be decoded. */
    readonly offset: number,
  ) {
    super(message);
  }
}

/** Escapes one reference token of a JSON Pointer (RFC 6901). */
export function pointerToken(token: string | number): string {
  return String(token).replaceAll('~', '~0').replaceAll('/', '~1');
}
