import { describe, expect, it } from '@jest/globals';
import { headersFor } from './content.ts';
import { accounting, progressLine, readAccount, sendingLine } from './progress.ts';

const NOW = new Date('2026-11-24T09:00:00Z');

function account(members: object) {
  return readAccount({
    id: 'd1',
    state: 'reading',
    format: 'ocds',
    counts: { received: 12_400, applied: 12_000, unchanged: 300, quarantined: 100, pending: 0 },
    rate: 812.6,
    eta: '2026-11-24T09:01:05Z',
    bytes: { total: 1000, read: 250 },
    problems: [],
    ...members,
  });
}

describe('the progress of a delivery', () => {
  it('shows how much is read, what became of it, how fast, and how long it will take', () => {
    expect(progressLine(account({}), NOW, 160)).toBe(
      '[######..................]  25 % 12,400 items · 12,000 applied, 300 unchanged, 100 quarantined · 813/s · 1 min 5 s left',
    );
  });

  it('leaves out what is not known, and fits the terminal', () => {
    const early = account({ state: 'accepted', bytes: {}, eta: null, rate: null, counts: {} });
    expect(progressLine(early, NOW, 80)).toBe('waiting to be read');
    const begun = account({ bytes: {}, eta: null, rate: 0, counts: { received: 0 } });
    expect(progressLine(begun, NOW, 80)).toBe('0 items');
    expect(progressLine(account({}), NOW, 40)).toHaveLength(39);
  });

  it('says how much of a file is sent', () => {
    expect(sendingLine(1536, 3072, 60)).toBe('[#####.....]  50 % sent 1.5 KiB of 3.0 KiB');
    expect(sendingLine(5 * 1024 ** 2, null, 60)).toBe('sent 5.0 MiB');
  });

  it('accounts for every item as a sum', () => {
    expect(accounting(account({}))).toBe(
      'received 12,400 = applied 12,000 + unchanged 300 + superseded 0 + duplicate 0 + quarantined 100',
    );
    expect(accounting(account({ counts: { received: 2, applied: 1, pending: 1 } }))).toContain('+ pending 1');
  });
});

describe('headersFor', () => {
  it.each([
    ['a/b.csv', 'text/csv', undefined],
    ['feed.JSONL', 'application/x-ndjson', undefined],
    ['notice.xml.gz', 'application/xml', 'gzip'],
    ['README', 'application/octet-stream', undefined],
  ])('tells of %s that it is %s, packed as %s', (name, type, packed) => {
    expect(headersFor(name)).toEqual({
      'content-type': type,
      ...(packed === undefined ? {} : { 'content-encoding': packed }),
    });
  });
});
