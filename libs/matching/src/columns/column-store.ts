import {
  indexOf,
  type Certificate,
  type Day,
  type Fact,
  type SubjectRef,
  type World,
  type WorldIndex,
} from '#domain';
import { Column } from './column.ts';
import { oneByOne, Reduction, type View } from './reduction.ts';
import type { Rows } from './rows.ts';
import type { StatedColumn } from './stated-column.ts';
import { certificateContent, certificateOn, factContent, factOn } from './statement-content.ts';

/** Kinds of subject that every row has one of. */
export type RowSubject = 'offering' | 'offer' | 'provider';
const ROW_SUBJECTS: readonly RowSubject[] = ['offering', 'offer', 'provider'];

interface Certificates {
  readonly list: readonly Certificate[];
  /** Set where a certificate's scope names offerings, so that it matters which one looks at it. */
  readonly offering: string | null;
}

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

const NO_FACTS: readonly Fact[] = [];
const NO_CERTIFICATES: Certificates = { list: [], offering: null };

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

function statedIn<Content>(
  column: Column<Content>,
  listOf: (content: Content) => readonly (Fact | Certificate)[],
): StatedColumn {
  return {
    get size() {
      return column.size;
    },
    at: (row) => column.at(row),
    statementsOf: (id) => {
      const content = column.contentOf(id);
      return content === undefined ? [] : listOf(content);
    },
  };
}

/** The statements of a world as columns over its offerings; kept current by `refresh`. */
export class ColumnStore {
  private world: World;
  private readonly rows: Rows;
  private readonly facts = new Map<string, Column<readonly Fact[]>>();
  private readonly certificates = new Map<string, Column<Certificates>>();
  private readonly others = new Map<string, Column<null>>();
  private readonly views = new Map<string, View>();
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
    this.periods = indexOf(world).period;
    for (const kind of ROW_SUBJECTS) this.load(kind);
  }

  private load(kind: RowSubject): void {
    if (kind === 'provider') {
      for (const [vendor, rows] of this.rows.vendors) this.place(`provider:${vendor}`, kind, rows);
      return;
    }
    this.rows.ids.forEach((id, row) => this.place(`${kind}:${id}`, kind, [row]));
  }

  /** Puts rows into the classes of what is stated about a subject; lists the columns in which they moved. */
  private place(subject: SubjectRef, kind: RowSubject, rows: readonly number[], moves?: Pending[]): void {
    const facts = this.world.facts.get(subject);
    const certificates = this.world.certificates.get(subject);
    for (const [attribute, list] of grouped(believed(facts), (fact) => fact.attribute)) {
      const column = this.factColumn(kind, attribute);
      const id = this.factClass(column, list);
      for (const row of rows) this.move(column, row, id, moves);
    }
    for (const [scheme, list] of grouped(believed(certificates), (one) => one.scheme)) {
      const column = this.certificateColumn(kind, scheme);
      const named = kind === 'provider' && list.some(({ scope }) => scope.offerings.length > 0);
      for (const row of rows) {
        const offering = named || kind !== 'provider' ? (this.rows.ids[row] ?? null) : null;
        this.move(column, row, this.certificateClass(column, list, named ? offering : null), moves);
      }
    }
  }

  /** Moves a row at once, or notes that it is to move. */
  private move<C>(column: Column<C>, row: number, id: number, moves?: Pending[]): void {
    if (column.at(row) === id) return;
    if (moves === undefined) column.put(row, id);
    else moves.push({ column: column.name, row, make: () => column.put(row, id) });
  }

  private factClass(column: Column<readonly Fact[]>, list: readonly Fact[]): number {
    const [first] = list;
    if (first !== undefined && list.length === 1) {
      return column.classOfObject(
        first,
        () => factContent(first, false),
        () => list,
      );
    }
    return column.classOf(list.map((fact) => factContent(fact, true)).join('\n'), list);
  }

  private certificateClass(
    column: Column<Certificates>,
    list: readonly Certificate[],
    offering: string | null,
  ): number {
    const [first] = list;
    const keyOf = (): string => list.map((one) => certificateContent(one, offering)).join('\n');
    const content = (): Certificates => ({ list, offering });
    return first !== undefined && list.length === 1 && offering === null
      ? column.classOfObject(first, keyOf, content)
      : column.classOf(keyOf(), content());
  }

  private factColumn(kind: RowSubject, attribute: string): Column<readonly Fact[]> {
    const name = `fact ${kind} ${attribute}`;
    let column = this.facts.get(name);
    if (column === undefined) {
      column = new Column(name, this.rows.count, NO_FACTS);
      this.facts.set(name, column);
    }
    return column;
  }

  private certificateColumn(kind: RowSubject, scheme: string): Column<Certificates> {
    const name = `certificate ${kind} ${scheme}`;
    let column = this.certificates.get(name);
    if (column === undefined) {
      column = new Column(name, this.rows.count, NO_CERTIFICATES);
      this.certificates.set(name, column);
    }
    return column;
  }

  /** Sees certificates anew, since what schemes say of how long they hold has changed. */
  readAnew({ period }: WorldIndex): void {
    this.periods = period;
    for (const name of this.views.keys()) if (name.startsWith('certificate ')) this.views.delete(name);
  }

  /** Names of the columns in which something comes from one of the feeds. */
  columnsFrom(feeds: ReadonlySet<string>): ReadonlySet<string> {
    const found = new Set<string>();
    if (feeds.size === 0) return found;
    for (const name of [...this.facts.keys(), ...this.certificates.keys()]) {
      const comes = this.stated([name]).some((column) =>
        Array.from({ length: column.size }, (_, id) => column.statementsOf(id))
          .flat()
          .some(({ source }) => source.feed !== undefined && feeds.has(source.feed)),
      );
      if (comes) found.add(name);
    }
    return found;
  }

  /** The columns of these names that hold statements. */
  stated(names: Iterable<string>): readonly StatedColumn[] {
    const found: StatedColumn[] = [];
    for (const name of names) {
      const facts = this.facts.get(name);
      if (facts !== undefined) found.push(statedIn(facts, (list) => list));
      const certificates = this.certificates.get(name);
      if (certificates !== undefined) found.push(statedIn(certificates, ({ list }) => list));
    }
    return found;
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
    this.world = world;
    const moves: Pending[] = [];
    for (const subject of subjects) {
      const [kind, id] = [subject.slice(0, subject.indexOf(':')), subject.slice(subject.indexOf(':') + 1)];
      const known = ROW_SUBJECTS.find((name) => name === kind);
      if (known === undefined || id.includes('/')) continue;
      const own = this.rows.rowOf(id);
      const rows = known === 'provider' ? this.rows.rowsOfVendor(id) : own === undefined ? [] : [own];
      this.clear(subject, known, rows, moves);
      this.place(subject, known, rows, moves);
    }
    before(moves);
    for (const { make } of moves) make();
    return moves;
  }

  /** Takes rows out of the classes of what is no longer stated. */
  private clear(subject: SubjectRef, kind: RowSubject, rows: readonly number[], moves: Pending[]): void {
    const attributes = new Set(believed(this.world.facts.get(subject)).map((fact) => fact.attribute));
    const schemes = new Set(believed(this.world.certificates.get(subject)).map((one) => one.scheme));
    for (const [name, column] of this.facts) {
      const prefix = `fact ${kind} `;
      if (!name.startsWith(prefix) || attributes.has(name.slice(prefix.length))) continue;
      for (const row of rows) this.move(column, row, 0, moves);
    }
    for (const [name, column] of this.certificates) {
      const prefix = `certificate ${kind} `;
      if (!name.startsWith(prefix) || schemes.has(name.slice(prefix.length))) continue;
      for (const row of rows) this.move(column, row, 0, moves);
    }
  }

  /** Sees the facts of one attribute; on a day only what holds then, otherwise with all dates. */
  factView(kind: RowSubject, attribute: string, day: Day | null): View {
    const name = `fact ${kind} ${attribute}`;
    return this.view(`${name} ${day}`, () => {
      const column = this.factColumn(kind, attribute);
      return new Reduction(column, day ?? '', ([first, ...others], on) =>
        first === undefined ? '' : day === null || others.length > 0 ? null : (factOn(first, on) ?? ''),
      );
    });
  }

  /** Sees the certificates under one scheme; on a day where they are in their life, otherwise with all dates. */
  certificateView(kind: RowSubject, scheme: string, day: Day | null): View {
    const name = `certificate ${kind} ${scheme}`;
    return this.view(`${name} ${day}`, () => {
      const column = this.certificateColumn(kind, scheme);
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
      for (const [vendor, rows] of this.rows.vendors) {
        const key = checked.map((vendors) => (vendors.has(vendor) ? '1' : '0')).join('');
        const id = key.includes('1') ? column.classOf(key, null) : 0;
        for (const row of rows) column.put(row, id);
      }
    });
  }

  /** Tells vendors apart. */
  vendorView(): View {
    return this.other('vendor', (column) => {
      for (const [vendor, rows] of this.rows.vendors) {
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
