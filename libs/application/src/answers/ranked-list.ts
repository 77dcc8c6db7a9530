import {
  type Decide,
  type Decision,
  forecast,
  type MarketQuestion,
  prepare,
  prepareQuestion,
  type Verdict,
  type World,
} from '#domain';

/** Where an offering stands in a ranking. */
export interface Place {
  /** From 1, without gaps or ties. */
  readonly rank: number;
  readonly offering: string;
  readonly verdict: Verdict;
  /** Its score overlaps with its neighbours' by more than half, so coverage decided there. */
  readonly notComparable: boolean;
}

/** All places of a ranking, read as far as they are asked for. */
export interface Order {
  readonly counts: Readonly<Record<Verdict | 'none', number>>;
  /** The places from one to another (from 0, the end not included). */
  readonly places: (from: number, to: number) => readonly Place[];
}

/** One question answered for all offerings from one snapshot: the order of all, and decisions for those looked at. */
export class RankedList {
  readonly regimes: Decision['regimes'];
  /** Name of the weights that scores were made with. */
  readonly weights: string;
  private readonly decisions: Map<string, Decision>;
  private readonly ends = new Map<string, string | null>();
  private decide: Decide | null = null;
  private forecaster: ReturnType<typeof forecast> | null = null;

  constructor(
    readonly world: World,
    readonly question: MarketQuestion,
    readonly order: Order,
    /** Decisions that were made already. */
    decided: ReadonlyMap<string, Decision> = new Map(),
  ) {
    const { regimes, weights } = prepareQuestion(world, question);
    this.regimes = regimes.map(({ id, version, status }) => ({ id, version, status }));
    this.weights = weights.id;
    this.decisions = new Map(decided);
  }

  /** The decision about one offering, in brief: what lists show, without the outcome of every clause. */
  decision(offering: string): Decision {
    let decision = this.decisions.get(offering);
    if (decision === undefined) {
      this.decide ??= prepare(this.world, { ...this.question, explain: false });
      this.letGo();
      decision = inBrief(this.decide(offering));
      this.decisions.set(offering, decision);
    }
    return decision;
  }

  /** The first day on which the verdict of an offering differs, all else equal. */
  validUntil(offering: string): string | null {
    const known = this.ends.get(offering);
    if (known !== undefined) return known;
    this.forecaster ??= forecast(this.world, this.question);
    this.letGo();
    const day = this.forecaster(offering);
    this.ends.set(offering, day);
    return day;
  }

  /** What was prepared for the offerings of a page is let go of when the page is made. */
  private letGo(): void {
    setImmediate(() => {
      this.decide = null;
      this.forecaster = null;
    });
  }
}

/** A decision as rankings keep it; `explain` makes the rest anew. */
export function inBrief(decision: Decision): Decision {
  return { ...decision, requirements: [], buyerDuties: [], needProblems: [], advice: [] };
}
