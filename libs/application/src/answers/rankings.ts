import { Injectable } from '@nestjs/common';
import type { World } from '#domain';
import { OfferingVerdicts, Situations } from '#matching';
import { type AskedWorld, Evaluation } from '../evaluation/evaluation.ts';
import { RankedList } from './ranked-list.ts';
import { type RankingRequest, toDomain } from './ranking-request.ts';
import { Ranking } from './ranking.ts';
import { WorldKeeper } from './world-keeper.ts';

const KEPT_RANKINGS = 128;

/**
 * Ranks all offerings for a question; rankings of the newest world are kept for repeated questions. The work is done
 * elsewhere ({@link Evaluation}), so that this thread answers other requests meanwhile.
 */
@Injectable()
export class Rankings {
  private readonly kept = new Map<string, Promise<RankedList>>();
  private readonly names = new WeakMap<World, string>();
  private readonly situations = new Situations();
  private past = 0;

  constructor(
    private readonly worlds: WorldKeeper,
    private readonly evaluation: Evaluation,
  ) {}

  /** The ranking for a question; the work is shared by everyone who asks the same meanwhile. */
  async rank(world: World, request: RankingRequest): Promise<Ranking> {
    const key = this.keyOf(this.nameOf(world), world, request);
    const list = this.touch(key) ?? this.keep(key, this.compute(world, request));
    return new Ranking(request, await list);
  }

  /**
   * A ranking made at a position before, if it is still kept: later pages of a list that began in the shared world go
   * on in it. A tenant with facts of its own shares positions, but no rankings, with everybody.
   */
  async keptAt(world: World, position: string, request: RankingRequest): Promise<Ranking | undefined> {
    if (!this.worlds.isCurrent(world)) return undefined;
    const list = await this.touch(this.keyOf(position, world, request));
    return list === undefined ? undefined : new Ranking(request, list);
  }

  /** The verdict of every offering for a question at once. */
  async verdicts(world: World, request: RankingRequest): Promise<OfferingVerdicts> {
    const bits = await this.evaluation.ask(this.about(world), 'verdicts', { question: toDomain(request) });
    return OfferingVerdicts.from(world, bits);
  }

  /** Questions that differ only where it makes no difference share one ranking. */
  private keyOf(position: string, world: World, request: RankingRequest): string {
    return `${position} ${request.question.unknowns} ${this.situations.nameOf(world, toDomain(request))}`;
  }

  private touch(key: string): Promise<RankedList> | undefined {
    const kept = this.kept.get(key);
    if (kept) {
      // Re-inserting keeps the map in order of last use.
      this.kept.delete(key);
      this.kept.set(key, kept);
    }
    return kept;
  }

  private keep(key: string, list: Promise<RankedList>): Promise<RankedList> {
    this.kept.set(key, list);
    list.catch(() => this.kept.delete(key));
    for (const oldest of this.kept.keys()) {
      if (this.kept.size <= KEPT_RANKINGS) break;
      this.kept.delete(oldest);
    }
    return list;
  }

  /** The current world goes by its position; one of the past (`knownAt`) shares that position and needs a name of its own. */
  private nameOf(world: World): string {
    if (this.worlds.isCurrent(world)) return world.position;
    const name = this.names.get(world) ?? `past ${++this.past}`;
    this.names.set(world, name);
    return name;
  }

  /** A world that isn't the newest may be that with something laid over it. */
  private about(world: World): AskedWorld {
    return this.worlds.isCurrent(world)
      ? { world, line: 'answers' }
      : { world, line: null, below: this.worlds.world };
  }

  private async compute(world: World, request: RankingRequest): Promise<RankedList> {
    const question = toDomain(request);
    const policy = request.question.unknowns;
    const about = this.about(world);
    const ranks = await this.evaluation.ask(about, 'rank', { question, policy });
    return new RankedList(world, question, ranks, {
      places: (from, to) => this.evaluation.ask(about, 'places', { question, policy, from, to }),
      decide: (offerings) =>
        this.evaluation.ask(about, 'decide', { question: { ...question, explain: false }, offerings }),
      until: (offerings) => this.evaluation.ask(about, 'until', { question, offerings }),
    });
  }
}
