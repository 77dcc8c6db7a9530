import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { type AuditAnchor, type AuditEntry, CHAIN_START, checkChain, entryAfter } from './audit-chain.ts';

const AT = '2026-11-24T08:00:00.000Z';

/** Five entries of one actor. */
function chain(length = 5): AuditEntry[] {
  const entries: AuditEntry[] = [];
  let end: AuditAnchor = CHAIN_START;
  for (let n = 1; n <= length; n++) {
    const appended = entryAfter(end, AT, {
      actor: 'admin',
      action: 'POST /v1/sources',
      subject: `/v1/sources/s${n}`,
      details: { status: 201 },
    });
    entries.push(appended);
    end = appended;
  }
  return entries;
}

async function* stream(entries: readonly AuditEntry[]): AsyncGenerator<AuditEntry> {
  yield* entries;
}

const check = (entries: readonly AuditEntry[], anchors: readonly AuditAnchor[] = []) =>
  checkChain(stream(entries), anchors);

/** The chain that somebody writes anew from one entry on, hashes and all. */
function rewritten(from: number): AuditEntry[] {
  const entries = chain().slice(0, from - 1);
  for (let n = from; n <= 5; n++)
    entries.push(
      entryAfter(entries.at(-1) ?? CHAIN_START, AT, {
        actor: 'nobody',
        action: 'POST /v1/sources',
        subject: `/v1/sources/s${n}`,
        details: { status: 201 },
      }),
    );
  return entries;
}

describe('an entry', () => {
  it('is bound to the one before by SHA-256 over its canonical JSON', () => {
    const [first, second] = chain(2);
    const text =
      `{"action":"POST /v1/sources","actor":"admin","at":"${AT}","details":{"status":201},` +
      `"prevHash":"${'0'.repeat(64)}","seq":1,"subject":"/v1/sources/s1"}`;
    expect(first?.hash).toBe(createHash('sha256').update(text).digest('hex'));
    expect(second).toMatchObject({ seq: 2, prevHash: first?.hash });
  });
});

describe('a chain', () => {
  it('that is empty, or nobody touched, is whole', async () => {
    expect(await check([])).toEqual({ isIntact: true, end: CHAIN_START });
    const entries = chain();
    const end = { seq: 5, hash: entries[4]?.hash };
    expect(await check(entries, [{ seq: 3, hash: entries[2]?.hash ?? '' }])).toEqual({ isIntact: true, end });
  });

  it.each<[string, (entries: AuditEntry[]) => AuditEntry[], number, RegExp]>([
    ['an altered actor', (all) => all.with(2, { ...entry(all, 3), actor: 'x' }), 3, /altered/],
    ['altered details', (all) => all.with(0, { ...entry(all, 1), details: { status: 200 } }), 1, /altered/],
    [
      'an altered time',
      (all) => all.with(4, { ...entry(all, 5), at: '2026-11-24T08:00:00.001Z' }),
      5,
      /altered/,
    ],
    ['an altered hash', (all) => all.with(1, { ...entry(all, 2), hash: 'f'.repeat(64) }), 2, /altered/],
    ['a removed entry', (all) => all.toSpliced(2, 1), 3, /missing/],
    ['a removed first entry', (all) => all.slice(1), 1, /missing/],
    [
      'two entries that changed places',
      (all) => all.with(1, { ...entry(all, 3), seq: 2 }).with(2, { ...entry(all, 2), seq: 3 }),
      2,
      /altered/,
    ],
    [
      'an entry replaced with a hash that fits it',
      (all) => all.with(2, { ...entry(rewritten(3), 3) }),
      4,
      /does not follow/,
    ],
  ])('with %s is broken there', async (_name, tamper, seq, problem) => {
    expect(await check(tamper(chain()))).toEqual({
      isIntact: false,
      seq,
      problem: expect.stringMatching(problem),
    });
  });

  it('that was cut off, or written anew, is found by an end it had before', async () => {
    const anchor = { seq: 5, hash: entry(chain(), 5).hash };
    expect(await check(chain(4), [anchor])).toEqual({ isIntact: false, seq: 5, problem: 'it is missing' });
    expect(await check(chain(2), [anchor])).toMatchObject({
      seq: 3,
      problem: 'it and all up to 5 are missing',
    });
    expect(await check([], [anchor])).toMatchObject({ seq: 1 });
    expect(await check(rewritten(2))).toMatchObject({ isIntact: true });
    expect(await check(rewritten(2), [anchor])).toMatchObject({
      seq: 5,
      problem: expect.stringMatching(/anew/),
    });
  });
});

function entry(entries: readonly AuditEntry[], seq: number): AuditEntry {
  const found = entries[seq - 1];
  if (found === undefined) throw new Error(`There is no entry ${seq}.`);
  return found;
}
