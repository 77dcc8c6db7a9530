import type { Offering, World } from '#domain';

/** Finds a text among sorted ones; -1 where it isn't. */
function placeOf(sorted: readonly string[], wanted: string): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? '') < wanted) low = middle + 1;
    else high = middle;
  }
  return sorted[low] === wanted ? low : -1;
}

/**
 * Offerings by row, in the order of their ids, so that the lower row wins a tie. Looked up by halving: with millions of
 * rows a map of them would take more memory than all that is stated.
 */
export class Rows {
  readonly ids: readonly string[];
  private readonly vendorIds: readonly string[];
  /** Rows vendor by vendor, and where those of each vendor begin. */
  private readonly byVendor: Int32Array;
  private readonly starts: Int32Array;

  constructor(world: World) {
    this.ids = [...world.offerings.keys()].toSorted();
    const vendorOf = this.ids.map((id) => world.offerings.get(id)?.vendor ?? '');
    this.vendorIds = [...new Set(vendorOf)].toSorted();
    const places = new Map(this.vendorIds.map((vendor, place) => [vendor, place]));
    const rowsOf: number[][] = this.vendorIds.map(() => []);
    vendorOf.forEach((vendor, row) => rowsOf[places.get(vendor) ?? 0]?.push(row));
    this.byVendor = Int32Array.from(rowsOf.flat());
    this.starts = new Int32Array(rowsOf.length + 1);
    rowsOf.forEach((rows, place) => {
      this.starts[place + 1] = (this.starts[place] ?? 0) + rows.length;
    });
  }

  get count(): number {
    return this.ids.length;
  }

  rowOf(offering: string): number | undefined {
    const row = placeOf(this.ids, offering);
    return row < 0 ? undefined : row;
  }

  /** Says whether the same offerings are in the same rows. */
  isSame(other: Rows): boolean {
    return (
      this === other || (this.count === other.count && this.ids.every((id, row) => id === other.ids[row]))
    );
  }

  rowsOfVendor(vendor: string): readonly number[] {
    const place = placeOf(this.vendorIds, vendor);
    return place < 0 ? [] : this.rowsAt(place);
  }

  private rowsAt(place: number): readonly number[] {
    return [...this.byVendor.subarray(this.starts[place], this.starts[place + 1])];
  }

  /** All vendors with their rows. */
  *vendors(): Generator<readonly [string, readonly number[]]> {
    for (const [place, vendor] of this.vendorIds.entries()) yield [vendor, this.rowsAt(place)];
  }

  /** The offering of a row; throws `RangeError` outside the table. */
  offering(world: World, row: number): Offering {
    const found = world.offerings.get(this.ids[row] ?? '');
    if (found === undefined) throw new RangeError(`There is no offering in row ${row}.`);
    return found;
  }
}
