import {
  indexOf,
  type Certificate,
  type Day,
  type Fact,
  type FactTest,
  type SubjectRef,
  type World,
  type WorldIndex,
} from '#domain';
import { Column } from './column.ts';
import { StatedValues, type ValueTester } from './compared-facts.ts';
import { oneByOne, Reduction, type View } from './reduction.ts';
import type { Rows } from './rows.ts';
import type { StatedColumn } from './stated-column.ts';
import {
  certificateClass,
  factClass,
  ROW_SUBJECTS,
  StatementColumns,
  type RowSubject,
} from './statement-columns.ts';
import { certificateOn, factOn } from './statement-content.ts';

/** Columns that tell rows apart by whom or what else they have to do with, not by what is stated about them. */
export const LINKS: readonly string[] = ['vendor', 'layers', 'lists', 'row'];

/** Says whether what looks at these columns may also read statements about others than a row's own subjects. */
export function readsLinks(columns: ReadonlySet<string>): boolean {
  return LINKS.some((name) => columns.has(name));
}

/** A row that goes to another class of a column. */
export interface Move {
  readonly column: string;
  readonly row: number;
}

/** A move that is still to be made. */
interface Pending extends Move {
  readonly make: () => void;
}

function believed<S extends Fact | Certificate>(statements: readonly S[] | undefined): readonly S[] {
  return (statements ?? []).filter(({ recorded }) => recorded.to === null);
}

function grouped<S>(statements: readonly S[], keyOf: (statement: S) => string): ReadonlyMap<string, S[]> {
  const groups = new Map<string, S[]>();
  for (const statement of statements) {
    const key = keyOf(statement);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [statement]);
    else group.push(statement);
  }
  return groups;
}

/** The statements of a world as columns over its offerings; kept current by `refresh`. */
export class ColumnStore {
  private world: World;
  private readonly rows: Rows;
  private readonly statements: StatementColumns;
  private readonly others = new Map<string, Column<null>>();
  private readonly views = new Map<string, View>();
  /** By column and day. */
  private readonly values = new Map<string, StatedValues>();
  private periods: WorldIndex['period'];
  private readonly constant: View = {
    column: '',
    at: () => 0,
    writeTo: (into) => void into.fill(0),
    size: () => 1,
  };

  constructor(world: World, rows: Rows) {
    this.world = world;
    this.rows = rows;
    this.statements = new StatementColumns(rows.count);
    this.periods = indexOf(world).period;
    for (const kind of ROW_SUBJECTS) this.load(kind);
  }

  private load(kind: RowSubject): void {
    if (kind === 'provider') {
      for (const [vendor, rows] of this.rows.vendors()) this.place(`provider:${vendor}`, kind, rows);
      return;
    }
    this.rows.ids.forEach((id, row) => this.place(`${kind}:${id}`, kind, [row]));
  }

  /** Puts rows into the classes of what is stated about a subject. */
  private place(subject: SubjectRef, kind: RowSubject, rows: readonly number[]): void {
    this.placeFacts(subject, kind, rows);
    this.placeCertificates(subject, kind, rows);
  }

  /** Puts rows into the classes of a subject's facts, or notes the moves; says which attributes are stated. */
  private placeFacts(
    subject: SubjectRef,
    kind: RowSubject,
    rows: readonly number[],
    moves?: Pending[],
  ): ReadonlySet<string> {
    const groups = grouped(believed(this.world.facts.get(subject)), (fact) => fact.attribute);
    for (const [attribute, list] of groups) {
      const column = this.statements.factColumn(kind, attribute);
      const id = factClass(column, list);
      for (const row of rows) this.move(column, row, id, moves);
    }
    return new Set(groups.keys());
  }

  /** The same for certificates, by scheme. */
  private placeCertificates(
    subject: SubjectRef,
    kind: RowSubject,
    rows: readonly number[],
    moves?: Pending[],
  ): ReadonlySet<string> {
    const groups = grouped(believed(this.world.certificates.get(subject)), (one) => one.scheme);
    for (const [scheme, list] of groups) {
      const column = this.statements.certificateColumn(kind, scheme);
      const named = kind === 'provider' && list.some(({ scope }) => scope.offerings.length > 0);
      for (const row of rows) {
        const offering = named || kind !== 'provider' ? (this.rows.ids[row] ?? null) : null;
        this.move(column, row, certificateClass(column, list, named ? offering : null), moves);
      }
    }
    return new Set(groups.keys());
  }

  /** Moves a row at once, or notes that it is to move. */
  private move<C>(column: Column<C>, row: number, id: number, moves?: Pending[]): void {
    if (column.at(row) === id) return;
    if (moves === undefined) column.put(row, id);
    else moves.push({ column: column.name, row, make: () => column.put(row, id) });
  }

  /** Sees certificates anew, since what schemes say of how long they hold has changed. */
  readAnew({ period }: WorldIndex): void {
    this.periods = period;
    for (const name of this.views.keys()) if (name.startsWith('certificate ')) this.views.delete(name);
  }

  /** Names of the columns in which something comes from one of the feeds. */
  columnsFrom(feeds: ReadonlySet<string>): ReadonlySet<string> {
    return this.statements.columnsFrom(feeds);
  }

  /** The columns of these names that hold statements. */
  stated(names: Iterable<string>): readonly StatedColumn[] {
    return this.statements.stated(names);
  }

  /**
   * Takes over a world that differs in the statements about some subjects; says where rows change their class, once
   * before any has moved and once afterwards.
   */
  refresh(
    world: World,
    subjects: readonly SubjectRef[],
    before: (moves: readonly Move[]) => void,
  ): readonly Move[] {
    const { facts, certificates } = this.world;
    this.world = world;
    const moves: Pending[] = [];
    for (const subject of subjects) {
      const [kind, id] = [subject.slice(0, subject.indexOf(':')), subject.slice(subject.indexOf(':') + 1)];
      const known = ROW_SUBJECTS.find((name) => name === kind);
      if (known === undefined || id.includes('/')) continue;
      const own = this.rows.rowOf(id);
      const rows = known === 'provider' ? this.rows.rowsOfVendor(id) : own === undefined ? [] : [own];
      // Lists are never changed, so that the same list states the same.
      if (facts.get(subject) !== world.facts.get(subject))
        this.clear(this.statements.facts[known], this.placeFacts(subject, known, rows, moves), rows, moves);
      if (certificates.get(subject) !== world.certificates.get(subject))
        this.clear(
          this.statements.certificates[known],
          this.placeCertificates(subject, known, rows, moves),
          rows,
          moves,
        );
    }
    before(moves);
    for (const { make } of moves) make();
    return moves;
  }

  /** Takes rows out of the classes of what is no longer stated. */
  private clear<Content>(
    columns: ReadonlyMap<string, Column<Content>>,
    stated: ReadonlySet<string>,
    rows: readonly number[],
    moves: Pending[],
  ): void {
    for (const [name, column] of columns) {
      if (stated.has(name)) continue;
      for (const row of rows) this.move(column, row, 0, moves);
    }
  }

  /** Sees the facts of one attribute; on a day only what holds then, otherwise with all dates. */
  factView(kind: RowSubject, attribute: string, day: Day | null): View {
    return this.view(`fact ${kind} ${attribute} ${day}`, () => {
      const column = this.statements.factColumn(kind, attribute);
      return new Reduction(column, day ?? '', ([first, ...others], on) =>
        first === undefined ? '' : day === null || others.length > 0 ? null : (factOn(first, on) ?? ''),
      );
    });
  }

  /** Sees the facts of a test's attribute on a day by what the test finds of their values, which depends on nothing else. */
  comparedView(kind: RowSubject, test: FactTest, day: Day, evaluator: () => ValueTester): View {
    const column = this.statements.factColumn(kind, test.fact);
    const key = `${column.name} ${day}`;
    let values = this.values.get(key);
    if (values === undefined) {
      values = new StatedValues(column, day);
      this.values.set(key, values);
    }
    return values.comparedBy(test, evaluator);
  }

  /** Sees the certificates under one scheme; on a day where they are in their life, otherwise with all dates. */
  certificateView(kind: RowSubject, scheme: string, day: Day | null): View {
    return this.view(`certificate ${kind} ${scheme} ${day}`, () => {
      const column = this.statements.certificateColumn(kind, scheme);
      return new Reduction(column, day ?? '', ({ list: [first, ...others], offering }, on) =>
        first === undefined
          ? ''
          : day === null || others.length > 0
            ? null
            : certificateOn(first, offering, this.periods(first), on),
      );
    });
  }

  /** Sees which readings of a scheme's registers the vendor was looked for in. */
  registerView(scheme: string): View {
    const readings = this.world.registers.get(scheme) ?? [];
    if (readings.length === 0) return this.constant;
    return this.other(`register ${scheme}`, (column) => {
      const checked = readings.map(({ checkedVendors }) => new Set(checkedVendors));
      for (const [vendor, rows] of this.rows.vendors()) {
        const key = checked.map((vendors) => (vendors.has(vendor) ? '1' : '0')).join('');
        const id = key.includes('1') ? column.classOf(key, null) : 0;
        for (const row of rows) column.put(row, id);
      }
    });
  }

  /** Tells vendors apart. */
  vendorView(): View {
    return this.other('vendor', (column) => {
      for (const [vendor, rows] of this.rows.vendors()) {
        const id = column.classOf(`v ${vendor}`, null);
        for (const row of rows) column.put(row, id);
      }
    });
  }

  /** Tells all rows apart. */
  rowView(): View {
    return { column: 'row', at: (row) => row, writeTo: oneByOne((row) => row), size: () => this.rows.count };
  }

  /** Tells apart offerings that run on others; those that run on themselves, or on nobody knows what, are alike. */
  layerView(): View {
    return this.other('layers', (column) => {
      this.rows.ids.forEach((id, row) => {
        const runsOn = this.world.offerings.get(id)?.runsOn ?? null;
        const key = runsOn === null ? '' : runsOn === 'self' ? 'self' : `on ${row}`;
        column.put(row, column.classOf(key, null));
      });
    });
  }

  /** Tells apart offerings about which lists of things are stated (facilities, staff, parts, subcontractors). */
  listView(): View {
    const index = indexOf(this.world);
    const names = ['facility', 'personnel', 'component', 'model', 'subcontractor'];
    return this.other('lists', (column) => {
      this.rows.ids.forEach((id, row) => {
        const listed =
          names.some((kind) => index.items(kind, id).length > 0) ||
          names.some((name) =>
            [`offering:${id}`, `offer:${id}`].some((subject) => index.facts(subject, name).length > 0),
          );
        if (listed) column.put(row, column.classOf(`has ${row}`, null));
      });
    });
  }

  /** Drops what says which lists and layers are stated, since that may have changed. */
  forgetLinked(): void {
    for (const name of this.others.keys()) {
      if (name.startsWith('register')) continue;
      this.others.delete(name);
      this.views.delete(name);
    }
  }

  /** Drops who was looked for in registers, since they were read again. */
  forgetRegisters(): void {
    for (const name of this.others.keys()) {
      if (!name.startsWith('register')) continue;
      this.others.delete(name);
      this.views.delete(name);
    }
  }

  private other(name: string, fill: (column: Column<null>) => void): View {
    return this.view(name, () => {
      const column = new Column<null>(name, this.rows.count, null);
      fill(column);
      this.others.set(name, column);
      const at = (row: number): number => column.at(row);
      return { column: name, at, writeTo: oneByOne(at), size: () => column.size };
    });
  }

  private view(key: string, make: () => View): View {
    let view = this.views.get(key);
    if (view === undefined) {
      view = make();
      this.views.set(key, view);
    }
    return view;
  }
}
