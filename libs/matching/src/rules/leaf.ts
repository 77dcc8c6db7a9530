import { EVERY_GRADE, GRADES, isBinding, lensOf, WITHOUT_OWN_WORD, type Lens, type Rule } from '#domain';
import { Derived, direct, Together } from '../columns/combined-view.ts';
import { Numbering, type View } from '../columns/reduction.ts';
import { putBit, type Plane } from '../planes/plane.ts';
import type { PlaneWriter } from '../planes/plane-writer.ts';
import type { Classes } from '../planes/formula.ts';

/** Every lens under which a rule may look at a leaf: those of the grades, then those without a grade. */
export const LENSES: readonly Lens[] = [...GRADES.map(lensOf), EVERY_GRADE, WITHOUT_OWN_WORD];

interface WrittenPlane {
  readonly members: ReadonlySet<number>;
  /** The same as bits. */
  readonly mask: number;
  /** Kept alive by the programs that read it: when they go, so does the plane. */
  readonly plane: WeakRef<Plane>;
}

/** Places of the lenses under which a rule is evaluated: gates that decide are looked at in more ways than others. */
export function lensesOf(rule: Rule): readonly number[] {
  const own = GRADES.indexOf(rule.requirement.evidence);
  return isBinding(rule) ? [own, GRADES.indexOf('registered'), GRADES.length, GRADES.length + 1] : [own];
}

/** Stands for sets with classes that have no bit. */
const BEYOND = 0;

function maskOf(members: readonly number[]): number {
  return members.some((id) => id > 30) ? BEYOND : members.reduce((mask, id) => mask | (1 << id), 0);
}

/** A leaf under some of the lenses: fewer classes than under all. */
interface Reading {
  readonly view: Derived;
  readonly ofClass: (id: number) => number;
}

/**
 * One test that rules of any market ask, on one day: rows are told apart by what it shows under every lens. Planes of
 * some of the classes are shared by all rules, and follow the rows that move.
 */
export class Leaf implements Classes {
  private readonly classes: Derived;
  private readonly lookup: View;
  /** By class: what each lens shows. */
  private readonly shown: (readonly string[])[] = [];
  /** By class: a row that was in it once. */
  private readonly examples: number[] = [];
  private readonly readings = new Map<string, Reading>();
  private readonly planes = new Map<string, WrittenPlane>();
  private readonly writer: PlaneWriter;

  constructor(views: Together, showing: (row: number) => readonly string[], writer: PlaneWriter) {
    this.writer = writer;
    const numbers = new Numbering();
    this.classes = new Derived(views, (row) => {
      const shown = showing(row);
      const id = numbers.of(JSON.stringify(shown));
      if (this.shown[id] === undefined) {
        this.shown[id] = shown;
        this.examples[id] = row;
      }
      return id;
    });
    this.lookup = direct(this.classes);
    // From now on only rows that move can show something new.
    this.lookup.writeTo(writer.numbers);
  }

  /** Names of the columns that it looks at. */
  get columns(): ReadonlySet<string> {
    return this.classes.columns;
  }

  /** Says whether a column that looked constant no longer is, so that the leaf must be made anew. */
  get outdated(): boolean {
    return this.classes.outdated;
  }

  /** How many classes there have been. */
  get size(): number {
    return this.shown.length;
  }

  /** The class of a row. */
  at(row: number): number {
    return this.lookup.at(row);
  }

  /** The leaf as rules see it that look through some of the lenses. */
  reading(lenses: readonly number[]): Derived {
    return this.read(lenses).view;
  }

  private read(lenses: readonly number[]): Reading {
    let reading = this.readings.get(lenses.join());
    if (reading === undefined) {
      const numbers = new Numbering();
      const ofClass = (id: number): number =>
        numbers.of(JSON.stringify(lenses.map((lens) => this.shown[id]?.[lens])));
      const view = new Derived(new Together([this.classes]), (row) => ofClass(this.at(row)));
      reading = { view, ofClass };
      this.readings.set(lenses.join(), reading);
    }
    return reading;
  }

  /** The classes that are one of some numbers under some of the lenses. */
  membersOf(lenses: readonly number[], numbers: readonly number[]): readonly number[] {
    const { ofClass } = this.read(lenses);
    const members: number[] = [];
    for (let id = 0; id < this.size; id += 1) if (numbers.includes(ofClass(id))) members.push(id);
    return members;
  }

  /** One row of each class that has rows. */
  exampleRows(): readonly number[] {
    return this.shown.flatMap((_, id) => this.exampleOf(id) ?? []);
  }

  private exampleOf(id: number): number | null {
    const known = this.examples[id] ?? 0;
    if (this.at(known) === id) return known;
    for (let row = 0; row < this.writer.memory.rows; row += 1) {
      if (this.at(row) !== id) continue;
      this.examples[id] = row;
      return row;
    }
    return null;
  }

  /** Planes that together have the rows in some of the classes: their own, or two that are there anyway. */
  planesOf(members: readonly number[]): readonly Plane[] {
    this.write([members]);
    return this.known(members);
  }

  /** Writes in one pass the planes that are missing and aren't two others taken together. */
  write(sets: readonly (readonly number[])[]): void {
    const fresh: { readonly members: ReadonlySet<number>; readonly plane: Plane }[] = [];
    // The smaller sets first: larger ones may be made up of them.
    for (const set of sets.toSorted((a, b) => a.length - b.length)) {
      if (this.known(set).length > 0) continue;
      const [members, plane] = [new Set(set), this.writer.memory.take()];
      fresh.push({ members, plane });
      // A reference keeps its plane alive until the caller waits for something, so that a program can load it.
      this.planes.set(set.join(), { members, mask: maskOf(set), plane: new WeakRef(plane) });
    }
    if (fresh.length === 0) return;
    const { numbers } = this.writer;
    this.lookup.writeTo(numbers);
    const has = fresh.map(({ members }) => Uint8Array.from(this.shown, (_, id) => (members.has(id) ? 1 : 0)));
    this.writer.write(
      numbers,
      has,
      fresh.map(({ plane }) => plane),
    );
  }

  private known(members: readonly number[]): readonly Plane[] {
    const own = this.planes.get(members.join())?.plane.deref();
    if (own !== undefined) return [own];
    const wanted = maskOf(members);
    const parts: { readonly mask: number; readonly plane: Plane }[] = [];
    for (const { mask, plane } of this.planes.values()) {
      if (mask === BEYOND || (mask & ~wanted) !== 0) continue;
      const alive = plane.deref();
      if (alive !== undefined) parts.push({ mask, plane: alive });
    }
    for (const one of parts)
      for (const other of parts) if ((one.mask | other.mask) === wanted) return [one.plane, other.plane];
    return [];
  }

  /** Sets the bits of a row that has moved to a class. */
  move(row: number, id: number): void {
    for (const [key, { members, plane }] of this.planes) {
      const alive = plane.deref();
      if (alive === undefined) this.planes.delete(key);
      else putBit(alive, row, members.has(id));
    }
  }
}
