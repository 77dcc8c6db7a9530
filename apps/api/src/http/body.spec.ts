import { describe, expect, it } from '@jest/globals';
import { Readable } from 'node:stream';
import { Env } from '#platform';
import { gzipOfSize, gzipStream } from '../../../../test/support/hostile/gzip-of-size.ts';
import { parseJson, plainBytes, UNPACKED_LIMITS } from './body.ts';
import { refusalOf } from './problem.filter.ts';
import { problemDocument } from './problem.ts';

const MIB = 1024 ** 2;
const PACKED = { 'content-encoding': 'gzip' };

/** Counts the plain bytes of a delivery. */
async function counted(
  body: Readable,
  headers: Readonly<Record<string, string>>,
  maxBytes: number,
  unpacked = UNPACKED_LIMITS,
): Promise<number> {
  let bytes = 0;
  for await (const part of plainBytes({ body, headers }, maxBytes, unpacked)) bytes += part.byteLength;
  return bytes;
}

/** The problem document that a refused delivery is answered with. */
async function refused(counting: Promise<number>): Promise<object> {
  const error: unknown = await counting.then(
    (bytes) => new Error(`${bytes} bytes were taken`),
    (reason: unknown) => reason,
  );
  const { name, detail, errors } = refusalOf(error);
  return problemDocument(name, 'a-request', detail, errors);
}

const zeros = (bytes: number): Readable => Readable.from(Buffer.alloc(bytes));
const zipped = (plain: number, packed: number): Readable => Readable.from(gzipOfSize(plain, packed));
const stream = (plain: number): Readable => Readable.from(gzipStream(plain));
const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);

describe('limits of bodies (design 5)', () => {
  const usual = new Env().PLACET_BODY_MAX_MB * MIB;
  const small = { ...UNPACKED_LIMITS, bytes: 3 * MIB };

  it('are 64 MiB as sent, 2 GiB unpacked, and 100 plain bytes for a packed one from 10 MiB on', () => {
    expect(usual).toBe(67_108_864);
    expect(UNPACKED_LIMITS).toEqual({ bytes: 2_147_483_648, ratio: 100, ratioFrom: 10_485_760 });
  });

  it.each([
    ['the configured limit', MIB, () => counted(zeros(MIB), {}, MIB)],
    ['the limit by default', 64 * MIB, () => counted(zeros(64 * MIB), {}, usual)],
    ['the limit when packed', 2 * MIB, () => counted(zipped(2 * MIB, MIB), PACKED, MIB)],
    ['the limit when unpacked', 3 * MIB, () => counted(stream(3 * MIB), PACKED, usual, small)],
    ['its ratio allows', 11_000_000, () => counted(zipped(11_000_000, 110_000), PACKED, usual)],
  ])('take a delivery that is just as large as %s', async (_name, bytes, counting) => {
    expect(await counting()).toBe(bytes);
  });

  it.each([
    ['the configured limit', /1 MiB.*PLACET_BODY_MAX_MB/, () => counted(zeros(MIB + 1), {}, MIB)],
    ['the limit by default', /64 MiB/, () => counted(zeros(64 * MIB + 1), {}, usual)],
    ['the limit when packed', /1 MiB/, () => counted(zipped(2 * MIB, MIB + 1), PACKED, MIB)],
    ['the limit when unpacked', /3 MiB/, () => counted(stream(3 * MIB + 1), PACKED, usual, small)],
    [
      'its ratio allows',
      /2048 MiB .*100 times its size/,
      () => counted(zipped(11_000_001, 110_000), PACKED, usual),
    ],
  ])('refuse a delivery of one byte more than %s with 413', async (_name, detail, counting) => {
    expect(await refused(counting())).toMatchObject({
      type: '/problems/too-large',
      status: 413,
      detail: expect.stringMatching(detail),
    });
  });

  it('read JSON of 64 levels, and none of 65', () => {
    expect(parseJson(Buffer.from(nested(64)))).toHaveLength(1);
    expect(() => parseJson(Buffer.from(nested(65)))).toThrow('deeper than 64 levels');
  });

  it('read UTF-8 up to its last byte', () => {
    const text = Buffer.from('"€"');
    expect(parseJson(text)).toBe('€');
    const cut = Buffer.concat([text.subarray(0, 3), text.subarray(4)]);
    expect(() => parseJson(cut)).toThrow('not valid UTF-8');
  });
});
