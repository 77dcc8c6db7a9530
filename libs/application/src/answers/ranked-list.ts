import {
  type Decide,
  type Decision,
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

/** Finds for offerings until when their verdicts hold. */
export type Foresee = (offerings: readonly string[]) => Promise<ReadonlyMap<string, string | null>>;

/** One question answered for all offerings from one snapshot: the order of all, and decisions for those looked at. */
export class RankedList {
  readonly regimes: Decision['regimes'];
  /** Name of the weights that scores were made with. */
  readonly weights: string;
  private readonly decisions: Map<string, Decision>;
  private readonly ends = new Map<string, string | null>();
  private decide: Decide | null = null;

  constructor(
    readonly world: World,
    readonly question: MarketQuestion,
    readonly order: Order,
    private readonly foresee: Foresee,
    /** Decisions that were made already. */
    decided: ReadonlyMap<string, Decision> = new Map(),
  ) {
    const { regimes, weights } = prepareQuestion(world, question);
    this.regimes = regimes.map(({ id, version, status }) => ({ id, version, status }));
    this.weights = weights.id;
    this.decisions = new Map(decided);
  }

  isDecided(offering: string): boolean {
    return this.decisions.has(offering);
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

  /** For each offering the first day on which its verdict differs, all else equal; `null`: never. */
  async validUntil(offerings: readonly string[]): Promise<readonly (string | null)[]> {
    const unknown = offerings.filter((offering) => !this.ends.has(offering));
    if (unknown.length > 0)
      for (const [offering, day] of await this.foresee(unknown)) this.ends.set(offering, day);
    return offerings.map((offering) => this.ends.get(offering) ?? null);
  }

  /** What was prepared for the offerings of a page is let go of when the page is made. */
  private letGo(): void {
    setImmediate(() => {
      this.decide = null;
    });
  }
}

/** A decision as rankings keep it; `explain` makes the rest anew. */
export function inBrief(decision: Decision): Decision {
  return { ...decision, requirements: [], buyerDuties: [], needProblems: [], advice: [] };
}
