import { crc32, deflateRawSync, gzipSync } from 'node:zlib';

const KIB = 1024;
const MIB = 1024 * KIB;
/** Magic, deflate, "a comment follows", no time, no hints, unknown system. */
const HEADER = Buffer.from([0x1f, 0x8b, 8, 0x10, 0, 0, 0, 0, 0, 255]);
const TRAILER_BYTES = 8;

/** Zeros under gzip, of just so many bytes plain and packed: its header has a comment that fills up what is missing. */
export function gzipOfSize(plain: number, packed: number): Buffer {
  const zeros = Buffer.alloc(plain);
  const deflated = deflateRawSync(zeros);
  const comment = packed - HEADER.length - 1 - deflated.length - TRAILER_BYTES;
  if (comment < 0) throw new Error(`${plain} zeros do not fit into ${packed} bytes`);
  const trailer = Buffer.alloc(TRAILER_BYTES);
  trailer.writeUInt32LE(crc32(zeros), 0);
  trailer.writeUInt32LE(plain, 4);
  return Buffer.concat([HEADER, Buffer.alloc(comment, 'x'), Buffer.of(0), deflated, trailer]);
}

/** So many plain bytes under gzip, made while they are sent; about one in fifty is left after packing. */
export async function* gzipStream(plain: number): AsyncGenerator<Uint8Array> {
  const block = Buffer.alloc(MIB);
  // Bytes that do not repeat within the reach of deflate, from a generator of numbers with a fixed start.
  let state = 1;
  for (let at = 0; at < 20 * KIB; at += 1) {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    block[at] = state >>> 16;
  }
  const member = gzipSync(block);
  for (let left = plain; left > 0; left -= MIB)
    yield left >= MIB ? member : gzipSync(block.subarray(0, left));
}
