import { describe, expect, it } from '@jest/globals';
import { seal, unseal } from './sealed-answer.ts';

const ANSWER = { status: 201, headers: { location: '/v1/keys/1' }, body: '{"key":"plc_1_secret"}' };

describe('a sealed answer', () => {
  it('comes back as it was', () => {
    expect(unseal(seal(ANSWER, 'pepper', 'admin\nk'), 'pepper', 'admin\nk')).toEqual(ANSWER);
  });

  it('shows nothing of what it holds', () => {
    expect(Buffer.from(seal(ANSWER, 'pepper', 'a')).includes('secret')).toBe(false);
  });

  it('opens with its own secret, for its own request, unaltered, and not otherwise', () => {
    const sealed = seal(ANSWER, 'pepper', 'admin\nk');
    expect(() => unseal(sealed, 'salt', 'admin\nk')).toThrow(/authenticate/);
    expect(() => unseal(sealed, 'pepper', 'other\nk')).toThrow(/authenticate/);
    for (const place of [0, 12, sealed.length - 1]) {
      const altered = Uint8Array.from(sealed, (byte, index) => (index === place ? byte ^ 1 : byte));
      expect(() => unseal(altered, 'pepper', 'admin\nk')).toThrow(/authenticate/);
    }
  });
});
