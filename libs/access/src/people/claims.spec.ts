import { describe, expect, it } from '@jest/globals';
import { readClaims } from './claims.ts';

const NAMES = { role: 'placet_role', tenant: 'org.tenant' };
const CLAIMS = {
  iss: 'https://issuer.example',
  sub: 'u1',
  name: 'Kim',
  placet_role: ['offline_access', 'sales'],
  org: { tenant: 'acme' },
};

function idOf(claims: object): string {
  const reading = readClaims({ ...CLAIMS, ...claims }, NAMES);
  return 'principal' in reading ? reading.principal.id : '';
}

describe('claims', () => {
  it('name a person, its tenant and its one role', () => {
    expect(readClaims(CLAIMS, NAMES)).toEqual({
      principal: {
        id: expect.stringMatching(/^usr_[0-9a-f]{24}$/),
        tenant: 'acme',
        name: 'Kim',
        role: 'sales',
        source: null,
        scopes: null,
      },
    });
  });

  it('make somebody else of the same subject in another tenant, or of another issuer', () => {
    expect(
      new Set([idOf({}), idOf({ org: { tenant: 'b' } }), idOf({ iss: 'x' }), idOf({ sub: 'y' })]).size,
    ).toBe(4);
  });

  it.each<[string, object, RegExp]>([
    ['no tenant', { org: {} }, /no tenant/],
    ['a tenant that is no text', { org: { tenant: ['main'] } }, /no tenant/],
    ['no role', { placet_role: undefined }, /exactly one/],
    ['an unknown role', { placet_role: 'root' }, /exactly one/],
    ['two roles', { placet_role: ['sales', 'admin'] }, /exactly one/],
    ['the role of programs', { placet_role: 'sender' }, /exactly one/],
    ['a role of the installation', { placet_role: 'ops' }, /share/],
    ['no subject', { sub: undefined }, /whom/],
    ['a tenant by inheritance', { org: Object.create({ tenant: 'main' }) }, /no tenant/],
  ])('with %s let nobody in', (_name, over, refusal) => {
    expect(readClaims({ ...CLAIMS, ...over }, NAMES)).toEqual({ refusal: expect.stringMatching(refusal) });
  });
});
