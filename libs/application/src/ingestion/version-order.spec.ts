import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import type { DocumentKind, WriteOutcome } from '../ports/record/documents.ts';
import { settleVersion, type VersionContent } from './version-order.ts';

/** Reads contents in this order; `at` is the hour at which each was accepted. */
function read(
  kind: DocumentKind,
  sendings: readonly { hash: string; at: number; revision?: number | undefined }[],
): { outcomes: WriteOutcome[]; standing: string | undefined } {
  let contents: readonly VersionContent[] = [];
  const outcomes = sendings.map(({ hash, at, revision = null }) => {
    const accepted = {
      at: `2026-01-01T${String(at).padStart(2, '0')}:00:00.000000Z`,
      delivery: `d${at}`,
      ordinal: 0,
    };
    const settled = settleVersion(kind, { hash, revision, accepted }, contents);
    ({ contents } = settled);
    return settled.outcome;
  });
  return { outcomes, standing: contents.find(({ stands }) => stands)?.hash };
}

const X1 = { hash: 'X', at: 1 };
const Y2 = { hash: 'Y', at: 2 };
const X3 = { hash: 'X', at: 3 };

describe('settleVersion', () => {
  it('lets later content win, and a repetition of older content change nothing', () => {
    expect(read('vendor', [X1, Y2, X3])).toEqual({
      outcomes: ['applied', 'applied', 'superseded'],
      standing: 'Y',
    });
  });

  it('lets content come back that a repetition had overtaken before its first sending was read', () => {
    expect(read('vendor', [X3, Y2, X1])).toEqual({
      outcomes: ['applied', 'superseded', 'superseded'],
      standing: 'Y',
    });
  });

  it('keeps the first content of a regime, however often it is repeated', () => {
    expect(read('regime', [X3, X1, Y2])).toEqual({
      outcomes: ['applied', 'unchanged', 'conflict'],
      standing: 'X',
    });
    expect(read('regime', [Y2, X3, X1])).toEqual({
      outcomes: ['applied', 'conflict', 'applied'],
      standing: 'X',
    });
  });

  it('puts a higher revision of a regime in the place of a lower one, whichever comes first', () => {
    const corrected = { hash: 'Z', at: 2, revision: 2 };
    expect(read('regime', [X1, corrected])).toEqual({ outcomes: ['applied', 'applied'], standing: 'Z' });
    expect(read('regime', [corrected, X1])).toEqual({ outcomes: ['applied', 'superseded'], standing: 'Z' });
    expect(read('regime', [X1, corrected, X3])).toEqual({
      outcomes: ['applied', 'applied', 'superseded'],
      standing: 'Z',
    });
  });

  it('calls other content under the same revision of a regime a conflict, the first revision being unstated', () => {
    const [one, other] = [
      { hash: 'Z', at: 2, revision: 2 },
      { hash: 'W', at: 3, revision: 2 },
    ];
    expect(read('regime', [X1, one, other])).toEqual({
      outcomes: ['applied', 'applied', 'conflict'],
      standing: 'Z',
    });
    expect(read('regime', [X1, { ...other, revision: 1 }])).toEqual({
      outcomes: ['applied', 'conflict'],
      standing: 'X',
    });
  });

  it('lets no older revision of a document come back, and content without one count by its acceptance', () => {
    const [old, corrected] = [
      { hash: 'X', at: 3, revision: 1 },
      { hash: 'Z', at: 2, revision: 2 },
    ];
    expect(read('vendor', [corrected, old])).toEqual({ outcomes: ['applied', 'superseded'], standing: 'Z' });
    expect(read('vendor', [corrected, old, { hash: 'Y', at: 4 }])).toEqual({
      outcomes: ['applied', 'superseded', 'applied'],
      standing: 'Y',
    });
  });

  it('believes the same content in whatever order sendings are read', () => {
    // What revision content says it is belongs to the content.
    const revisions = { W: undefined, X: 1, Y: 2, Z: 2 };
    const sendings = fc
      .uniqueArray(
        fc.record({
          hash: fc.constantFrom('W' as const, 'X' as const, 'Y' as const, 'Z' as const),
          at: fc.integer({ min: 0, max: 23 }),
        }),
        { minLength: 1, maxLength: 8, selector: ({ at }) => at },
      )
      .map((all) => all.map(({ hash, at }) => ({ hash, at, revision: revisions[hash] })));
    const shuffled = sendings.chain((all) =>
      fc.tuple(
        fc.constant(all.toSorted((one, other) => one.at - other.at)),
        fc.shuffledSubarray(all, { minLength: all.length, maxLength: all.length }),
      ),
    );
    fc.assert(
      fc.property(fc.constantFrom('vendor' as const, 'regime' as const), shuffled, (kind, [sent, readIn]) => {
        expect(read(kind, readIn).standing).toBe(read(kind, sent).standing);
      }),
    );
  });
});
