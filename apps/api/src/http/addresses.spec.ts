import { describe, expect, it } from '@jest/globals';
import { Addresses } from './addresses.ts';

function known(): Addresses {
  const addresses = new Addresses();
  addresses.add('/v1/markets', ['GET', 'HEAD']);
  addresses.add('/v1/sources', ['GET', 'HEAD']);
  addresses.add('/v1/sources', ['POST']);
  addresses.add('/v1/sources/:source', ['PATCH']);
  return addresses;
}

describe('Addresses', () => {
  it('joins the methods of the routes at one address', () => {
    expect(known().methodsAt('/v1/sources')).toEqual(['GET', 'HEAD', 'POST']);
  });

  it('takes any identifier for a parameter, but not none', () => {
    expect(known().methodsAt('/v1/sources/gazette')).toEqual(['PATCH']);
    expect(known().methodsAt('/v1/sources/')).toEqual([]);
  });

  it('knows no method where there is nothing', () => {
    expect(known().methodsAt('/v1/market')).toEqual([]);
    expect(known().methodsAt('/v1/markets/KR')).toEqual([]);
  });
});
