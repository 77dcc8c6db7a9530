import { bitAt, putBit, type Plane } from '../planes/plane.ts';
import type { PlaneWriter } from '../planes/plane-writer.ts';
import { direct } from '../columns/combined-view.ts';
import type { View } from '../columns/reduction.ts';
import type { Outcome } from './outcome.ts';

/** Lists the features of an outcome that verdicts and totals are made of; each becomes a plane. */
function featuresOf(
  { state, applied, mayApply, against, nothingAgainst, registered, marks, needed }: Outcome,
  unit: number,
): readonly string[] {
  const features: string[] = [];
  if (state !== null && state !== 'pass') features.push(state);
  if (applied) features.push('applied');
  // Where it applies it may, so that only the difference needs a plane.
  if (mayApply && !applied) features.push('mayApply');
  if (against) features.push('against');
  if (!nothingAgainst) features.push('spoken');
  if (registered) features.push('registered');
  for (const [name, known] of needed) {
    features.push(`needed ${name}`);
    if (!known) features.push(`unknown ${name}`);
  }
  if (marks === null) return features;
  features.push('marked');
  for (const end of ['low', 'high'] as const) {
    for (let bit = 0, rest = marks[end] / unit; rest > 0; bit += 1, rest = Math.floor(rest / 2)) {
      if (rest % 2 === 1) features.push(`${end} ${bit}`);
    }
  }
  return features;
}

/** Distinct outcomes of one rule, numbered. */
export class Outcomes {
  readonly list: Outcome[] = [];
  private readonly numbers = new Map<string, number>();
  private readonly seen = new WeakMap<Outcome, number>();

  numberOf(outcome: Outcome): number {
    const before = this.seen.get(outcome);
    if (before !== undefined) return before;
    const number = this.numbered(outcome);
    this.seen.set(outcome, number);
    return number;
  }

  private numbered(outcome: Outcome): number {
    const key = JSON.stringify(outcome);
    let number = this.numbers.get(key);
    if (number === undefined) {
      number = this.list.length;
      this.numbers.set(key, number);
      this.list.push(outcome);
    }
    return number;
  }
}

/** The outcomes of one rule for all rows, as a plane per feature; planes without any bit are left out. */
export class RulePlanes {
  readonly planes = new Map<string, Plane>();
  readonly outcomes: Outcomes;
  /** Hundredths of a point in which all marks are whole numbers. */
  readonly unit: number;
  private readonly view: View;
  private readonly writer: PlaneWriter;
  private readonly features: (readonly string[])[] = [];

  constructor(view: View, outcomes: Outcomes, writer: PlaneWriter, unit = 1) {
    this.unit = unit;
    this.view = direct(view);
    this.outcomes = outcomes;
    this.writer = writer;
    this.build();
  }

  /** The number of the outcome of a row. */
  idAt(row: number): number {
    return this.view.at(row);
  }

  /** The outcome of the rule for a row. */
  outcomeAt(row: number): Outcome {
    const outcome = this.outcomes.list[this.view.at(row)];
    if (outcome === undefined) throw new RangeError(`There is no outcome for row ${row}.`);
    return outcome;
  }

  private build(): void {
    const ids = new Uint32Array(this.writer.memory.rows);
    this.view.writeTo(ids);
    this.describe();
    const names = [...new Set(this.features.flat())];
    for (const name of names) this.planes.set(name, this.writer.memory.take());
    const has = names.map((name) =>
      Uint8Array.from(this.features, (features) => (features.includes(name) ? 1 : 0)),
    );
    this.writer.write(ids, has, [...this.planes.values()]);
  }

  private describe(): void {
    for (let next = this.features.length; next < this.outcomes.list.length; next += 1) {
      const outcome = this.outcomes.list[next];
      this.features.push(outcome === undefined ? [] : featuresOf(outcome, this.unit));
    }
  }

  /** Sets the bits of a row anew; says whether that needs the questions' sources to be gathered anew. */
  update(row: number): boolean {
    const known = this.outcomes.list.length;
    const id = this.view.at(row);
    this.describe();
    const features = this.features[id] ?? [];
    // New marks may change the scale of totals.
    let added = this.outcomes.list.slice(known).some(({ marks }) => marks !== null);
    for (const [name, plane] of this.planes) {
      const has = features.includes(name);
      // A rule that applied to all spares the others from being looked at.
      if (name === 'applied' && !has && bitAt(plane, row) === 1) added = true;
      putBit(plane, row, has);
    }
    for (const name of features) {
      if (this.planes.has(name)) continue;
      const plane = this.writer.memory.take();
      putBit(plane, row, true);
      this.planes.set(name, plane);
      added = true;
    }
    return added;
  }
}
