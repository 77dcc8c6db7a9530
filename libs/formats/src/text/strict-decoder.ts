import { isUtf8 } from 'node:buffer';

const MARK = '\ufeff';
const NOTHING = new Uint8Array();

/** Decodes the next bytes of a stream; without bytes, what is left at its end. Throws a `TypeError` for what isn't text. */
export type StrictDecoder = (bytes?: Uint8Array) => string;

/**
 * A decoder like a fatal `TextDecoder` on a stream, whose mark at the beginning is left out as well. UTF-8, in which
 * nearly everything comes, is checked and decoded at the speed of memory. Throws a `RangeError` for an unknown encoding.
 */
export function strictDecoder(encoding: string): StrictDecoder {
  if (/^utf-?8$/i.test(encoding)) return utf8Decoder();
  const decoder = new TextDecoder(encoding, { fatal: true });
  return (bytes) => decoder.decode(bytes, { stream: bytes !== undefined });
}

function utf8Decoder(): StrictDecoder {
  let left: Uint8Array = NOTHING;
  let isBeginning = true;
  return (bytes) => {
    const all = left.length === 0 ? (bytes ?? NOTHING) : Buffer.concat([left, bytes ?? NOTHING]);
    const end = bytes === undefined ? all.length : endOfCharacters(all);
    const whole = Buffer.from(all.buffer, all.byteOffset, end);
    if (!isUtf8(whole)) throw new TypeError('The bytes are no UTF-8.');
    // A copy: the memory of a chunk belongs to the stream.
    left = all.slice(end);
    const text = whole.toString('utf8');
    if (!isBeginning || text === '') return text;
    isBeginning = false;
    return text.startsWith(MARK) ? text.slice(1) : text;
  };
}

/** Where the last character ends that is there whole: a chunk may end inside one, up to three bytes after its first. */
function endOfCharacters(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) break;
    if (byte < 0xc0) continue;
    const length = byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4;
    return length > back ? bytes.length - back : bytes.length;
  }
  return bytes.length;
}
