import { compareFractions, floor, minus, nearest, sum, type Fraction } from '../number/fraction.ts';

/**
 * Rounds parts to integers that add up to a whole, by largest remainder (the earlier part wins a tie). The whole must
 * be the exact sum of the parts rounded down, up or to the nearest integer; parts that are integers stay as they are.
 */
export function apportion(parts: readonly Fraction[], whole: bigint): readonly bigint[] {
  const rounded = parts.map(floor);
  const remainders = parts.map((part, index) => minus(part, { n: rounded[index] ?? 0n, d: 1n }));
  const missing = Number(whole - rounded.reduce((total, part) => total + part, 0n));
  const chosen = new Set(
    remainders
      .map((remainder, index) => ({ remainder, index }))
      .toSorted((a, b) => compareFractions(b.remainder, a.remainder) || a.index - b.index)
      .slice(0, missing)
      .map(({ index }) => index),
  );
  return rounded.map((part, index) => (chosen.has(index) ? part + 1n : part));
}

/** An interval of integers. */
export interface WholeInterval {
  readonly low: bigint;
  readonly high: bigint;
}

/**
 * Rounds intervals so that their lower and their upper ends add up to the rounded sums, and none turns around: the
 * upper ends are the lower ones plus apportioned widths.
 */
export function apportionIntervals(parts: readonly { readonly low: Fraction; readonly high: Fraction }[]): {
  readonly total: WholeInterval;
  readonly parts: readonly WholeInterval[];
} {
  const low = nearest(sum(parts.map((part) => part.low)));
  const high = nearest(sum(parts.map((part) => part.high)));
  const lows = apportion(
    parts.map((part) => part.low),
    low,
  );
  const widths = apportion(
    parts.map((part) => minus(part.high, part.low)),
    high - low,
  );
  return {
    total: { low, high },
    parts: lows.map((start, index) => ({ low: start, high: start + (widths[index] ?? 0n) })),
  };
}
