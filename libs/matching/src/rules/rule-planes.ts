import { bitAt, countBits, putBit, type Plane } from '../planes/plane.ts';
import type { Formula } from '../planes/formula.ts';
import type { PlaneWriter } from '../planes/plane-writer.ts';
import { direct } from '../columns/combined-view.ts';
import type { View } from '../columns/reduction.ts';
import { featuresOf, RETIRED, type Outcomes, type RuleBits } from './features.ts';
import type { Outcome } from './outcome.ts';

/** The outcomes of one rule for all rows, as a plane per feature; planes without any bit are left out. */
export class RulePlanes implements RuleBits {
  version = 0;
  private readonly planes = new Map<string, Plane>();
  readonly outcomes: Outcomes;
  /** Hundredths of a point in which all marks are whole numbers. */
  readonly unit: number;
  private readonly view: View;
  private readonly writer: PlaneWriter;
  private readonly named: (readonly string[])[] = [];

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

  features(): Iterable<string> {
    return this.planes.keys();
  }

  formula(feature: string): Formula | null {
    const plane = this.planes.get(feature);
    if (plane === undefined) return null;
    // A rule that applies to all spares the others from being looked at.
    return feature === 'applied' && countBits(plane) === this.writer.memory.rows ? 'everyone' : { plane };
  }

  /** Bytes of its planes. */
  get bytes(): number {
    return this.planes.size * this.writer.memory.words * 4;
  }

  private build(): void {
    const ids = this.writer.numbers;
    this.view.writeTo(ids);
    this.describe();
    const names = [...new Set(this.named.flat())];
    for (const name of names) this.planes.set(name, this.writer.memory.take());
    const has = names.map((name) =>
      Uint8Array.from(this.named, (features) => (features.includes(name) ? 1 : 0)),
    );
    this.writer.write(ids, has, [...this.planes.values()]);
  }

  private describe(): void {
    for (let next = this.named.length; next < this.outcomes.list.length; next += 1) {
      const outcome = this.outcomes.list[next];
      this.named.push(outcome === undefined ? [] : featuresOf(outcome, this.unit));
    }
  }

  retire(): void {
    this.version = RETIRED;
  }

  /** Sets the bits of a row anew. */
  update(row: number): void {
    const known = this.outcomes.list.length;
    const id = this.view.at(row);
    this.describe();
    const features = this.named[id] ?? [];
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
    if (added && this.version !== RETIRED) this.version += 1;
  }
}
