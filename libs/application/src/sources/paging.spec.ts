import { describe, expect, it } from '@jest/globals';
import type { Paging, PullPosition } from '../ports/intake/sources.ts';
import { addressAt, positionAfter } from './paging.ts';
import { everyMs } from './schedule.ts';

const BASE = 'https://feed.example/notices?lang=en';
const TODAY = '2026-11-24';

describe('the pages of a source', () => {
  it('are one, asked again with its validators, where nothing is said of paging', () => {
    const headers = { etag: '"a"', 'last-modified': 'Tue, 24 Nov 2026 00:00:00 GMT' };
    expect(addressAt(BASE, null, {}, TODAY)).toBe(BASE);
    expect(positionAfter(null, {}, { url: BASE, headers, body: undefined }, TODAY)).toEqual({
      position: { etag: '"a"', lastModified: 'Tue, 24 Nov 2026 00:00:00 GMT' },
      isLast: true,
    });
  });

  it('follow the Link header to its end and begin anew', () => {
    const paging: Paging = { style: 'link' };
    const link =
      '<https://feed.example/notices?first>; rel="first", </notices?page=2>; rel="next"; title="x"';
    expect(walk(paging, [{ headers: { link, etag: '"a"' } }, { headers: {} }])).toEqual([
      BASE,
      'https://feed.example/notices?page=2',
      BASE,
    ]);
  });

  it('follow a link in the page', () => {
    const paging: Paging = { style: 'link', next: '/links/next' };
    expect(
      walk(paging, [{ body: { links: { next: '?page=b' } } }, { body: { links: { next: null } } }]),
    ).toEqual([BASE, 'https://feed.example/notices?page=b', BASE]);
  });

  it('follow a cursor and go on from the last one the next time', () => {
    const paging: Paging = {
      style: 'cursor',
      next: '/next~1page/offset',
      parameter: 'offset',
      items: '/data',
    };
    expect(walk(paging, [page('a b', [1]), page(17, [2]), page(17, [])])).toEqual([
      BASE,
      'https://feed.example/notices?lang=en&offset=a+b',
      'https://feed.example/notices?lang=en&offset=17',
      'https://feed.example/notices?lang=en&offset=17',
    ]);
  });

  it('are numbered until one is empty', () => {
    const paging: Paging = { style: 'page', parameter: 'p', first: 0, items: '/items' };
    expect(walk(paging, [{ body: { items: [1] } }, { body: { items: [] } }])).toEqual([
      'https://feed.example/notices?lang=en&p=0',
      'https://feed.example/notices?lang=en&p=1',
      'https://feed.example/notices?lang=en&p=0',
    ]);
  });

  it('are windows of days up to today, which is read again', () => {
    const paging: Paging = { style: 'window', from: 'since', to: 'until', start: '2026-11-20', days: 3 };
    expect(walk(paging, [{}, {}])).toEqual([
      'https://feed.example/notices?lang=en&since=2026-11-20&until=2026-11-22',
      'https://feed.example/notices?lang=en&since=2026-11-23&until=2026-11-24',
      'https://feed.example/notices?lang=en&since=2026-11-24&until=2026-11-24',
    ]);
    expect(addressAt(BASE, paging, { from: '2026-11-25' }, TODAY)).toBeNull();
  });
});

describe('the pace of a schedule', () => {
  it.each([
    ['PT15M', 900_000],
    ['P1D', 86_400_000],
    ['P1DT1H1M1S', 90_061_000],
    ['PT0S', null],
    ['P', null],
    ['PT', null],
    ['P1M', null],
    ['15m', null],
  ])('%s is %p ms', (text, ms) => {
    expect(everyMs(text)).toBe(ms);
  });
});

/** The addresses asked: one for each answer, and the one that the next run begins with. */
function walk(
  paging: Paging,
  answers: readonly { headers?: Record<string, string>; body?: unknown }[],
): (string | null)[] {
  const asked: (string | null)[] = [];
  let position: PullPosition = {};
  for (const [index, { headers = {}, body }] of answers.entries()) {
    const url = addressAt(BASE, paging, position, TODAY);
    asked.push(url);
    const after = positionAfter(paging, position, { url: url ?? BASE, headers, body }, TODAY);
    expect(after.isLast).toBe(index === answers.length - 1);
    ({ position } = after);
  }
  return [...asked, addressAt(BASE, paging, position, TODAY)];
}

/** A page of a cursor feed. */
function page(offset: string | number, data: readonly unknown[]): { body: unknown } {
  return { body: { 'next/page': { offset }, data } };
}
