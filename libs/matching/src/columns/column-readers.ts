/** Finds what reads a column, so that a change of one row visits nothing that can't see it. */
export class ColumnReaders {
  private readonly byColumn = new Map<string, Set<string>>();

  /** Adds a reader under its key. */
  add(key: string, columns: ReadonlySet<string>): void {
    for (const column of columns) {
      const readers = this.byColumn.get(column);
      if (readers === undefined) this.byColumn.set(column, new Set([key]));
      else readers.add(key);
    }
  }

  delete(key: string, columns: ReadonlySet<string>): void {
    for (const column of columns) this.byColumn.get(column)?.delete(key);
  }

  /** The keys of those that read any of the columns. */
  of(columns: Iterable<string>): ReadonlySet<string> {
    const found = new Set<string>();
    for (const column of columns) for (const key of this.byColumn.get(column) ?? []) found.add(key);
    return found;
  }
}
