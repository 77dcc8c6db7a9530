/** Class ids fit into 16 bits until a column has more classes. */
const NARROW = 65_536;

/**
 * For every row (offering) the class of what is stated about it under one name. Rows of one class are indistinguishable
 * to every test that reads the column, so that such tests are evaluated once per class and not once per row.
 */
export class Column<Content> {
  readonly name: string;
  ids: Uint16Array | Uint32Array;
  private readonly contents: Content[] = [];
  private readonly classes = new Map<string, number>();
  private readonly direct = new Map<unknown, number>();

  constructor(name: string, rows: number, nothing: Content) {
    this.name = name;
    this.ids = new Uint16Array(rows);
    this.contents.push(nothing);
    this.classes.set('', 0);
  }

  /** How many classes there have been; class 0 is that of rows about which nothing is stated. */
  get size(): number {
    return this.contents.length;
  }

  /** An example of what rows of a class state. */
  contentOf(id: number): Content | undefined {
    return this.contents[id];
  }

  /** The class of a content by its key. */
  classOf(key: string, content: Content): number {
    let id = this.classes.get(key);
    if (id === undefined) {
      id = this.contents.length;
      this.classes.set(key, id);
      this.contents.push(content);
    }
    return id;
  }

  /** The class of a content that is one and the same object for many rows. */
  classOfObject(object: object, keyOf: () => string, content: () => Content): number {
    let id = this.direct.get(object);
    if (id === undefined) {
      id = this.classOf(keyOf(), content());
      this.direct.set(object, id);
    }
    return id;
  }

  /** Puts a row into a class. */
  put(row: number, id: number): void {
    if (id >= NARROW && this.ids instanceof Uint16Array) this.ids = Uint32Array.from(this.ids);
    this.ids[row] = id;
  }

  at(row: number): number {
    return this.ids[row] ?? 0;
  }
}
