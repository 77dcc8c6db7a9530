import { describe, expect, it } from '@jest/globals';
import { readObjects } from './read-values.ts';

const LIMIT = 4 * 1024 * 1024;

/** An object of so many bytes, whose texts are mostly three bytes a character. */
function objectOf(bytes: number): string {
  const texts = Array.from({ length: 40 }, () => `"${'€'.repeat(34_000)}"`).join(',');
  const left = bytes - Buffer.byteLength(`{"pad":[${texts},""]}`);
  return `{"pad":[${texts},"${'x'.repeat(left)}"]}`;
}

const read = (bytes: number) => readObjects(Buffer.from(`[{},${objectOf(bytes)},{}]`), []);

describe('readObjects', () => {
  it('takes an object of 4 MiB, and refuses one of a byte more without its neighbours', () => {
    expect(read(LIMIT).objects).toHaveLength(3);
    expect(read(LIMIT).broken).toEqual([]);
    const { objects, broken } = read(LIMIT + 1);
    expect(objects.map(({ pointer }) => pointer)).toEqual(['/0', '/2']);
    expect(broken).toMatchObject([
      { pointer: '/1', problems: [{ message: expect.stringContaining('4194304') }] },
    ]);
  });
});
