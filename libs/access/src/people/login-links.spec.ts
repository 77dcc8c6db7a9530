import { describe, expect, it } from '@jest/globals';
import { LoginLinks } from './login-links.ts';

describe('a login link', () => {
  it('works once', () => {
    const links = new LoginLinks();
    const token = links.issue(0);
    expect(links.redeem(`${token}x`, 1)).toBe(false);
    expect(links.redeem(token, 1)).toBe(true);
    expect(links.redeem(token, 1)).toBe(false);
  });

  it('works for ten minutes', () => {
    const links = new LoginLinks();
    const [late, early] = [links.issue(0), links.issue(0)];
    expect(links.redeem(early, 599_999)).toBe(true);
    expect(links.redeem(late, 600_000)).toBe(false);
  });
});
