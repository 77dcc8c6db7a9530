import { VERDICTS, type Verdict, type World } from '#domain';
import { Rows } from './columns/rows.ts';
import { bitAt, putBit, rowsOf, wordsFor, type Plane } from './planes/plane.ts';

/** An offering whose verdict differs between two points; `null`: it has none there, or there is no such offering. */
export interface Flip {
  readonly offering: string;
  readonly before: Verdict | null;
  readonly after: Verdict | null;
}

/** What the verdicts of all offerings are made of. */
interface Planes {
  readonly verdicts: readonly Plane[];
  readonly counts: Readonly<Record<Verdict, number>>;
}

/** The verdict of every offering for one question, at one position: one plane of bits per verdict. Never changes. */
export class OfferingVerdicts {
  /** By verdict, in the order of `VERDICTS`; bit n is that of the n-th offering. No bit at all: no verdict. */
  readonly planes: readonly Plane[];
  /** How many offerings have each verdict; `none` counts those not on sale. */
  readonly counts: Readonly<Record<Verdict | 'none', number>>;
  private readonly rows: Rows;

  constructor(rows: Rows, { verdicts, counts }: Planes) {
    this.rows = rows;
    this.planes = verdicts;
    const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
    this.counts = { ...counts, none: rows.count - total };
  }

  /** Takes verdicts that were worked out one by one. */
  static of(world: World, verdictOf: (offering: string) => Verdict | null): OfferingVerdicts {
    const rows = new Rows(world);
    const verdicts = VERDICTS.map(() => new Uint32Array(wordsFor(rows.count)));
    const counts = { eligible: 0, conditional: 0, unregulated: 0, unknown: 0, ineligible: 0 };
    rows.ids.forEach((id, row) => {
      const verdict = verdictOf(id);
      const plane = verdict === null ? undefined : verdicts[VERDICTS.indexOf(verdict)];
      if (verdict === null || plane === undefined) return;
      putBit(plane, row, true);
      counts[verdict] += 1;
    });
    return new OfferingVerdicts(rows, { verdicts, counts });
  }

  /** Takes planes that another engine made of the same offerings. */
  static from(
    world: World,
    planes: { readonly planes: readonly Plane[]; readonly counts: Planes['counts'] },
  ): OfferingVerdicts {
    return new OfferingVerdicts(new Rows(world), { verdicts: planes.planes, counts: planes.counts });
  }

  /** All offerings by row, in the order of their ids. */
  get offerings(): readonly string[] {
    return this.rows.ids;
  }

  /** The verdict of an offering by row; `null` when it isn't on sale. */
  at(row: number): Verdict | null {
    return VERDICTS.find((_, verdict) => bitAt(this.planes[verdict] ?? NOBODY, row) === 1) ?? null;
  }

  /** The verdict of an offering by id; `null` when it isn't on sale or isn't known. */
  of(offering: string): Verdict | null {
    const row = this.rows.rowOf(offering);
    return row === undefined ? null : this.at(row);
  }

  /** The best verdict among the offerings of a vendor; `null` when none of them is on sale. */
  bestOf(vendor: string): Verdict | null {
    const rows = this.rows.rowsOfVendor(vendor);
    return (
      VERDICTS.find((_, verdict) => rows.some((row) => bitAt(this.planes[verdict] ?? NOBODY, row) === 1)) ??
      null
    );
  }

  /** For every row the number of its verdict in `VERDICTS`; 255 for offerings that aren't on sale. */
  codes(): Uint8Array {
    const codes = new Uint8Array(this.rows.count).fill(NO_VERDICT);
    this.planes.forEach((plane, verdict) => {
      for (const row of rowsOf(plane)) codes[row] = verdict;
    });
    return codes;
  }

  /** The offerings whose verdict isn't what it was, in the order of their ids. */
  flipsSince(before: OfferingVerdicts): readonly Flip[] {
    const found = before.rows.isSame(this.rows) ? this.turned(before) : this.allOfBoth(before);
    return found.map((offering) => ({ offering, before: before.of(offering), after: this.of(offering) }));
  }

  /** Bits that differ in any plane. */
  private turned(before: OfferingVerdicts): readonly string[] {
    const length = this.planes[0]?.length ?? 0;
    const differing = new Uint32Array(length);
    this.planes.forEach((plane, verdict) => {
      const old = before.planes[verdict] ?? NOBODY;
      for (let word = 0; word < length; word += 1)
        differing[word] = (differing[word] ?? 0) | ((plane[word] ?? 0) ^ (old[word] ?? 0));
    });
    return rowsOf(differing).map((row) => this.rows.ids[row] ?? '');
  }

  private allOfBoth(before: OfferingVerdicts): readonly string[] {
    const ids = [...new Set([...before.offerings, ...this.offerings])].toSorted();
    return ids.filter((offering) => before.of(offering) !== this.of(offering));
  }
}

const NOBODY: Plane = new Uint32Array(0);
const NO_VERDICT = 255;
