import { describe, expect, it } from '@jest/globals';
import { ApiContract } from './api-contract.ts';

const contract = new ApiContract();

function answer(status: number, body: object, type = 'application/json', headers = {}) {
  return {
    status,
    headers: new Headers({
      'content-type': type,
      etag: '"1"',
      'x-request-id': 'request-1',
      traceparent: '00-1-1-00',
      ratelimit: '"key";r=9;t=1',
      'ratelimit-policy': '"key";q=10;w=60',
      ...headers,
    }),
    text: JSON.stringify(body),
    body,
  };
}

const market = {
  code: 'KR',
  name: 'South Korea',
  blocs: [],
  regimes: [{ id: 'kr-csap', version: '1', status: 'in_force' }],
  openNotices: 0,
  counts: { eligible: 1 },
  needs: {},
  languages: ['ko'],
  currency: 'KRW',
};

describe('the contract of the API', () => {
  it('lets pass what is described, in parts of a union too', () => {
    expect(contract.breaches('GET /livez', answer(200, { status: 'ok' }))).toEqual([]);
    expect(contract.breaches('GET /v1/markets/{market}', answer(200, market))).toEqual([]);
  });

  it('notices a member that is not described, at any depth', () => {
    expect(contract.breaches('GET /livez', answer(200, { status: 'ok', load: 1 })).join()).toContain('load');
    expect(
      contract.breaches('GET /v1/markets/{market}', answer(200, { ...market, secret: 1 })).join(),
    ).toContain('secret');
    const regimes = [{ ...market.regimes[0], secret: 1 }];
    expect(
      contract.breaches('GET /v1/markets/{market}', answer(200, { ...market, regimes })).join(),
    ).toContain('/regimes/0');
  });

  it('notices a member that is promised and missing', () => {
    const { currency: _, ...rest } = market;
    expect(contract.breaches('GET /v1/markets/{market}', answer(200, rest)).join()).toContain('currency');
  });

  it('notices a status, a media type and a missing header that are not as described', () => {
    expect(contract.breaches('GET /livez', answer(418, {})).join()).toContain('status 418');
    expect(contract.breaches('GET /livez', answer(200, {}, 'text/html')).join()).toContain('text/html');
    const headless = {
      ...answer(200, { status: 'ok' }),
      headers: new Headers({ 'content-type': 'application/json' }),
    };
    expect(contract.breaches('GET /livez', headless)).toEqual([
      'header ETag is missing',
      'header X-Request-Id is missing',
      'header traceparent is missing',
    ]);
  });

  it('reads refusals as problem documents', () => {
    const problem = {
      type: '/problems/not-found',
      title: 'Not found',
      status: 404,
      instance: 'urn:request:request-1',
    };
    const refused = answer(404, problem, 'application/problem+json');
    expect(contract.breaches('GET /v1/markets/{market}', refused)).toEqual([]);
    expect(contract.breaches('GET /livez', refused).join()).toContain('status 404');
  });
});
