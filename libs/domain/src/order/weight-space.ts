import {
  compareFractions,
  larger,
  minus,
  ONE,
  over,
  plus,
  smaller,
  sum,
  times,
  ZERO,
  type Fraction,
} from '../number/fraction.ts';

/** One weight: how much a unit of it favours the first side, and the bounds it stays within. */
export interface WeightAxis {
  readonly gain: Fraction;
  readonly low: Fraction;
  readonly high: Fraction;
}

/** How large the parts of the weight space are in which either side is ahead; they sum to one. */
export interface WeightShares {
  readonly ahead: Fraction;
  readonly behind: Fraction;
  readonly tie: Fraction;
}

/**
 * The share of the simplex (weights that are not negative and sum to one) on which Σ weight × gain is above zero, by
 * Varsi's recursion: exact, and without divisions by differences of gains, so that equal gains do no harm.
 */
export function simplexShareAhead(gains: readonly Fraction[]): Fraction {
  const winning = gains.filter((gain) => gain.n > 0n);
  const losing = gains.filter((gain) => gain.n <= 0n).map((gain) => minus(ZERO, gain));
  const row: Fraction[] = [ONE, ...losing.map(() => ZERO)];
  for (const win of winning) {
    losing.forEach((lose, index) => {
      const before = row[index] ?? ZERO;
      const here = row[index + 1] ?? ZERO;
      row[index + 1] = over(plus(times(lose, here), times(win, before)), plus(win, lose));
    });
  }
  return row.at(-1) ?? ZERO;
}

function power(base: Fraction, exponent: number): Fraction {
  const e = BigInt(exponent);
  return { n: base.n ** e, d: base.d ** e };
}

/**
 * Volumes (up to one common factor) of the weights and of those ahead, by inclusion and exclusion over upper bounds:
 * exceeding a set of bounds leaves a smaller simplex, on which the constant part is spread over the gains. Bounds that
 * cannot be exceeded cut their branch off, so that free weights cost nothing.
 */
function volumes(
  axes: readonly WeightAxis[],
  size: Fraction,
  constant: Fraction,
): { readonly all: Fraction; readonly ahead: Fraction } {
  const gains = axes.map(({ gain }) => gain);
  let all = ZERO;
  let ahead = ZERO;
  const visit = (index: number, left: Fraction, fixed: Fraction, sign: 1 | -1): void => {
    const volume = power(left, axes.length - 1);
    const spread = over(fixed, left);
    const part = times(volume, simplexShareAhead(gains.map((gain) => plus(gain, spread))));
    all = sign > 0 ? plus(all, volume) : minus(all, volume);
    ahead = sign > 0 ? plus(ahead, part) : minus(ahead, part);
    for (let next = index; next < axes.length; next++) {
      const axis = axes[next];
      if (axis === undefined) continue;
      const room = minus(axis.high, axis.low);
      const after = minus(left, room);
      if (after.n > 0n) visit(next + 1, after, plus(fixed, times(room, axis.gain)), sign > 0 ? -1 : 1);
    }
  };
  visit(0, size, constant, 1);
  return { all, ahead };
}

const certain = (sign: number): WeightShares => ({
  ahead: sign > 0 ? ONE : ZERO,
  behind: sign < 0 ? ONE : ZERO,
  tie: sign === 0 ? ONE : ZERO,
});

/**
 * Computes for which share of all weights (summing to `whole`, each within its bounds) Σ weight × gain is above, below
 * and at zero: exact, by volume. `null` when no weights fit the bounds.
 */
export function weightShares(axes: readonly WeightAxis[], whole: Fraction): WeightShares | null {
  const clamped = axes.map(({ gain, low, high }) => ({
    gain,
    low: larger(ZERO, low),
    high: smaller(whole, high),
  }));
  const size = minus(whole, sum(clamped.map(({ low }) => low)));
  const room = sum(clamped.map(({ low, high }) => minus(high, low)));
  if (clamped.some(({ low, high }) => compareFractions(low, high) > 0)) return null;
  if (size.n < 0n || compareFractions(size, room) > 0) return null;
  const constant = sum(clamped.map(({ gain, low }) => times(gain, low)));
  // One single weighting fits: all at their lower bounds, all at their upper ones, or one weight that is free.
  const free = clamped.filter(({ low, high }) => compareFractions(low, high) < 0);
  if (size.n === 0n) return certain(compareFractions(constant, ZERO));
  if (compareFractions(size, room) === 0) {
    return certain(compareFractions(sum(clamped.map(({ gain, high }) => times(gain, high))), ZERO));
  }
  const { all, ahead } = volumes(free, size, constant);
  const mirrored = free.map((axis) => ({ ...axis, gain: minus(ZERO, axis.gain) }));
  const { ahead: behind } = volumes(mirrored, size, minus(ZERO, constant));
  const shares = { ahead: over(ahead, all), behind: over(behind, all) };
  return { ...shares, tie: minus(ONE, plus(shares.ahead, shares.behind)) };
}
