import type { Day, StatementClock } from '#domain';
import type { StatedColumn } from '../columns/stated-column.ts';

/** The days on which something that is evaluated for all rows may come out differently for any of them. */
export class Calendar {
  private readonly days: Set<Day>;
  private fixed: readonly Day[];
  private readonly ofStatement: StatementClock;
  private readonly columns: readonly StatedColumn[];
  /** Classes looked at so far, by column. */
  private readonly seen: number[];
  private sorted: readonly Day[] | null = null;
  /** By column and class: the days of its statements. */
  private readonly ofClass: (readonly Day[] | undefined)[][];

  constructor(fixed: Iterable<Day>, ofStatement: StatementClock, columns: readonly StatedColumn[]) {
    this.days = new Set(fixed);
    this.fixed = [...this.days].toSorted();
    this.ofClass = columns.map(() => []);
    this.ofStatement = ofStatement;
    this.columns = columns;
    this.seen = columns.map(() => 0);
  }

  /** Takes over days on which anything may differ. */
  add(days: Iterable<Day>): void {
    const fixed = new Set(this.fixed);
    const known = fixed.size;
    for (const day of days) {
      fixed.add(day);
      this.days.add(day);
    }
    if (fixed.size === known) return;
    this.fixed = [...fixed].toSorted();
    this.sorted = null;
  }

  /** Says whether anything may differ between two days. */
  differs(one: Day, other: Day): boolean {
    return one !== other && liesBetween(this.upToDate(), one, other);
  }

  /** Says whether anything may differ between two days for one row. */
  differsFor(row: number, one: Day, other: Day): boolean {
    if (one === other) return false;
    return (
      liesBetween(this.fixed, one, other) ||
      this.columns.some((column, place) =>
        liesBetween(this.daysOf(column, place, column.at(row)), one, other),
      )
    );
  }

  private daysOf(column: StatedColumn, place: number, id: number): readonly Day[] {
    const known = this.ofClass[place]?.[id];
    if (known !== undefined) return known;
    const days = new Set<Day>();
    for (const statement of column.statementsOf(id)) this.ofStatement(days, statement);
    const sorted = [...days].toSorted();
    const byClass = this.ofClass[place];
    if (byClass !== undefined) byClass[id] = sorted;
    return sorted;
  }

  private upToDate(): readonly Day[] {
    const known = this.days.size;
    this.columns.forEach((column, place) => {
      for (let id = this.seen[place] ?? 0; id < column.size; id += 1) {
        for (const statement of column.statementsOf(id)) this.ofStatement(this.days, statement);
      }
      this.seen[place] = column.size;
    });
    if (this.sorted === null || this.days.size !== known) this.sorted = [...this.days].toSorted();
    return this.sorted;
  }
}

/** Says whether any of some sorted days comes after the earlier and not after the later of two. */
function liesBetween(sorted: readonly Day[], one: Day, other: Day): boolean {
  const [from, to] = one < other ? [one, other] : [other, one];
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? '') <= from) low = middle + 1;
    else high = middle;
  }
  const next = sorted[low];
  return next !== undefined && next <= to;
}

/** What was evaluated for one day, and holds for every day between which and that one nothing differs. */
export interface Windowed {
  /** `null`: holds for its own day only. */
  readonly calendar: Calendar | null;
  readonly day: Day;
  /** Bytes of planes that it has to itself. */
  readonly bytes: number;
}

interface Entry<Kept> {
  readonly name: string;
  readonly kept: Kept;
  readonly bytes: number;
  /** The first and last day for which it was given out. */
  from: Day;
  to: Day;
}

/** Keeps what was evaluated by what it is and for which days it holds; the least recently used goes first. */
export class Windows<Kept extends Windowed> {
  private readonly entries = new Map<string, Entry<Kept>>();
  private readonly days = new Map<string, Day[]>();
  /** Keys of what was given out for several days. */
  private readonly wide = new Set<string>();
  private bytes = 0;

  /** What was evaluated under a name and holds on a day. */
  find(name: string, day: Day): Kept | undefined {
    for (const known of this.days.get(name) ?? []) {
      const key = keyOf(name, known);
      const entry = this.entries.get(key);
      if (entry === undefined || (known !== day && entry.kept.calendar?.differs(known, day) !== false))
        continue;
      if (day < entry.from) entry.from = day;
      if (day > entry.to) entry.to = day;
      if (entry.from !== entry.to) this.wide.add(key);
      // Re-inserting keeps the map in order of last use.
      this.entries.delete(key);
      this.entries.set(key, entry);
      return entry.kept;
    }
    return undefined;
  }

  /** What was evaluated under a name and holds on a day for one row, whatever may differ for others. */
  findFor(name: string, day: Day, row: number): Kept | undefined {
    for (const known of this.days.get(name) ?? []) {
      const kept = this.entries.get(keyOf(name, known))?.kept;
      if (kept === undefined) continue;
      if (known === day || kept.calendar?.differsFor(row, known, day) === false) return kept;
    }
    return undefined;
  }

  /** Keeps something; says what had to go for it. */
  put(name: string, kept: Kept, most: number, mostBytes: number): readonly (readonly [string, Kept])[] {
    const { day } = kept;
    const key = keyOf(name, day);
    const before = this.entries.get(key);
    const dropped: (readonly [string, Kept])[] = before === undefined ? [] : [[key, before.kept]];
    this.delete(key);
    this.entries.set(key, { name, kept, bytes: kept.bytes, from: day, to: day });
    this.bytes += kept.bytes;
    const days = this.days.get(name);
    if (days === undefined) this.days.set(name, [day]);
    else days.push(day);
    for (const [oldest, unused] of this.entries) {
      if (oldest === key || (this.entries.size <= most && this.bytes <= mostBytes)) break;
      dropped.push([oldest, unused.kept]);
      this.delete(oldest);
    }
    return dropped;
  }

  get(key: string): Kept | undefined {
    return this.entries.get(key)?.kept;
  }

  /** Says whether a day has come between those for which something was given out, so that it holds for some no longer. */
  isSplit(key: string): boolean {
    const entry = this.entries.get(key);
    return (
      entry !== undefined &&
      entry.from !== entry.to &&
      entry.kept.calendar?.differs(entry.from, entry.to) !== false
    );
  }

  delete(key: string): void {
    const entry = this.entries.get(key);
    if (entry === undefined) return;
    this.entries.delete(key);
    this.wide.delete(key);
    this.bytes -= entry.bytes;
    const days = this.days.get(entry.name)?.filter((day) => day !== entry.kept.day) ?? [];
    if (days.length === 0) this.days.delete(entry.name);
    else this.days.set(entry.name, days);
  }

  /** Keys of what was given out for several days, and so may be split. */
  get spread(): readonly string[] {
    return [...this.wide];
  }

  *[Symbol.iterator](): Iterator<readonly [string, Kept]> {
    for (const [key, { kept }] of this.entries) yield [key, kept];
  }
}

/** The key under which something is kept. */
export function keyOf(name: string, day: Day): string {
  return `${day} ${name}`;
}
