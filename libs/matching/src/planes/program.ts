import type { Formula } from './formula.ts';
import type { Plane } from './plane.ts';

/** A value that a program computes, by its place in the program. */
export type Value = number;

/** `andNot` is the first without the second. */
export type Operation = 'and' | 'or' | 'xor' | 'andNot';

/** One step: reads a plane, or joins two values that came before. */
export type Step =
  { readonly plane: Plane } | { readonly operation: Operation; readonly left: Value; readonly right: Value };

/** Where a value is written. */
export interface Output {
  readonly value: Value;
  readonly plane: Plane;
}

/** A straight line of bit operations that is run for all rows at once. */
export interface Program {
  readonly steps: readonly Step[];
  readonly outputs: readonly Output[];
  /** Values whose bits are counted. */
  readonly counted: readonly Value[];
}

/** Runs a program and returns the numbers of bits of its counted values. */
export type Run = () => readonly number[];

/** Writes programs; equal steps are written once. */
export class ProgramWriter {
  private readonly steps: Step[] = [];
  private readonly outputs: Output[] = [];
  private readonly counted: Value[] = [];
  private readonly planes = new Map<Plane, Value>();
  private readonly known = new Map<string, Value>();

  load(plane: Plane): Value {
    let value = this.planes.get(plane);
    if (value === undefined) {
      value = this.steps.push({ plane }) - 1;
      this.planes.set(plane, value);
    }
    return value;
  }

  join(operation: Operation, left: Value, right: Value): Value {
    const key = `${operation} ${left} ${right}`;
    let value = this.known.get(key);
    if (value === undefined) {
      value = this.steps.push({ operation, left, right }) - 1;
      this.known.set(key, value);
    }
    return value;
  }

  /** All planes joined by `or`; `null` for none. */
  any(planes: readonly Plane[]): Value | null {
    return planes.reduce<Value | null>((joined, plane) => {
      const value = this.load(plane);
      return joined === null ? value : this.join('or', joined, value);
    }, null);
  }

  /** The rows that have a feature. */
  formula(formula: Formula, everyone: Plane): Value {
    if (formula === 'everyone') return this.load(everyone);
    if ('plane' in formula) return this.load(formula.plane);
    if ('of' in formula) return this.any(formula.of.planesOf(formula.members)) ?? this.load(everyone);
    const operation = 'all' in formula ? 'and' : 'or';
    const [first, ...others] = 'all' in formula ? formula.all : formula.any;
    return others.reduce(
      (joined, part) => this.join(operation, joined, this.formula(part, everyone)),
      this.formula(first ?? 'everyone', everyone),
    );
  }

  /** The rows that have any of some features; `null` for none. */
  anyOf(formulas: readonly Formula[], everyone: Plane): Value | null {
    // Whatever else there is: no row is left.
    if (formulas.includes('everyone')) return this.load(everyone);
    return formulas.reduce<Value | null>((joined, formula) => {
      const value = this.formula(formula, everyone);
      return joined === null ? value : this.join('or', joined, value);
    }, null);
  }

  write(value: Value, plane: Plane): void {
    this.outputs.push({ value, plane });
  }

  count(value: Value): void {
    this.counted.push(value);
  }

  /**
   * Adds up weighted values by carry-save adders; the sum comes as slices, least first. The number of slices is what the
   * largest possible sum needs.
   */
  addUp(addends: readonly { readonly value: Value; readonly weight: number }[]): readonly (Value | null)[] {
    const columns: Value[][] = [];
    const put = (place: number, value: Value): void => {
      while (columns.length <= place) columns.push([]);
      columns[place]?.push(value);
    };
    const weights = new Map<Value, number>();
    for (const { value, weight } of addends) weights.set(value, (weights.get(value) ?? 0) + weight);
    for (const [value, weight] of weights) {
      for (let place = 0, rest = weight; rest > 0; place += 1, rest = Math.floor(rest / 2)) {
        if (rest % 2 === 1) put(place, value);
      }
    }
    const slices: (Value | null)[] = [];
    for (let place = 0; place < columns.length; place += 1) {
      const column = columns[place] ?? [];
      while (column.length > 1) {
        const [a = 0, b = 0, c] = column.splice(0, 3);
        const half = this.join('xor', a, b);
        const carry = this.join('and', a, b);
        if (c === undefined) {
          column.push(half);
          put(place + 1, carry);
        } else {
          column.push(this.join('xor', half, c));
          put(place + 1, this.join('or', carry, this.join('and', half, c)));
        }
      }
      slices.push(column[0] ?? null);
    }
    return slices;
  }

  finish(): Program {
    return { steps: this.steps, outputs: this.outputs, counted: this.counted };
  }
}
