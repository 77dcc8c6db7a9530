import { addDuration } from '../calendar/duration.ts';
import type { Truth } from '../evaluation/decision.ts';
import type { Comparison } from '../language/test.ts';
import type { Money } from '../model/evidence.ts';
import type { Day } from '../model/time.ts';
import { boundHolds } from '../number/bound.ts';
import { compareFractions, fraction, over, parseDecimal, times, type Fraction } from '../number/fraction.ts';

/** One reference rate of a day: one unit of `base` buys `rate` (a decimal) units of `currency`. */
export interface ReferenceRate {
  readonly base: string;
  readonly currency: string;
  readonly rate: string;
  readonly day: Day;
}

/** Reference rates are not the rate of the contract: within 2 % on either side nothing is decided. */
const BAND_LOW = fraction(98n, 100n);
const BAND_HIGH = fraction(102n, 100n);
/** A rate of longer ago says nothing about a threshold today. */
const RATE_MAX_AGE = { months: 12, days: 0 };

/** Reads an amount exactly; `null` when it is no decimal. */
export function amountOf(money: Money): Fraction | null {
  return parseDecimal(money.amount);
}

/** Compares two decimal strings exactly, as a sort function does; `null` when one is no decimal. */
export function compareDecimals(a: string, b: string): number | null {
  const left = parseDecimal(a);
  const right = parseDecimal(b);
  return left === null || right === null ? null : compareFractions(left, right);
}

/** The newest rate on or before a day that is at most 12 months old, by base; ties go to the later entry. */
function ratesOf(
  currency: string,
  rates: readonly ReferenceRate[],
  asOf: Day,
): ReadonlyMap<string, Fraction> {
  const newest = new Map<string, { readonly day: Day; readonly rate: Fraction }>([
    [currency, { day: asOf, rate: fraction(1n) }],
  ]);
  for (const entry of rates) {
    if (entry.currency !== currency || entry.base === currency) continue;
    if (entry.day > asOf || addDuration(entry.day, RATE_MAX_AGE) < asOf) continue;
    const rate = parseDecimal(entry.rate);
    if (rate === null || rate.n <= 0n) continue;
    const known = newest.get(entry.base);
    if (known === undefined || known.day <= entry.day) newest.set(entry.base, { day: entry.day, rate });
  }
  return new Map([...newest].map(([base, { rate }]) => [base, rate]));
}

/** Converts exactly through a common base; `null` without a usable rate on or before the day. */
export function convert(
  money: Money,
  currency: string,
  rates: readonly ReferenceRate[],
  asOf: Day,
): Fraction | null {
  const amount = amountOf(money);
  if (amount === null || money.currency === currency) return amount;
  const from = ratesOf(money.currency, rates, asOf);
  const to = ratesOf(currency, rates, asOf);
  // The lexically first common base, so that the order of the rates never changes an answer.
  const base = [...from.keys()].filter((candidate) => to.has(candidate)).toSorted()[0];
  const divisor = base === undefined ? undefined : from.get(base);
  const factor = base === undefined ? undefined : to.get(base);
  if (divisor === undefined || factor === undefined) return null;
  return over(times(amount, factor), divisor);
}

/**
 * Tests an amount against a bound: exact in one currency; in two currencies by the reference rates of the day, unknown
 * within ±2 % of the bound and without a rate.
 */
export function moneyMeets(
  value: Money,
  op: Comparison,
  bound: Money,
  rates: readonly ReferenceRate[],
  asOf: Day,
): Truth {
  const limit = amountOf(bound);
  const converted = convert(value, bound.currency, rates, asOf);
  if (limit === null || converted === null) return 'unknown';
  if (value.currency === bound.currency) {
    const order = compareFractions(converted, limit);
    return boundHolds(order, order, op);
  }
  const ends = [times(converted, BAND_LOW), times(converted, BAND_HIGH)].map((end) =>
    compareFractions(end, limit),
  );
  return boundHolds(Math.min(...ends), Math.max(...ends), op);
}
