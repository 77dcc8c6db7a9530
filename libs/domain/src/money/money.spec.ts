import { describe, expect, it } from '@jest/globals';
import { compareDecimals, convert, moneyMeets, type ReferenceRate } from './money.ts';

const ASKED = '2026-11-24';
const RATES: readonly ReferenceRate[] = [
  { base: 'EUR', currency: 'SAR', rate: '4.00', day: '2026-11-20' },
  { base: 'EUR', currency: 'SAR', rate: '5.00', day: '2026-11-25' },
  { base: 'EUR', currency: 'SAR', rate: '3.00', day: '2026-10-01' },
  { base: 'EUR', currency: 'KRW', rate: '1600', day: '2026-11-20' },
  { base: 'EUR', currency: 'ARS', rate: '900', day: '2025-11-23' },
];
const eur = (amount: string): { amount: string; currency: string } => ({ amount, currency: 'EUR' });
const sar = (amount: string): { amount: string; currency: string } => ({ amount, currency: 'SAR' });

describe('money', () => {
  it('compares decimals exactly, where floating point does not', () => {
    expect(compareDecimals('0.30', '0.3')).toBe(0);
    expect(compareDecimals('9007199254740993', '9007199254740992')).toBe(1);
    expect(compareDecimals('-1', '0.01')).toBe(-1);
    expect(compareDecimals('1,5', '1')).toBeNull();
  });

  it('decides a threshold in one currency to the last digit', () => {
    expect(moneyMeets(sar('1000000'), 'atMost', sar('1000000.00'), [], ASKED)).toBe('true');
    expect(moneyMeets(sar('1000000.01'), 'atMost', sar('1000000'), [], ASKED)).toBe('false');
    expect(moneyMeets(sar('1000000'), 'below', sar('1000000'), [], ASKED)).toBe('false');
    expect(moneyMeets(sar('1000000'), 'above', sar('1000000'), [], ASKED)).toBe('false');
  });

  it('converts with the newest rate that is not later than the day', () => {
    expect(convert(eur('250000'), 'SAR', RATES, ASKED)).toEqual({ n: 1_000_000n, d: 1n });
    expect(convert(sar('8'), 'EUR', RATES, ASKED)).toEqual({ n: 2n, d: 1n });
    // 8 SAR = 2 EUR = 3,200 KRW.
    expect(convert(sar('8'), 'KRW', RATES, ASKED)).toEqual({ n: 3200n, d: 1n });
  });

  it('leaves amounts within two percent of a bound in another currency open', () => {
    // Bound 1,000,000 SAR: 245,000 EUR are 980,000 SAR, at most 999,600 with the band; 246,000 EUR at most 1,003,680.
    expect(moneyMeets(eur('245000'), 'atMost', sar('1000000'), RATES, ASKED)).toBe('true');
    expect(moneyMeets(eur('246000'), 'atMost', sar('1000000'), RATES, ASKED)).toBe('unknown');
    // 255,000 EUR are 1,020,000 SAR, at least 999,600; 256,000 EUR at least 1,003,520.
    expect(moneyMeets(eur('255000'), 'above', sar('1000000'), RATES, ASKED)).toBe('unknown');
    expect(moneyMeets(eur('256000'), 'above', sar('1000000'), RATES, ASKED)).toBe('true');
    expect(moneyMeets(eur('256000'), 'atMost', sar('1000000'), RATES, ASKED)).toBe('false');
  });

  it('knows nothing without a rate, with one older than twelve months, or with an unreadable amount', () => {
    expect(moneyMeets(eur('1'), 'atMost', { amount: '1000', currency: 'VND' }, RATES, ASKED)).toBe('unknown');
    expect(moneyMeets(eur('1'), 'atMost', { amount: '9000', currency: 'ARS' }, RATES, ASKED)).toBe('unknown');
    expect(moneyMeets(eur('much'), 'atMost', eur('1'), RATES, ASKED)).toBe('unknown');
  });

  it('gives the same answer in whatever order the rates arrive', () => {
    expect(convert(eur('1'), 'SAR', RATES.toReversed(), ASKED)).toEqual({ n: 4n, d: 1n });
  });
});
