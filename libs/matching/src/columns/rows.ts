import type { Offering, World } from '#domain';

/** Offerings by row, in the order of their ids, so that the lower row wins a tie. */
export class Rows {
  readonly ids: readonly string[];
  private readonly byId = new Map<string, number>();
  private readonly byVendor = new Map<string, number[]>();

  constructor(world: World) {
    this.ids = [...world.offerings.keys()].toSorted();
    this.ids.forEach((id, row) => {
      this.byId.set(id, row);
      const vendor = world.offerings.get(id)?.vendor ?? '';
      const rows = this.byVendor.get(vendor);
      if (rows === undefined) this.byVendor.set(vendor, [row]);
      else rows.push(row);
    });
  }

  get count(): number {
    return this.ids.length;
  }

  rowOf(offering: string): number | undefined {
    return this.byId.get(offering);
  }

  /** Says whether the same offerings are in the same rows. */
  isSame(other: Rows): boolean {
    return (
      this === other || (this.count === other.count && this.ids.every((id, row) => id === other.ids[row]))
    );
  }

  rowsOfVendor(vendor: string): readonly number[] {
    return this.byVendor.get(vendor) ?? [];
  }

  get vendors(): Iterable<readonly [string, readonly number[]]> {
    return this.byVendor;
  }

  /** The offering of a row; throws `RangeError` outside the table. */
  offering(world: World, row: number): Offering {
    const found = world.offerings.get(this.ids[row] ?? '');
    if (found === undefined) throw new RangeError(`There is no offering in row ${row}.`);
    return found;
  }
}
