import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { canonicalText } from '../difference/field-changes.ts';
import { versionByInstant, versionByNumber, type NoticeVersion } from './notice.ts';
import { diffVersions, processView, statusAt } from './process-view.ts';

function version(day: number, parts: Partial<NoticeVersion> = {}): NoticeVersion {
  const instant = `2026-03-${String(day).padStart(2, '0')}T09:00:00Z`;
  return {
    source: 'feed',
    key: 'ocds-x-1',
    process: 'ocds-x-1',
    version: versionByInstant(instant, `r${day}`),
    nativeVersion: `r${day}`,
    kind: 'tender',
    status: 'open',
    languages: ['en'],
    buyers: [],
    performance: [],
    classification: { all: [] },
    published: instant,
    lots: [],
    relations: [],
    suppliers: [],
    documents: [],
    warnings: [],
    provenance: {},
    ...parts,
  };
}

const first = version(1, {
  title: { en: 'Cloud' },
  deadline: { instant: '2026-04-01T10:00:00Z', printed: '2026-04-01T12:00:00+02:00', kind: 'tenders' },
  lots: [{ id: '1', title: { en: 'Compute' } }],
});
const amended = version(5, {
  kind: 'amendment',
  title: { en: 'Cloud' },
  deadline: { instant: '2026-04-15T10:00:00Z', printed: '2026-04-15T12:00:00+02:00', kind: 'tenders' },
  lots: [
    { id: '1', title: { en: 'Compute' } },
    { id: '2', title: { en: 'Storage' } },
  ],
});
const award = version(20, { kind: 'award', status: 'awarded', title: { en: 'Cloud' } });

describe('the order of versions', () => {
  it('compares instants of any precision', () => {
    const keys = ['2026-03-01T09:00:00.5Z', '2026-03-01T09:00:00Z', '2026-03-01T09:00:00.25Z'];
    expect(keys.map((key) => versionByInstant(key, 'a')).toSorted()).toEqual([
      '2026-03-01T09:00:00.000000000Z a',
      '2026-03-01T09:00:00.250000000Z a',
      '2026-03-01T09:00:00.500000000Z a',
    ]);
  });

  it('compares numbers as numbers whatever their zeros', () => {
    expect(versionByNumber('01')).toBe(versionByNumber('1'));
    expect(versionByNumber('9') < versionByNumber('10')).toBe(true);
    expect(versionByNumber('000')).toBe('000000000000');
  });
});

describe('processView', () => {
  it('takes the latest version by the source, not by arrival', () => {
    const view = processView([award, first, amended]);
    expect(view?.current.nativeVersion).toBe('r20');
    expect(view?.history.map((step) => step.nativeVersion)).toEqual(['r1', 'r5', 'r20']);
    expect(view?.status).toBe('awarded');
  });

  it('knows nothing of no versions', () => {
    expect(processView([])).toBeUndefined();
  });

  it('tells what each version changed, lots by their id', () => {
    expect(processView([amended, first])?.history[1]?.changes).toEqual([
      { field: 'deadline.instant', before: '2026-04-01T10:00:00Z', after: '2026-04-15T10:00:00Z' },
      { field: 'deadline.printed', before: '2026-04-01T12:00:00+02:00', after: '2026-04-15T12:00:00+02:00' },
      { field: 'kind', before: 'tender', after: 'amendment' },
      { field: 'lots[2]', after: { id: '2', title: { en: 'Storage' } } },
      { field: 'published', before: '2026-03-01T09:00:00Z', after: '2026-03-05T09:00:00Z' },
    ]);
  });

  it('counts a repeated version once and reports two bodies under one version', () => {
    const twin = { ...first, title: { en: 'Cloud services' } };
    const view = processView([first, first, twin]);
    expect(view?.versions).toBe(1);
    expect(view?.conflicts).toEqual([{ key: 'ocds-x-1', version: first.version, bodies: 2 }]);
    expect(view?.current.title).toEqual({ en: 'Cloud services' });
  });

  it('gives the same view for every order of arrival with repeats', () => {
    const set = [first, amended, award, { ...amended, title: { en: 'Cloud, other body' } }];
    const expected = canonicalText(processView(set));
    const arrivals = fc.shuffledSubarray([0, 1, 2, 3], { minLength: 4 });
    fc.assert(
      fc.property(arrivals, fc.array(fc.integer({ min: 0, max: 3 })), (order, repeats) => {
        const versions = [...order, ...repeats].flatMap((index) => set[index] ?? []);
        expect(canonicalText(processView(versions))).toBe(expected);
      }),
    );
  });

  it('keeps an award when a later version says planned or nothing', () => {
    expect(processView([award, version(21, { status: 'planned' })])?.status).toBe('awarded');
    expect(processView([award, version(21, { status: 'unknown' })])?.status).toBe('awarded');
  });

  it('reopens a cancelled process when its source says open again', () => {
    const cancelled = version(6, { kind: 'cancellation', status: 'cancelled' });
    expect(processView([cancelled, first])?.status).toBe('cancelled');
    expect(processView([cancelled, first, version(8)])?.status).toBe('open');
  });
});

describe('statusAt', () => {
  it('closes an open process once its last deadline has passed', () => {
    const view = processView([first]);
    if (view === undefined) throw new Error('a version gives a view');
    expect(statusAt(view, '2026-04-01T09:59:59.999Z')).toBe('open');
    expect(statusAt(view, '2026-04-01T10:00:00Z')).toBe('closed');
  });

  it('waits for the deadlines of lots', () => {
    const later = { instant: '2026-05-01T00:00:00Z', printed: '2026-05-01', kind: 'tenders' } as const;
    const view = processView([{ ...first, lots: [{ id: '1', deadline: later }] }]);
    if (view === undefined) throw new Error('a version gives a view');
    expect(statusAt(view, '2026-04-10T00:00:00Z')).toBe('open');
    expect(statusAt(view, '2026-05-01T00:00:00Z')).toBe('closed');
  });

  it('leaves a process without deadline open', () => {
    expect(statusAt({ status: 'open', current: version(1) }, '2099-01-01T00:00:00Z')).toBe('open');
  });
});

describe('diffVersions', () => {
  it('finds nothing new in a version that only repeats another', () => {
    expect(
      diffVersions(first, { ...first, nativeVersion: 'r2', warnings: [{ field: 'x', problem: 'y' }] }),
    ).toEqual([]);
  });
});
