import type { Day } from '#domain';
import type { Column } from './column.ts';

/** Numbers keys in the order in which they come. */
export class Numbering {
  private readonly known = new Map<string | number, number>();

  get size(): number {
    return this.known.size;
  }

  of(key: string | number): number {
    let id = this.known.get(key);
    if (id === undefined) {
      id = this.known.size;
      this.known.set(key, id);
    }
    return id;
  }
}

/** A column as some tests see it: a number per row, equal for rows that those tests can't tell apart. */
export interface View {
  /** The column that it looks at, by name. */
  readonly column: string;
  at(row: number): number;
  /** Writes the numbers of all rows. */
  writeTo(into: Uint32Array): void;
  /** How many numbers there may be; grows as rows change. */
  size(): number;
}

/** A column as lookups see it. */
export interface AnyColumn {
  readonly ids: Uint16Array | Uint32Array;
  readonly size: number;
}

/** Writes the numbers of all rows one by one. */
export function oneByOne(at: (row: number) => number): (into: Uint32Array) => void {
  return (into) => {
    for (let row = 0; row < into.length; row += 1) into[row] = at(row);
  };
}

/** Sees a column on a day, where many classes that differ by dates only come to the same. */
export class Reduction<Content> implements View {
  readonly column: string;
  readonly source: Column<Content>;
  private readonly day: Day;
  private readonly keyOf: (content: Content, day: Day, id: number) => string | number | null;
  private readonly numbering = new Numbering();
  /** By class; there is room for more classes than there are. */
  private table = new Int32Array(0);
  private known = 0;

  constructor(
    column: Column<Content>,
    day: Day,
    /** `null` where the class doesn't reduce to anything simpler. */
    keyOf: (content: Content, day: Day, id: number) => string | number | null,
  ) {
    this.source = column;
    this.column = column.name;
    this.day = day;
    this.keyOf = keyOf;
  }

  at(row: number): number {
    const id = this.source.ids[row] ?? 0;
    return id < this.known ? (this.table[id] ?? 0) : this.extend(id);
  }

  writeTo(into: Uint32Array): void {
    this.extend(0);
    const { table } = this;
    const { ids } = this.source;
    for (let row = 0; row < into.length; row += 1) into[row] = table[ids[row] ?? 0] ?? 0;
  }

  size(): number {
    if (this.known < this.source.size) this.extend(0);
    return this.numbering.size;
  }

  private extend(id: number): number {
    const { size } = this.source;
    if (size > this.table.length) {
      const grown = new Int32Array(this.known === 0 ? size : Math.ceil(1.25 * size));
      grown.set(this.table);
      this.table = grown;
    }
    for (; this.known < size; this.known += 1) {
      const content = this.source.contentOf(this.known);
      const key = content === undefined ? null : this.keyOf(content, this.day, this.known);
      this.table[this.known] = this.numbering.of(key ?? `#${this.known}`);
    }
    return this.table[id] ?? 0;
  }
}
