import { isUtf8 } from 'node:buffer';
import { JsonProblem } from './json-problem.ts';

/** How much of a refused item is kept to be shown in quarantine. */
const FRAGMENT_BYTES = 64 * 1024;

/** Gathers the bytes of one item over chunk borders, and stops keeping them once the item is past the limit. */
export class ByteCollector {
  private parts: Uint8Array[] = [];
  private size = 0;

  constructor(private readonly limit: number) {}

  /** Bytes seen so far, kept or not. */
  get length(): number {
    return this.size;
  }

  get overflowed(): boolean {
    return this.size > this.limit;
  }

  /** Adds bytes; they are copied because the chunk's memory belongs to the stream. */
  add(bytes: Uint8Array, from: number, to: number): void {
    if (to <= from) return;
    const kept = this.overflowed ? 0 : Math.min(to - from, this.limit - this.size + 1);
    if (kept > 0) this.parts.push(bytes.slice(from, from + kept));
    this.size += to - from;
    if (this.overflowed) this.parts = [new Uint8Array(this.bytes().subarray(0, FRAGMENT_BYTES))];
  }

  /** The text gathered; throws a {@link JsonProblem} if there is too much of it or it isn't UTF-8. */
  text(): string {
    if (this.overflowed)
      throw new JsonProblem(
        'json-item-size',
        `The item is larger than ${this.limit} bytes (${this.size} so far); send it in parts.`,
        '',
        this.limit,
      );
    return decodeUtf8(this.bytes());
  }

  /** A copy with a few bytes more, for reading what is there before its end has come. */
  endedWith(bytes: Uint8Array): ByteCollector {
    const copy = new ByteCollector(this.limit);
    copy.parts = this.overflowed ? [] : [this.bytes(), bytes];
    copy.size = this.size + bytes.length;
    return copy;
  }

  /** The beginning of what was gathered, fit to be shown: undecodable bytes are replaced. */
  fragment(): string {
    return Buffer.from(this.bytes().subarray(0, FRAGMENT_BYTES)).toString('utf8');
  }

  private bytes(): Uint8Array {
    if (this.parts.length > 1) this.parts = [Buffer.concat(this.parts)];
    return this.parts[0] ?? new Uint8Array();
  }
}

/** Decodes UTF-8 and refuses what isn't, naming the first byte that is wrong. */
export function decodeUtf8(bytes: Uint8Array): string {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (isUtf8(buffer)) return buffer.toString('utf8');
  const offset = firstInvalidByte(buffer);
  throw new JsonProblem(
    'json-encoding',
    `Byte ${offset} (0x${(buffer[offset] ?? 0).toString(16).toUpperCase()}) is no UTF-8. JSON is UTF-8 unless the ` +
      'delivery declares another charset in its content type.',
    '',
    offset,
  );
}

function firstInvalidByte(buffer: Buffer): number {
  const text = buffer.toString('utf8');
  let offset = 0;
  for (const character of text) {
    // U+FFFD in the text is either printed (EF BF BD) or stands for a byte that couldn't be decoded.
    if (character === '\ufffd' && buffer.readUIntBE(offset, Math.min(3, buffer.length - offset)) !== 0xefbfbd)
      return offset;
    offset += Buffer.byteLength(character);
  }
  return offset;
}
