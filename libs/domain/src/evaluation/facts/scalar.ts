import { durationMeets, parseDuration, type Duration } from '../../calendar/duration.ts';
import type { Comparison } from '../../language/test.ts';
import type { Money, Quantity, Scalar } from '../../model/evidence.ts';
import type { Day } from '../../model/time.ts';
import type { ValueType } from '../../model/vocabulary.ts';
import { compareDecimals, moneyMeets, type ReferenceRate } from '../../money/money.ts';
import { boundHolds } from '../../number/bound.ts';
import type { Truth } from '../decision.ts';
import { truthOf } from '../truth.ts';

/** How values of one place are compared. */
export interface Scale {
  readonly type: ValueType | 'any';
  /** Lowest first. */
  readonly levels: readonly string[];
  readonly rates: readonly ReferenceRate[];
  readonly asOf: Day;
}

const HOURS = /T(?:(\d+)H)?(?:(\d+)M)?$/;

/** Says whether a value is an amount of money. */
export function isMoney(value: Scalar): value is Money {
  return typeof value === 'object' && 'amount' in value;
}

/** Says whether a value is a number with a unit. */
export function isQuantity(value: Scalar): value is Quantity {
  return typeof value === 'object' && 'number' in value;
}

/** Lists a single value or several as a list. */
export function listOf(value: Scalar | readonly Scalar[]): readonly Scalar[] {
  return isListOf(value) ? value : [value];
}

function isListOf(value: Scalar | readonly Scalar[]): value is readonly Scalar[] {
  return Array.isArray(value);
}

/** Writes a value as a code; amounts and quantities, which are none, as their parts. */
export function textOf(value: Scalar): string {
  if (isMoney(value)) return `${value.amount} ${value.currency}`;
  return isQuantity(value) ? `${value.number} ${value.unit}` : String(value);
}

/** The number in a value, whatever its unit. */
export function numberOf(value: Scalar): number | null {
  if (typeof value === 'number') return value;
  return isQuantity(value) ? value.number : null;
}

/** Reads a duration down to minutes; parts of a day are fractions, which only comparisons use. */
export function durationOf(text: string): Duration | null {
  const time = HOURS.exec(text);
  if (time === null) return parseDuration(text);
  const days = (Number(time[1] ?? 0) + Number(time[2] ?? 0) / 60) / 24;
  const date = text.slice(0, time.index);
  const whole = date === 'P' ? { months: 0, days: 0 } : parseDuration(date);
  return whole === null ? null : { months: whole.months, days: whole.days + days };
}

/** Says whether two values are the same: amounts by value, quantities with their unit. */
export function sameValue(left: Scalar, right: Scalar): boolean {
  if (isMoney(left) && isMoney(right)) {
    return left.currency === right.currency && compareDecimals(left.amount, right.amount) === 0;
  }
  if (isQuantity(left) && isQuantity(right)) return left.number === right.number && left.unit === right.unit;
  const [a, b] = [numberOf(left), numberOf(right)];
  return a !== null && b !== null ? a === b : left === right;
}

function order(left: number | string, right: number | string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

/** Compares a value with a bound; unknown where they can't be compared (other units, no exchange rate). */
export function meets(value: Scalar, op: Comparison, bound: Scalar, scale: Scale): Truth {
  if (isMoney(value) || isMoney(bound)) {
    return isMoney(value) && isMoney(bound)
      ? moneyMeets(value, op, bound, scale.rates, scale.asOf)
      : 'unknown';
  }
  const [left, right] = [numberOf(value), numberOf(bound)];
  if (left !== null && right !== null) {
    if (isQuantity(value) && isQuantity(bound) && value.unit !== bound.unit) return 'unknown';
    return boundHolds(order(left, right), order(left, right), op);
  }
  if (typeof value !== 'string' || typeof bound !== 'string') return 'unknown';
  if (scale.levels.length > 0) {
    const [position, wanted] = [scale.levels.indexOf(value), scale.levels.indexOf(bound)];
    return position < 0 || wanted < 0 ? 'unknown' : boundHolds(position - wanted, position - wanted, op);
  }
  const [duration, limit] = [durationOf(value), durationOf(bound)];
  if (duration !== null && limit !== null) return durationMeets(duration, op, limit);
  return scale.type === 'date' || scale.type === 'any'
    ? boundHolds(order(value, bound), order(value, bound), op)
    : 'unknown';
}

/** Says whether two values are the same, as a truth. */
export function is(value: Scalar, wanted: Scalar, scale: Scale): Truth {
  if (scale.type === 'duration' && typeof value === 'string' && typeof wanted === 'string') {
    const [atLeast, atMost] = [meets(value, 'atLeast', wanted, scale), meets(value, 'atMost', wanted, scale)];
    if (atLeast === 'false' || atMost === 'false') return 'false';
    return atLeast === 'true' && atMost === 'true' ? 'true' : 'unknown';
  }
  if (isMoney(value) && isMoney(wanted) && value.currency !== wanted.currency) return 'unknown';
  return truthOf(sameValue(value, wanted));
}
