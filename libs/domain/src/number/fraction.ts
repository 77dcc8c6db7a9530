/** An exact rational number in lowest terms; `d` is always positive. */
export interface Fraction {
  readonly n: bigint;
  readonly d: bigint;
}

/** Nothing. */
export const ZERO: Fraction = { n: 0n, d: 1n };
/** The whole, where shares are parts of one. */
export const ONE: Fraction = { n: 1n, d: 1n };

function gcd(a: bigint, b: bigint): bigint {
  let x = a < 0n ? -a : a;
  let y = b < 0n ? -b : b;
  while (y !== 0n) [x, y] = [y, x % y];
  return x;
}

/** Builds a fraction in lowest terms; the denominator must not be zero. */
export function fraction(n: bigint, d: bigint = 1n): Fraction {
  if (n === 0n) return ZERO;
  const common = gcd(n, d);
  return d < 0n ? { n: -n / common, d: -d / common } : { n: n / common, d: d / common };
}

/** Adds exactly. */
export function plus(a: Fraction, b: Fraction): Fraction {
  return a.d === b.d ? fraction(a.n + b.n, a.d) : fraction(a.n * b.d + b.n * a.d, a.d * b.d);
}

/** Subtracts exactly. */
export function minus(a: Fraction, b: Fraction): Fraction {
  return plus(a, { n: -b.n, d: b.d });
}

/** Multiplies exactly. */
export function times(a: Fraction, b: Fraction): Fraction {
  return fraction(a.n * b.n, a.d * b.d);
}

/** Divides exactly; the divisor must not be zero. */
export function over(a: Fraction, b: Fraction): Fraction {
  return fraction(a.n * b.d, a.d * b.n);
}

/** Compares as a sort function does: negative, zero or positive. */
export function compareFractions(a: Fraction, b: Fraction): number {
  const left = a.n * b.d;
  const right = b.n * a.d;
  return left < right ? -1 : left > right ? 1 : 0;
}

/** The smaller of two. */
export function smaller(a: Fraction, b: Fraction): Fraction {
  return compareFractions(a, b) <= 0 ? a : b;
}

/** The larger of two. */
export function larger(a: Fraction, b: Fraction): Fraction {
  return compareFractions(a, b) >= 0 ? a : b;
}

/** Adds up any number of fractions. */
export function sum(terms: readonly Fraction[]): Fraction {
  return terms.reduce(plus, ZERO);
}

/** Rounds towards minus infinity. */
export function floor(a: Fraction): bigint {
  const quotient = a.n / a.d;
  return a.n < 0n && quotient * a.d !== a.n ? quotient - 1n : quotient;
}

/** Rounds towards plus infinity. */
export function ceiling(a: Fraction): bigint {
  return -floor({ n: -a.n, d: a.d });
}

/** Rounds to the nearest integer, halves upwards. */
export function nearest(a: Fraction): bigint {
  return floor({ n: 2n * a.n + a.d, d: 2n * a.d });
}

const DECIMAL = /^([+-]?)(\d+)(?:\.(\d+))?(?:e([+-]?\d{1,3}))?$/i;

/** Reads a decimal such as `-12.50` or `1e-7` exactly; `null` when the text is no decimal. */
export function parseDecimal(text: string): Fraction | null {
  const match = DECIMAL.exec(text);
  if (match === null) return null;
  const [, sign, whole = '', decimals = '', exponent = '0'] = match;
  const digits = BigInt(whole + decimals) * (sign === '-' ? -1n : 1n);
  const scale = decimals.length - Number(exponent);
  return scale >= 0 ? fraction(digits, 10n ** BigInt(scale)) : fraction(digits * 10n ** BigInt(-scale));
}

/** Reads a number as the decimal that is written in documents (26.06 is 2606/100), not as its binary neighbour; throws for NaN and infinities. */
export function fractionOf(value: number): Fraction {
  const parsed = parseDecimal(String(value));
  if (parsed === null) throw new RangeError(`No finite number: ${value}`);
  return parsed;
}

/** The nearest number, for display; comparisons use the fraction. */
export function toNumber(a: Fraction): number {
  return Number((a.n * 10n ** 15n) / a.d) / 1e15;
}
