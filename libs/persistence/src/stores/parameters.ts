/** Type of PostgreSQL's `text`. */
const TEXT_TYPE = 25;
const HEADER_BYTES = 20;
const NULL_LENGTH = -1;

/**
 * Writes texts as a `text[]` in PostgreSQL's binary form, which the driver passes on as it is: neither side escapes or
 * parses a large array as text. NUL, which no text of PostgreSQL holds, becomes U+FFFD.
 */
export function textArray(texts: readonly (string | null | undefined)[]): Buffer {
  const stored = texts.map((text) => text?.replaceAll('\0', '\uFFFD') ?? null);
  const lengths = stored.map((text) => (text === null ? NULL_LENGTH : Buffer.byteLength(text)));
  const size = lengths.reduce((sum, length) => sum + 4 + Math.max(0, length), HEADER_BYTES);
  const array = Buffer.allocUnsafe(size);
  array.writeInt32BE(texts.length === 0 ? 0 : 1, 0);
  array.writeInt32BE(lengths.includes(NULL_LENGTH) ? 1 : 0, 4);
  array.writeInt32BE(TEXT_TYPE, 8);
  array.writeInt32BE(texts.length, 12);
  array.writeInt32BE(1, 16);
  let at = HEADER_BYTES;
  for (const [index, text] of stored.entries()) {
    at = array.writeInt32BE(lengths[index] ?? NULL_LENGTH, at);
    if (text !== null) at += array.write(text, at);
  }
  return texts.length === 0 ? array.subarray(0, 12) : array;
}

/** Type of PostgreSQL's `bytea`. */
const BYTES_TYPE = 17;

/** Writes bytes as a `bytea[]` in PostgreSQL's binary form; see {@link textArray}. */
export function byteArray(values: readonly Uint8Array[]): Buffer {
  const header = Buffer.alloc(values.length === 0 ? 12 : HEADER_BYTES);
  header.writeInt32BE(values.length === 0 ? 0 : 1, 0);
  header.writeInt32BE(BYTES_TYPE, 8);
  if (values.length === 0) return header;
  header.writeInt32BE(values.length, 12);
  header.writeInt32BE(1, 16);
  const parts = values.flatMap((value) => {
    const length = Buffer.allocUnsafe(4);
    length.writeInt32BE(value.byteLength, 0);
    return [length, value];
  });
  return Buffer.concat([header, ...parts]);
}

/** JSON for a jsonb column: Postgres can't store NUL. */
export function jsonText(value: unknown): string {
  return JSON.stringify(value).replaceAll('\\u0000', '\\ufffd');
}
