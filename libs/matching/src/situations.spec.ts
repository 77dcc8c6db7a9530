import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import type { MarketQuestion } from '#domain';
import { buildWorld, readDocuments } from '#formats';
import { referenceDocuments } from '#reference';
import { MatchingEngine } from './engine.ts';
import { Situations } from './situations.ts';

const RECORDED = { recordedFrom: '2026-11-24T00:00:00Z', recordedTo: null };
const world = buildWorld(
  referenceDocuments().flatMap(({ bytes }) =>
    [...readDocuments(bytes)].flatMap(({ kind, id, version, document }) =>
      kind === null || id === null || document === null ? [] : [{ kind, id, version, document, ...RECORDED }],
    ),
  ),
);

function question(market: string, need: MarketQuestion['need'] = {}): MarketQuestion {
  const asked = { ...world.markets.get(market)?.needs.public, ...need };
  return { market, need: asked, asOf: '2026-11-24', explain: false };
}

function worth(amount: number, currency: string): MarketQuestion['need'] {
  return { 'contract.value': { amount: String(amount), currency } };
}

describe('situations', () => {
  it('are the same for values between two thresholds, and differ across one', () => {
    const situations = new Situations();
    const nameOf = (amount: number) => situations.nameOf(world, question('IN', worth(amount, 'INR')));
    const names = [1, 2, 3, 1e12, 2e12].map(nameOf);
    expect(new Set(names.slice(0, 3)).size).toBe(1);
    expect(names[3]).toBe(names[4]);
    expect(names[0]).not.toBe(names[3]);
  });

  it('differ in everything that is not compared with a number', () => {
    const situations = new Situations();
    const base = question('KR');
    const names = [
      base,
      { ...base, asOf: '2027-01-01' },
      { ...base, market: 'JP' },
      { ...base, need: { ...base.need, 'buyer.kind': ['bank'] } },
      { ...base, need: { ...base.need, 'buyer.sector': ['health'] } },
    ].map((one) => situations.nameOf(world, one));
    expect(new Set(names).size).toBe(names.length);
  });

  it('say nothing of an amount that no rule of the market looks at', () => {
    const situations = new Situations();
    const nameOf = (amount: number) => situations.nameOf(world, question('KR', worth(amount, 'KRW')));
    expect(nameOf(5)).toBe(nameOf(1e9));
  });

  it('have the same ranking when they have the same name', () => {
    const situations = new Situations();
    const engine = new MatchingEngine(world);
    const amount = fc.integer({ min: 0, max: 11 }).map((power) => 10 ** power);
    const market = fc.constantFrom('IN', 'KR', 'JP');
    let same = 0;
    fc.assert(
      fc.property(market, amount, amount, (code, one, other) => {
        const currency = world.markets.get(code)?.currency ?? '';
        const [a, b] = [question(code, worth(one, currency)), question(code, worth(other, currency))];
        if (situations.nameOf(world, a) !== situations.nameOf(world, b)) return;
        same += 1;
        expect(engine.rank(a, { limit: 200 })).toEqual(engine.rank(b, { limit: 200 }));
      }),
      { numRuns: 12 },
    );
    expect(same).toBeGreaterThan(0);
  }, 120_000);
});
