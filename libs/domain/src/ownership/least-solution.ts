import {
  compareFractions,
  floor,
  fraction,
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
import { components } from './component.ts';

/** A share of the value of another unknown, somewhere between two ends. */
export interface Term {
  readonly node: number;
  readonly low: Fraction;
  readonly high: Fraction;
}

/** One way in which an unknown may come about. */
export type Choice =
  | { readonly kind: 'nobody' }
  | { readonly kind: 'whole'; readonly node: number }
  | { readonly kind: 'shares'; readonly terms: readonly Term[]; readonly complete: boolean };

/** An unknown: a value, or the least of several ways of coming about. */
export type Equation =
  | { readonly kind: 'value'; readonly value: Fraction }
  | { readonly kind: 'least'; readonly choices: readonly Choice[] };

interface Weight {
  readonly node: number;
  readonly weight: Fraction;
}

/** Iterates are kept as multiples of 10^-18, rounded down. */
const RESOLUTION = 10n ** 18n;
const MAX_ITERATIONS = 2000;

/** The weights of a choice that leaves nothing open; `null` when the shares may be divided in several ways. */
function fixedWeights(choice: Choice): readonly Weight[] | null {
  if (choice.kind === 'nobody') return [];
  if (choice.kind === 'whole') return [{ node: choice.node, weight: ONE }];
  const left = minus(ONE, sum(choice.terms.map(({ low }) => low)));
  if (left.n < 0n) return null;
  if (!choice.complete || left.n === 0n) return choice.terms.map(({ node, low }) => ({ node, weight: low }));
  const open = choice.terms.filter(({ low, high }) => compareFractions(low, high) < 0);
  if (open.length > 1 && compareFractions(left, sum(open.map(({ low, high }) => minus(high, low)))) < 0) {
    return null;
  }
  return choice.terms.map(({ node, low, high }) => ({ node, weight: smaller(high, plus(low, left)) }));
}

function linear(equation: Equation): readonly Weight[] | null {
  if (equation.kind === 'value' || equation.choices.length !== 1) return null;
  const only = equation.choices[0];
  return only === undefined ? null : fixedWeights(only);
}

/** The least value of a choice: what is open goes to the smallest values first, what contradicts is cut from the largest. */
function valueOf(choice: Choice, values: readonly Fraction[]): Fraction {
  const at = (node: number): Fraction => values[node] ?? ZERO;
  if (choice.kind === 'nobody') return ZERO;
  if (choice.kind === 'whole') return at(choice.node);
  const ascending = choice.terms.toSorted((a, b) => compareFractions(at(a.node), at(b.node)));
  let left = minus(ONE, sum(choice.terms.map(({ low }) => low)));
  // More than everything is stated: any of the statements may be the wrong one.
  if (left.n < 0n) {
    left = ONE;
    return sum(
      ascending.map(({ node, low }) => {
        const taken = smaller(low, left);
        left = minus(left, taken);
        return times(taken, at(node));
      }),
    );
  }
  return sum(
    ascending.map(({ node, low, high }) => {
      const extra = choice.complete ? smaller(minus(high, low), left) : ZERO;
      left = minus(left, extra);
      return times(plus(low, extra), at(node));
    }),
  );
}

function evaluate(equation: Equation, values: readonly Fraction[]): Fraction {
  if (equation.kind === 'value') return equation.value;
  return equation.choices.map((choice) => valueOf(choice, values)).reduce(smaller, ONE);
}

/**
 * Solves a strongly connected set of linear equations exactly, by elimination. Without any share that leaves the set
 * the least solution is zero; with one, every unknown leaks into it and the system has exactly one solution.
 */
function solveLinear(
  group: readonly number[],
  weights: ReadonlyMap<number, readonly Weight[]>,
  values: Fraction[],
): void {
  const position = new Map(group.map((node, index) => [node, index]));
  const rows = group.map((node, index) => {
    const row: Fraction[] = Array.from({ length: group.length + 1 }, () => ZERO);
    row[index] = ONE;
    for (const { node: target, weight } of weights.get(node) ?? []) {
      const column = position.get(target);
      if (column === undefined) {
        row[group.length] = plus(row[group.length] ?? ZERO, times(weight, values[target] ?? ZERO));
      } else {
        row[column] = minus(row[column] ?? ZERO, weight);
      }
    }
    return row;
  });
  if (rows.every((row) => (row[group.length] ?? ZERO).n === 0n)) return;
  for (let pivot = 0; pivot < group.length; pivot++) {
    const base = rows[pivot] ?? [];
    // A matrix of this kind has no zero pivot without row exchange (it is a non-singular M-matrix).
    const divisor = base[pivot] ?? ONE;
    const scaled = base.map((cell) => over(cell, divisor));
    rows.forEach((row, index) => {
      const factor = row[pivot] ?? ZERO;
      rows[index] =
        index === pivot
          ? scaled
          : factor.n === 0n
            ? row
            : row.map((cell, column) => minus(cell, times(factor, scaled[column] ?? ZERO)));
    });
  }
  group.forEach((node, index) => {
    values[node] = rows[index]?.[group.length] ?? ZERO;
  });
}

/** Climbs from zero in steps rounded down, so that every iterate lies below the least solution or on it. */
function iterate(group: readonly number[], equations: readonly Equation[], values: Fraction[]): void {
  for (let round = 0; round < MAX_ITERATIONS; round++) {
    let changed = false;
    for (const node of group) {
      const equation = equations[node];
      if (equation === undefined) continue;
      const exact = evaluate(equation, values);
      const next = fraction(floor(times(exact, { n: RESOLUTION, d: 1n })), RESOLUTION);
      if (compareFractions(next, values[node] ?? ZERO) > 0) {
        values[node] = next;
        changed = true;
      }
    }
    if (!changed) return;
  }
}

function dependencies(equation: Equation): readonly number[] {
  if (equation.kind === 'value') return [];
  const weights = linear(equation);
  if (weights !== null) return weights.filter(({ weight }) => weight.n > 0n).map(({ node }) => node);
  return equation.choices.flatMap((choice) =>
    choice.kind === 'nobody'
      ? []
      : choice.kind === 'whole'
        ? [choice.node]
        : choice.terms.filter(({ high }) => high.n > 0n).map(({ node }) => node),
  );
}

/**
 * Computes the least solution of monotone equations over 0…1, one per unknown. Every right-hand side is a least of
 * weighted sums with non-negative weights, hence monotone, so that a least solution exists (Knaster and Tarski).
 * Unknowns are solved by strongly connected components, the independent ones first:
 * - outside cycles by exact fractions;
 * - cycles whose shares leave nothing open exactly too, by elimination over fractions;
 * - cycles with open shares or majorities by iteration from zero, rounded down to 10^-18: never above the least
 *   solution, and below it by at most the number of unknowns times 10^-18 over the part that leaves the cycle (unless
 *   2,000 rounds did not suffice: then further below, still on the safe side).
 */
export function leastSolution(equations: readonly Equation[]): readonly Fraction[] {
  const values: Fraction[] = equations.map(() => ZERO);
  const edges = equations.map(dependencies);
  for (const group of components(edges)) {
    const [first] = group;
    if (first === undefined) continue;
    const equation = equations[first];
    if (equation === undefined) continue;
    if (group.length === 1 && !(edges[first] ?? []).includes(first)) {
      values[first] = evaluate(equation, values);
      continue;
    }
    const weights = new Map<number, readonly Weight[]>();
    for (const node of group) {
      const fixed = equations[node] === undefined ? null : linear(equations[node]);
      if (fixed !== null) weights.set(node, fixed);
    }
    if (weights.size === group.length) solveLinear(group, weights, values);
    else iterate(group, equations, values);
  }
  return values;
}
