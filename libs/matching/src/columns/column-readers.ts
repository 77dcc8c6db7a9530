/** Finds what reads a column, so that a change of one row visits nothing that can't see it. */
export class ColumnReaders<Reader> {
  private readonly byColumn = new Map<string, Set<Reader>>();

  /** Adds a reader of some columns. */
  add(reader: Reader, columns: ReadonlySet<string>): void {
    for (const column of columns) {
      const readers = this.byColumn.get(column);
      if (readers === undefined) this.byColumn.set(column, new Set([reader]));
      else readers.add(reader);
    }
  }

  delete(reader: Reader, columns: ReadonlySet<string>): void {
    for (const column of columns) this.byColumn.get(column)?.delete(reader);
  }

  /** Those that read a column. */
  reading(column: string): Iterable<Reader> {
    return this.byColumn.get(column) ?? [];
  }

  /** Those that read any of the columns. */
  of(columns: Iterable<string>): ReadonlySet<Reader> {
    const found = new Set<Reader>();
    for (const column of columns) for (const reader of this.byColumn.get(column) ?? []) found.add(reader);
    return found;
  }
}
