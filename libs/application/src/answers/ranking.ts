import { type Decision, prepare, type RankedDecision, type Verdict, type World } from '#domain';
import type { Place } from '../evaluation/tasks.ts';
import type { RankedList } from './ranked-list.ts';
import { type RankingRequest, toDomain } from './ranking-request.ts';

/** Which part of a ranking is read. */
export interface PagePart {
  /** The rank after which the page begins; 0: at the best. */
  readonly after: number;
  readonly limit: number;
  /** Only offerings with these verdicts. */
  readonly verdicts?: readonly Verdict[];
}

/** An offering at its place, with its decision in brief. */
export interface Ranked extends Pick<RankedDecision, 'rank' | 'decision' | 'notComparable'> {
  /** The first day on which the verdict differs, all else equal; `null`: never. */
  readonly validUntil: string | null;
}

/** Places read at first; ever more as a search goes on. */
const FIRST_READ = 256;

/** All offerings in order for one question, from one snapshot of the world. */
export class Ranking {
  constructor(
    readonly request: RankingRequest,
    private readonly list: RankedList,
  ) {}

  /** What all rankings of the same situation at the same position have in common; whatever is made from it can be kept. */
  get shared(): object {
    return this.list;
  }

  get world(): World {
    return this.list.world;
  }

  get regimes(): Decision['regimes'] {
    return this.list.regimes;
  }

  /** Name of the weights that scores were made with. */
  get weights(): string {
    return this.list.weights;
  }

  /** How many offerings there are per verdict; `none`: not on sale. */
  get counts(): Readonly<Record<Verdict | 'none', number>> {
    return this.list.counts;
  }

  /** Some offerings with their decisions, and whether there are more after them. */
  async page({ after, limit, verdicts }: PagePart): Promise<{ items: readonly Ranked[]; more: boolean }> {
    const found: Place[] = [];
    for await (const places of this.walk(after)) {
      found.push(...places.filter(({ verdict }) => verdicts === undefined || verdicts.includes(verdict)));
      if (found.length > limit) break;
    }
    return { items: await this.ranked(found.slice(0, limit)), more: found.length > limit };
  }

  /** The rank of an offering; `null` when it isn't on sale. */
  async rankOf(offering: string): Promise<number | null> {
    const place = await this.first((candidate) => candidate.offering === offering);
    return place?.rank ?? null;
  }

  /** The best offering of a vendor; `null` when none of its offerings is on sale. */
  async bestOf(vendor: string): Promise<Ranked | null> {
    const { offerings } = this.world;
    const place = await this.first(({ offering }) => offerings.get(offering)?.vendor === vendor);
    const [best = null] = place === undefined ? [] : await this.ranked([place]);
    return best;
  }

  /** The first day on which the verdict of an offering differs, all else equal. */
  async validUntil(offering: string): Promise<string | null> {
    const [day = null] = await this.list.validUntil([offering]);
    return day;
  }

  /** One decision with its full trace. */
  explain(offering: string): Decision {
    return prepare(this.world, { ...toDomain(this.request), explain: true })(offering);
  }

  private async ranked(places: readonly Place[]): Promise<readonly Ranked[]> {
    const offerings = places.map(({ offering }) => offering);
    const [decisions, ends] = await Promise.all([
      this.list.decisions(offerings),
      this.list.validUntil(offerings),
    ]);
    return places.flatMap(({ rank, notComparable }, index) => {
      const decision = decisions[index];
      return decision === undefined
        ? []
        : [{ rank, notComparable, decision, validUntil: ends[index] ?? null }];
    });
  }

  private async first(isWanted: (place: Place) => boolean): Promise<Place | undefined> {
    for await (const places of this.walk(0)) {
      const found = places.find(isWanted);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  private async *walk(after: number): AsyncGenerator<readonly Place[]> {
    for (let from = after, size = FIRST_READ; ; from += size, size *= 2) {
      const places = await this.list.places(from, from + size);
      yield places;
      if (places.length < size) return;
    }
  }
}
