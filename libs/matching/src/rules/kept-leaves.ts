import { ColumnReaders } from '../columns/column-readers.ts';
import type { Move } from '../columns/column-store.ts';
import type { Leaf } from './leaf.ts';

/** Leaves that no rule reads any more are kept for the next that asks the same, up to so many. */
const MOST_IDLE = 256;

/** Which classes rows were in before they moved. */
export type ClassesBefore = ReadonlyMap<Leaf, ReadonlyMap<number, number>>;

/** All leaves by what they ask, and which rules read them; rows that move are moved in each. */
export class KeptLeaves<User> {
  private readonly named = new Map<string, Leaf>();
  private readonly names = new Map<Leaf, string>();
  private readonly users = new Map<Leaf, Set<User>>();
  /** Leaves without users, the least recently left first. */
  private readonly idle = new Set<Leaf>();
  private readonly readers = new ColumnReaders<Leaf>();

  /** The leaf of a name, made on first use. */
  find(name: string, make: () => Leaf): Leaf {
    const known = this.named.get(name);
    if (known !== undefined && !known.outdated) return known;
    if (known !== undefined) this.unname(known);
    const leaf = make();
    this.named.set(name, leaf);
    this.names.set(leaf, name);
    this.users.set(leaf, new Set());
    this.rest(leaf);
    this.readers.add(leaf, leaf.columns);
    return leaf;
  }

  /** Keeps a leaf as long as a rule reads it. */
  use(leaf: Leaf, user: User): void {
    this.users.get(leaf)?.add(user);
    this.idle.delete(leaf);
  }

  release(leaf: Leaf, user: User): void {
    const users = this.users.get(leaf);
    users?.delete(user);
    if (users?.size !== 0) return;
    if (this.names.has(leaf)) this.rest(leaf);
    else this.forget(leaf);
  }

  usersOf(leaf: Leaf): Iterable<User> {
    return [...(this.users.get(leaf) ?? [])];
  }

  private rest(leaf: Leaf): void {
    this.idle.add(leaf);
    for (const oldest of this.idle) {
      if (this.idle.size <= MOST_IDLE) break;
      this.unname(oldest);
    }
  }

  /** No other rule finds it from now on; those that read it may go on. */
  private unname(leaf: Leaf): void {
    const name = this.names.get(leaf);
    if (name !== undefined && this.named.get(name) === leaf) this.named.delete(name);
    this.names.delete(leaf);
    if (this.users.get(leaf)?.size === 0) this.forget(leaf);
  }

  private forget(leaf: Leaf): void {
    this.idle.delete(leaf);
    this.users.delete(leaf);
    this.readers.delete(leaf, leaf.columns);
  }

  /** Has all leaves made anew for rules to come, since what they read besides statements has changed. */
  unnameAll(): void {
    for (const leaf of this.names.keys()) this.unname(leaf);
  }

  /** The same for those that read any of some columns. */
  unnameReaders(columns: Iterable<string>): void {
    for (const leaf of this.readers.of(columns)) this.unname(leaf);
  }

  /** Notes where rows are before they move. */
  before(moves: readonly Move[]): ClassesBefore {
    const noted = new Map<Leaf, Map<number, number>>();
    for (const { column, row } of moves) {
      for (const leaf of this.readers.reading(column)) {
        const rows = noted.get(leaf);
        if (rows === undefined) noted.set(leaf, new Map([[row, leaf.at(row)]]));
        else if (!rows.has(row)) rows.set(row, leaf.at(row));
      }
    }
    return noted;
  }
}
