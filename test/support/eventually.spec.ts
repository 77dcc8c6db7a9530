import { describe, expect, it } from '@jest/globals';
import { eventually } from './eventually.ts';

describe('eventually', () => {
  it('returns what the assertion returns once it holds', async () => {
    let tries = 0;
    const found = await eventually(
      () => {
        tries += 1;
        if (tries < 3) throw new Error('not yet');
        return 'found';
      },
      { every: 1 },
    );
    expect(found).toBe('found');
    expect(tries).toBe(3);
  });

  it('throws the last error when time is up', async () => {
    let tries = 0;
    const never = eventually(
      async () => {
        tries += 1;
        throw new Error(`try ${tries}`);
      },
      { within: 40, every: 10 },
    );
    await expect(never).rejects.toThrow(/^try [2-5]$/);
  });

  it('tries at least once, however little time there is', async () => {
    expect(await eventually(() => 'at once', { within: 0 })).toBe('at once');
  });
});
