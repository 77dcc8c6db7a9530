import { Injectable } from '@nestjs/common';
import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  countVerdicts,
  type Decision,
  forecast,
  type MarketQuestion,
  prepare,
  prepareVerdicts,
  rankDecisions,
  type Verdict,
  type World,
} from '#domain';
import {
  affectedOfferings,
  DecidedRankings,
  OfferingVerdicts,
  overlaidRanking,
  type RankedOffering,
  Situations,
} from '#matching';
import { inBrief, type Order, type Place, RankedList } from './ranked-list.ts';
import { type RankingRequest, toDomain } from './ranking-request.ts';
import { Ranking } from './ranking.ts';
import { WorldKeeper } from './world-keeper.ts';

const KEPT_RANKINGS = 128;
/** Decisions between two turns of the event loop, so that other requests are answered meanwhile. */
const TURN_DECISIONS = 8;
/** Up to so many offerings all places are read at once, so that later pages need no engine at that position. */
const READ_WHOLE = 5_000;

/**
 * Ranks all offerings for a question, from memory; rankings of the newest world are kept for repeated questions. Orders
 * and counts come from the engine, decisions of what is shown from the reference evaluator, and everything about the
 * past (`knownAt`) from the reference evaluator alone.
 */
@Injectable()
export class Rankings {
  private readonly kept = new Map<string, Promise<RankedList>>();
  private readonly names = new WeakMap<World, string>();
  private readonly engine = new DecidedRankings();
  private readonly situations = new Situations();
  private readonly overlays = new WeakMap<
    World,
    { readonly below: World; readonly affected: ReadonlySet<string> | null }
  >();
  private past = 0;

  constructor(private readonly worlds: WorldKeeper) {}

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
    if (list === undefined || !(isReadWhole(list.world) || this.engine.reaches(list.world))) return undefined;
    return new Ranking(request, list);
  }

  /**
   * The verdict of every offering for a question at once, from a snapshot that follows the log. Cheap to ask again: a
   * later snapshot only updates what it touched. Of other worlds by the reference evaluator.
   */
  async verdicts(world: World, request: RankingRequest): Promise<OfferingVerdicts> {
    const question = toDomain(request);
    const affected = this.overlaid(world);
    if (affected !== null) {
      const { world: below } = this.worlds;
      for (const _ of this.engine.preparing(below, question)) await nextTurn();
      const known = this.engine.verdicts(below, question);
      const decide = prepareVerdicts(world, question);
      return OfferingVerdicts.of(world, (id) => (affected.has(id) ? decide(id) : known.of(id)));
    }
    if (!this.worlds.isCurrent(world)) {
      const found = new Map<string, Verdict | null>();
      const verdictOf = prepareVerdicts(world, question);
      for (const offering of world.offerings.keys()) {
        found.set(offering, verdictOf(offering));
        if (found.size % TURN_DECISIONS === 0) await nextTurn();
      }
      return OfferingVerdicts.of(world, (offering) => found.get(offering) ?? null);
    }
    for (const _ of this.engine.preparing(world, question)) await nextTurn();
    return this.engine.verdicts(world, question);
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

  private compute(world: World, request: RankingRequest): Promise<RankedList> {
    if (this.worlds.isCurrent(world)) return this.ranked(world, request);
    const affected = this.overlaid(world);
    return affected === null ? decided(world, request) : this.overlay(world, request, affected);
  }

  /**
   * Which offerings a world may decide otherwise than the newest one, where it only lays vendors, owners and statements
   * over it, as what a tenant alone knows does; `null` for every other world.
   */
  private overlaid(world: World): ReadonlySet<string> | null {
    const { world: below } = this.worlds;
    if (this.worlds.isCurrent(world) || !isReadWhole(world)) return null;
    let kept = this.overlays.get(world);
    if (kept?.below !== below) {
      kept = { below, affected: affectedOfferings(below, world) };
      this.overlays.set(world, kept);
    }
    return kept.affected;
  }

  /** From the engine, with what the overlay may decide otherwise decided by the reference evaluator. */
  private async overlay(
    world: World,
    request: RankingRequest,
    affected: ReadonlySet<string>,
  ): Promise<RankedList> {
    const question = toDomain(request);
    const { world: below } = this.worlds;
    for (const _ of this.engine.preparing(below, question)) await nextTurn();
    const policy = request.question.unknowns;
    const whole = this.engine.places(below, question, { limit: below.offerings.size, policy });
    const decide = prepare(world, { ...question, explain: false });
    const decisions = new Map([...affected].map((id) => [id, inBrief(decide(id))]));
    const laid = { market: question.market, policy, affected, decisions: [...decisions.values()] };
    const { counts, order } = overlaidRanking(whole, below, laid);
    const foresee = (offerings: readonly string[]) => foreseen(world, question, offerings);
    return new RankedList(world, question, inPlaces(counts, order), foresee, decisions);
  }

  /** From the engine, prepared in steps so that other requests are answered meanwhile. */
  private async ranked(world: World, request: RankingRequest): Promise<RankedList> {
    const question = toDomain(request);
    for (const _ of this.engine.preparing(world, question)) await nextTurn();
    return new RankedList(world, question, this.orderOf(world, request), (offerings) =>
      this.foresee(world, question, offerings),
    );
  }

  /** Where offerings are many, evaluating rules for all of them on other days costs more than deciding a few. */
  private async foresee(
    world: World,
    question: MarketQuestion,
    offerings: readonly string[],
  ): Promise<ReadonlyMap<string, string | null>> {
    if (!isReadWhole(world) || !this.engine.reaches(world)) return foreseen(world, question, offerings);
    const steps = this.engine.forecasting(world, question, offerings);
    for (let step = steps.next(); ; step = steps.next()) {
      if (step.done === true) return step.value ?? foreseen(world, question, offerings);
      await nextTurn();
    }
  }

  private orderOf(world: World, request: RankingRequest): Order {
    const question = toDomain(request);
    const policy = request.question.unknowns;
    const read = (offset: number, limit: number) =>
      this.engine.places(world, question, { offset, limit, policy });
    const whole = isReadWhole(world);
    const { counts, order } = read(0, whole ? world.offerings.size : 0);
    return whole ? inPlaces(counts, order) : { counts, places: (from, to) => read(from, to - from).order };
  }
}

/** An order that is known from the first place to the last. */
function inPlaces(counts: Order['counts'], order: readonly RankedOffering[]): Order {
  const places = order.map(({ rank, offering, verdict, notComparable }) => ({
    rank,
    offering,
    verdict,
    notComparable,
  }));
  return { counts, places: (from, to) => places.slice(from, to) };
}

function isReadWhole(world: World): boolean {
  return world.offerings.size <= READ_WHOLE;
}

/** By the reference evaluator. */
async function foreseen(
  world: World,
  question: MarketQuestion,
  offerings: readonly string[],
): Promise<ReadonlyMap<string, string | null>> {
  const until = forecast(world, question);
  const found = new Map<string, string | null>();
  for (const offering of offerings) {
    found.set(offering, until(offering));
    await nextTurn();
  }
  return found;
}

/** Every offering decided by the reference evaluator. */
async function decided(world: World, request: RankingRequest): Promise<RankedList> {
  const question = toDomain(request);
  const decide = prepare(world, { ...question, explain: false });
  const decisions = new Map<string, Decision>();
  for (const offering of world.offerings.keys()) {
    decisions.set(offering, inBrief(decide(offering)));
    if (decisions.size % TURN_DECISIONS === 0) await nextTurn();
  }
  const all = [...decisions.values()];
  const ranked = rankDecisions(
    all.filter(({ verdict }) => verdict !== null),
    request.question.unknowns,
  );
  const places = ranked.flatMap(({ rank, decision: { offering, verdict }, notComparable }): Place[] =>
    verdict === null ? [] : [{ rank, offering, verdict, notComparable }],
  );
  const order: Order = { counts: countVerdicts(all), places: (from, to) => places.slice(from, to) };
  return new RankedList(
    world,
    question,
    order,
    (offerings) => foreseen(world, question, offerings),
    decisions,
  );
}
