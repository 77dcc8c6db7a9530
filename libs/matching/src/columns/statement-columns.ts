import type { Certificate, Fact } from '#domain';
import { Column } from './column.ts';
import type { StatedColumn } from './stated-column.ts';
import { certificateContent, factContent } from './statement-content.ts';

/** Kinds of subject that every row has one of. */
export type RowSubject = 'offering' | 'offer' | 'provider';
/** Those kinds. */
export const ROW_SUBJECTS: readonly RowSubject[] = ['offering', 'offer', 'provider'];

/** Certificates under one scheme. */
export interface Certificates {
  readonly list: readonly Certificate[];
  /** Set where a certificate's scope names offerings, so that it matters which one looks at it. */
  readonly offering: string | null;
}

const NO_FACTS: readonly Fact[] = [];
const NO_CERTIFICATES: Certificates = { list: [], offering: null };

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

type Columns<Content> = Map<string, Column<Content>>;

function byKind<Content>(): Readonly<Record<RowSubject, Columns<Content>>> {
  return { offering: new Map(), offer: new Map(), provider: new Map() };
}

/** Finds a column by its name, which begins with the kind of its subject. */
function columnOf<Content>(
  columns: Readonly<Record<RowSubject, Columns<Content>>>,
  [, kind, of]: readonly string[],
): Column<Content> | undefined {
  const known = ROW_SUBJECTS.find((name) => name === kind);
  return known === undefined || of === undefined ? undefined : columns[known].get(of);
}

/** The class of what is stated under one attribute. */
export function factClass(column: Column<readonly Fact[]>, list: readonly Fact[]): number {
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

/** The class of what is stated under one scheme, as one offering sees it. */
export function certificateClass(
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

/** The columns of what is stated about rows: facts by attribute, certificates by scheme. */
export class StatementColumns {
  readonly facts = byKind<readonly Fact[]>();
  readonly certificates = byKind<Certificates>();
  private readonly rows: number;

  constructor(rows: number) {
    this.rows = rows;
  }

  /** The column of an attribute, made on first use. */
  factColumn(kind: RowSubject, attribute: string): Column<readonly Fact[]> {
    let column = this.facts[kind].get(attribute);
    if (column === undefined) {
      column = new Column(`fact ${kind} ${attribute}`, this.rows, NO_FACTS);
      this.facts[kind].set(attribute, column);
    }
    return column;
  }

  /** The column of a scheme, made on first use. */
  certificateColumn(kind: RowSubject, scheme: string): Column<Certificates> {
    let column = this.certificates[kind].get(scheme);
    if (column === undefined) {
      column = new Column(`certificate ${kind} ${scheme}`, this.rows, NO_CERTIFICATES);
      this.certificates[kind].set(scheme, column);
    }
    return column;
  }

  /** Names of the columns in which something comes from one of the feeds. */
  columnsFrom(feeds: ReadonlySet<string>): ReadonlySet<string> {
    const found = new Set<string>();
    if (feeds.size === 0) return found;
    const all = ROW_SUBJECTS.flatMap((kind) => [
      ...this.facts[kind].values(),
      ...this.certificates[kind].values(),
    ]);
    for (const { name } of all) {
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
      const [what, kind, ...words] = name.split(' ');
      const path = [what ?? '', kind ?? '', words.join(' ')];
      const facts = what === 'fact' ? columnOf(this.facts, path) : undefined;
      if (facts !== undefined) found.push(statedIn(facts, (list) => list));
      const certificates = what === 'certificate' ? columnOf(this.certificates, path) : undefined;
      if (certificates !== undefined) found.push(statedIn(certificates, ({ list }) => list));
    }
    return found;
  }
}
