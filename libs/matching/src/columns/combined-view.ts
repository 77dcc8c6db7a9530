import { PairNumbering } from './pair-numbering.ts';
import { Reduction, type AnyColumn, type View } from './reduction.ts';

const UNKNOWN = -1;

/** The column whose class alone decides what a view shows; `null` where several do. */
function columnOf(view: View): AnyColumn | null {
  if (view instanceof Reduction) return view.source;
  if (view instanceof ByClass) return view.source;
  if (view instanceof Derived) return columnOf(view.of);
  return view instanceof Together && view.only !== null ? columnOf(view.only) : null;
}

/** A view that depends on one column only, looked up by its class at once. */
class ByClass implements View {
  readonly column: string;
  readonly source: AnyColumn;
  private readonly view: View;
  private table = new Int32Array(0);

  constructor(source: AnyColumn, view: View) {
    this.source = source;
    this.view = view;
    this.column = view.column;
  }

  at(row: number): number {
    const id = this.source.ids[row] ?? 0;
    const known = id < this.table.length ? (this.table[id] ?? UNKNOWN) : UNKNOWN;
    return known === UNKNOWN ? this.learn(id, row) : known;
  }

  private learn(id: number, row: number): number {
    const number = this.view.at(row);
    if (id >= this.table.length) {
      // Classes come one by one; growing each time would copy all of them each time.
      const isFirst = this.table.length === 0;
      const size = Math.max(this.source.size, isFirst ? 0 : Math.ceil(1.25 * id) + 1);
      const grown = new Int32Array(size).fill(UNKNOWN);
      grown.set(this.table);
      this.table = grown;
    }
    this.table[id] = number;
    return number;
  }

  writeTo(into: Uint32Array): void {
    const { ids } = this.source;
    for (let row = 0; row < into.length; row += 1) {
      const id = ids[row] ?? 0;
      const known = id < this.table.length ? (this.table[id] ?? UNKNOWN) : UNKNOWN;
      into[row] = known === UNKNOWN ? this.learn(id, row) : known;
    }
  }

  size(): number {
    return this.view.size();
  }
}

/** Lookups by class, which views that are read by many share. */
const byClass = new WeakMap<View, ByClass>();

/** The same view, looked up as directly as possible. */
export function direct(view: View): View {
  const source = view instanceof ByClass ? null : columnOf(view);
  if (source === null) return view;
  let lookup = byClass.get(view);
  if (lookup === undefined) {
    lookup = new ByClass(source, view);
    byClass.set(view, lookup);
  }
  return lookup;
}

/** Several views as one: rows have the same number if they have the same in all of them. */
export class Together implements View {
  readonly column = '';
  readonly columns: ReadonlySet<string>;
  private readonly active: readonly View[];
  private readonly constant: readonly View[];
  private readonly steps: readonly PairNumbering[];

  constructor(views: readonly View[]) {
    const distinct = [...new Set(views)];
    this.active = distinct.filter((view) => view.size() > 1).map(direct);
    this.constant = distinct.filter((view) => view.size() <= 1);
    this.steps = this.active.slice(1).map(() => new PairNumbering());
    this.columns = new Set(distinct.map(({ column }) => column));
  }

  /** The one view that isn't constant, if there is only one. */
  get only(): View | null {
    return this.active.length === 1 ? (this.active[0] ?? null) : null;
  }

  /** Says whether a view that was taken for constant no longer is, so that this one must be made anew. */
  get outdated(): boolean {
    return this.constant.some((view) => view.size() > 1);
  }

  at(row: number): number {
    const { active, steps } = this;
    let id = active[0]?.at(row) ?? 0;
    for (let step = 0; step < steps.length; step += 1) {
      id = steps[step]?.of(id, active[step + 1]?.at(row) ?? 0) ?? 0;
    }
    return id;
  }

  writeTo(into: Uint32Array): void {
    const [first, ...others] = this.active;
    if (first === undefined) into.fill(0);
    else first.writeTo(into);
    const next = new Uint32Array(others.length === 0 ? 0 : into.length);
    others.forEach((view, step) => {
      view.writeTo(next);
      const pairs = this.steps[step];
      if (pairs === undefined) return;
      for (let row = 0; row < into.length; row += 1) into[row] = pairs.of(into[row] ?? 0, next[row] ?? 0);
    });
  }

  size(): number {
    const last = this.steps.at(-1);
    // Rows that differ may come at any time.
    return last === undefined ? (this.active[0]?.size() ?? 1) : Math.max(2, last.size);
  }
}

/** A view whose numbers are looked up by those of another; each is computed once, from the first row that has it. */
export class Derived implements View {
  readonly column = '';
  readonly of: Together;
  private readonly compute: (row: number) => number;
  private readonly table: number[] = [];
  private highest = 0;

  constructor(of: Together, compute: (row: number) => number) {
    this.of = of;
    this.compute = compute;
  }

  get outdated(): boolean {
    return this.of.outdated;
  }

  /** Names of the columns that it looks at. */
  get columns(): ReadonlySet<string> {
    return this.of.columns;
  }

  at(row: number): number {
    const id = this.of.at(row);
    const known = this.table[id];
    return known === undefined || known === UNKNOWN ? this.learn(id, row) : known;
  }

  writeTo(into: Uint32Array): void {
    this.of.writeTo(into);
    const { table } = this;
    for (let row = 0; row < into.length; row += 1) {
      const id = into[row] ?? 0;
      const known = table[id];
      into[row] = known === undefined || known === UNKNOWN ? this.learn(id, row) : known;
    }
  }

  /** At least 2 while more than one number may come. */
  size(): number {
    return Math.max(this.highest + 1, this.of.size() > 1 ? 2 : 1);
  }

  private learn(id: number, row: number): number {
    const number = this.compute(row);
    while (this.table.length < id) this.table.push(UNKNOWN);
    this.table[id] = number;
    this.highest = Math.max(this.highest, number);
    return number;
  }
}
