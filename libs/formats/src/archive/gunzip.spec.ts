import { describe, expect, it } from '@jest/globals';
import { gzipSync } from 'node:zlib';
import { gzipOfSize, gzipStream } from '../../../../test/support/hostile/gzip-of-size.ts';
import { gunzip, GUNZIP_LIMITS, GunzipProblem } from './gunzip.ts';

const MIB = 1024 ** 2;

async function* one(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

/** How many plain bytes are handed out, or by which rule it ends. */
async function unpacked(chunks: AsyncIterable<Uint8Array>, limits = GUNZIP_LIMITS): Promise<number | string> {
  let bytes = 0;
  try {
    for await (const chunk of gunzip(chunks, limits)) bytes += chunk.byteLength;
  } catch (error) {
    if (error instanceof GunzipProblem) return error.rule;
    throw error;
  }
  return bytes;
}

describe('gunzip', () => {
  it('allows 2 GiB, and 100 plain bytes for a packed one from 10 MiB on', () => {
    expect(GUNZIP_LIMITS).toEqual({ bytes: 2_147_483_648, ratio: 100, ratioFrom: 10_485_760 });
  });

  it.each([
    ['as many bytes as are allowed', 3 * MIB, 3 * MIB],
    ['one byte more', 3 * MIB + 1, 'gzip-ratio'],
  ])('unpacks a stream of %s', async (_name, plain, expected) => {
    expect(await unpacked(gzipStream(plain), { ...GUNZIP_LIMITS, bytes: 3 * MIB })).toBe(expected);
  });

  it.each([
    ['a hundred times its size', 11_000_000, 110_000, 11_000_000],
    ['one byte more than that', 11_000_001, 110_000, 'gzip-ratio'],
    ['a hundred times its size but for a packed byte', 11_000_000, 109_999, 'gzip-ratio'],
    ['10 MiB, however small it was', 10 * MIB, 20_000, 10 * MIB],
    ['one byte more than 10 MiB, and many times its size', 10 * MIB + 1, 20_000, 'gzip-ratio'],
  ])('unpacks what becomes %s', async (_name, plain, packed, expected) => {
    const bytes = gzipOfSize(plain, packed);
    expect(bytes).toHaveLength(packed);
    expect(await unpacked(one(bytes))).toBe(expected);
  });

  it('says of what is cut off that it is broken', async () => {
    expect(await unpacked(one(gzipSync('text').subarray(0, 15)))).toBe('gzip-malformed');
  });
});
