import { type Decision, type MarketQuestion, prepareQuestion, type World } from '#domain';
import type { Place, Ranks } from '../evaluation/tasks.ts';

/** How what a list doesn't know yet is found out. */
export interface ListSource {
  /** The places from one to another (from 0, the end not included), where not all are told at first. */
  readonly places: (from: number, to: number) => Promise<readonly Place[]>;
  /** Decisions in brief: what lists show, without the outcome of every clause. */
  readonly decide: (offerings: readonly string[]) => Promise<readonly Decision[]>;
  /** For each offering the first day on which its verdict differs, all else equal; `null`: never. */
  readonly until: (offerings: readonly string[]) => Promise<readonly (string | null)[]>;
}

/** One question answered for all offerings from one snapshot: the order of all, and decisions for those looked at. */
export class RankedList {
  readonly regimes: Decision['regimes'];
  /** Name of the weights that scores were made with. */
  readonly weights: string;
  private readonly decided = new Map<string, Decision>();
  private readonly ends = new Map<string, string | null>();

  constructor(
    readonly world: World,
    question: MarketQuestion,
    private readonly ranks: Ranks,
    private readonly source: ListSource,
  ) {
    const { regimes, weights } = prepareQuestion(world, question);
    this.regimes = regimes.map(({ id, version, status }) => ({ id, version, status }));
    this.weights = weights.id;
  }

  /** How many offerings there are per verdict; `none`: not on sale. */
  get counts(): Ranks['counts'] {
    return this.ranks.counts;
  }

  /** The places from one to another (from 0, the end not included). */
  async places(from: number, to: number): Promise<readonly Place[]> {
    const { places, isWhole } = this.ranks;
    return isWhole ? places.slice(from, to) : this.source.places(from, to);
  }

  /** The decisions about some offerings, in brief. */
  decisions(offerings: readonly string[]): Promise<readonly Decision[]> {
    return found(this.decided, offerings, this.source.decide);
  }

  /** For each offering the first day on which its verdict differs, all else equal; `null`: never. */
  validUntil(offerings: readonly string[]): Promise<readonly (string | null)[]> {
    return found(this.ends, offerings, this.source.until);
  }
}

/** What is known, and what is found out and then known. */
async function found<V>(
  known: Map<string, V>,
  keys: readonly string[],
  find: (unknown: readonly string[]) => Promise<readonly V[]>,
): Promise<readonly V[]> {
  const unknown = keys.filter((key) => !known.has(key));
  if (unknown.length > 0) {
    for (const [index, value] of (await find(unknown)).entries()) known.set(unknown[index] ?? '', value);
  }
  return keys.flatMap((key) => {
    const value = known.get(key);
    return value === undefined ? [] : [value];
  });
}
