import { Readable } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { plainBytes, UNPACKED_LIMITS } from '../../apps/api/src/http/body.ts';
import { gunzip, GUNZIP_LIMITS } from '../../libs/formats/src/archive/gunzip.ts';
import { gzipStream } from '../support/hostile/gzip-of-size.ts';

const MIB = 1024 ** 2;
/** With `PLACET_LONG_TESTS`, which `npm run test:streaming` sets, the limit is the true one of 2 GiB. */
const isLong = process.env['PLACET_LONG_TESTS'] !== undefined;
const BYTES = isLong ? UNPACKED_LIMITS.bytes : 16 * MIB;

async function count(chunks: AsyncIterable<Uint8Array>): Promise<number> {
  let bytes = 0;
  for await (const chunk of chunks) bytes += chunk.byteLength;
  return bytes;
}

describe(`a stream that unpacks to ${BYTES / MIB} MiB`, () => {
  it.each<[string, (plain: number) => AsyncIterable<Uint8Array>]>([
    [
      'a body',
      (plain) => {
        const request = { body: Readable.from(gzipStream(plain)), headers: { 'content-encoding': 'gzip' } };
        return plainBytes(request, 64 * MIB, { ...UNPACKED_LIMITS, bytes: BYTES });
      },
    ],
    ['a stored document', (plain) => gunzip(gzipStream(plain), { ...GUNZIP_LIMITS, bytes: BYTES })],
  ])(
    'is taken, and refused for one byte more: %s',
    async (_name, unpacked) => {
      expect(await count(unpacked(BYTES))).toBe(BYTES);
      await expect(count(unpacked(BYTES + 1))).rejects.toThrow(`unpacks to more than ${BYTES / MIB} MiB`);
    },
    600_000,
  );
});
