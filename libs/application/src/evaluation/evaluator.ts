import {
  countVerdicts,
  type Day,
  type Decision,
  EMPTY_WORLD,
  forecast,
  type MarketQuestion,
  prepare,
  prepareVerdicts,
  rankDecisions,
  type UnknownsPolicy,
  type Verdict,
  type World,
} from '#domain';
import {
  affectedOfferings,
  DecidedRankings,
  OfferingVerdicts,
  overlaidRanking,
  type RankedPlace,
} from '#matching';
import { ForeseenFlips } from '../standing/foreseen-flips.ts';
import { inBrief } from './brief.ts';
import type { Line, Place, Ranks, TaskName, TaskWorld, Tasks, VerdictBits, WorldNews } from './tasks.ts';
import { Turns } from './turns.ts';
import { patched } from './world-patch.ts';

/** Up to so many offerings all places are told at once, so that later pages need nothing more. */
const TOLD_WHOLE = 5_000;

/** A world with what it has to do with others. */
interface Held {
  readonly world: World;
  readonly line: Line | null;
  readonly below: World | null;
}

/** What is kept for worlds that follow each other. */
interface Followed {
  readonly engine: DecidedRankings;
  readonly flips: ForeseenFlips;
}

/**
 * Works on questions about worlds that it is told of piece by piece. Orders, counts and verdicts of many come from the
 * engine, for worlds that follow each other; single decisions, and everything about other worlds, from the reference
 * evaluator. Long work is done in steps, so that short questions are answered in between.
 */
export class Evaluator {
  private readonly worlds = new Map<number, World>();
  private readonly lines: Readonly<Record<Line, Followed>> = {
    answers: { engine: new DecidedRankings(), flips: new ForeseenFlips() },
    standing: { engine: new DecidedRankings(), flips: new ForeseenFlips() },
  };
  private readonly overlays = new WeakMap<
    World,
    { readonly below: World; readonly affected: ReadonlySet<string> | null }
  >();

  private readonly tasks: {
    readonly [T in TaskName]: (held: Held, asked: Tasks[T]['asked']) => Promise<Tasks[T]['answer']>;
  } = {
    rank: (held, { question, policy }) => this.rank(held, question, policy),
    places: (held, { question, policy, from, to }) => this.places(held, question, policy, from, to),
    decide: ({ world }, { question, offerings }) => decide(world, question, offerings),
    until: (held, { question, offerings }) => this.until(held, question, offerings),
    verdicts: (held, { question }) => this.verdicts(held, question),
    flips: ({ world, line }, { market, after }) =>
      this.lines[line ?? 'answers'].flips.of(world, market, after),
  };

  /** Takes a piece of news about a world. */
  take({ world, base, patch }: WorldNews): void {
    const started = this.worlds.get(world) ?? (base === null ? EMPTY_WORLD : this.known(base));
    this.worlds.set(world, patched(started, patch));
  }

  /** Lets go of a world that nothing more is asked about. */
  drop(id: number): void {
    this.worlds.delete(id);
  }

  /** Answers one task. */
  async answer<N extends TaskName>(
    { world, line, below }: TaskWorld,
    name: N,
    asked: Tasks[N]['asked'],
  ): Promise<Tasks[N]['answer']> {
    const held = { world: this.known(world), line, below: below === null ? null : this.known(below) };
    return this.tasks[name](held, asked);
  }

  private known(id: number): World {
    const world = this.worlds.get(id);
    if (world === undefined) throw new Error(`Nothing is known of world ${id}`);
    return world;
  }

  private async rank(held: Held, question: MarketQuestion, policy: UnknownsPolicy): Promise<Ranks> {
    const { world } = held;
    const affected = this.affected(held);
    if (affected !== null && held.below !== null)
      return this.overlay(held.below, world, question, policy, affected);
    const engine = await this.prepared(held, question);
    if (engine === null) return this.decided(world, question, policy);
    const isWhole = world.offerings.size <= TOLD_WHOLE;
    const { counts, order } = engine.places(world, question, {
      limit: isWhole ? world.offerings.size : 0,
      policy,
    });
    return { counts, places: order.map(toPlace), isWhole };
  }

  private async places(
    held: Held,
    question: MarketQuestion,
    policy: UnknownsPolicy,
    from: number,
    to: number,
  ): Promise<readonly Place[]> {
    const engine = await this.prepared(held, question);
    if (engine === null) return (await this.decided(held.world, question, policy)).places.slice(from, to);
    return engine.places(held.world, question, { offset: from, limit: to - from, policy }).order.map(toPlace);
  }

  /** The engine, led to a world and with a question prepared; `null` for worlds that it doesn't follow. */
  private async prepared({ world, line }: Held, question: MarketQuestion): Promise<DecidedRankings | null> {
    // Standing verdicts are asked for again only after much has changed: planes would be kept for nothing.
    if (line === null || (line === 'standing' && world.offerings.size <= TOLD_WHOLE)) return null;
    const { engine } = this.lines[line];
    const turns = new Turns();
    for (const _ of engine.preparing(world, question)) await turns.next();
    return engine;
  }

  /**
   * Which offerings a world may decide otherwise than the one below it, where it only lays vendors, owners and
   * statements over it, as what a tenant alone knows does; `null` for every other world.
   */
  private affected({ world, below }: Held): ReadonlySet<string> | null {
    if (below === null || world.offerings.size > TOLD_WHOLE) return null;
    let kept = this.overlays.get(world);
    if (kept?.below !== below) {
      kept = { below, affected: affectedOfferings(below, world) };
      this.overlays.set(world, kept);
    }
    return kept.affected;
  }

  /** From the engine, with what the overlay may decide otherwise decided by the reference evaluator. */
  private async overlay(
    below: World,
    world: World,
    question: MarketQuestion,
    policy: UnknownsPolicy,
    affected: ReadonlySet<string>,
  ): Promise<Ranks> {
    const engine = await this.prepared({ world: below, line: 'answers', below: null }, question);
    if (engine === null) return this.decided(world, question, policy);
    const whole = engine.page(below, question, { limit: below.offerings.size, policy });
    const decisions = await decide(world, { ...question, explain: false }, [...affected]);
    const laid = { market: question.market, policy, affected, decisions };
    const { counts, order } = overlaidRanking(whole, below, laid);
    return { counts, places: order.map(toPlace), isWhole: true };
  }

  /** Every offering decided by the reference evaluator. */
  private async decided(world: World, question: MarketQuestion, policy: UnknownsPolicy): Promise<Ranks> {
    const all = await decide(world, { ...question, explain: false }, [...world.offerings.keys()]);
    const ranked = rankDecisions(
      all.filter(({ verdict }) => verdict !== null),
      policy,
    );
    const places = ranked.flatMap(({ rank, decision: { offering, verdict }, notComparable }): Place[] =>
      verdict === null ? [] : [{ rank, offering, verdict, notComparable }],
    );
    return { counts: countVerdicts(all), places, isWhole: true };
  }

  private async until(
    { world, line }: Held,
    question: MarketQuestion,
    offerings: readonly string[],
  ): Promise<readonly (Day | null)[]> {
    const turns = new Turns();
    // Where offerings are many, evaluating rules for all of them on other days costs more than deciding a few.
    if (line !== null && world.offerings.size <= TOLD_WHOLE && this.lines[line].engine.reaches(world)) {
      const steps = this.lines[line].engine.forecasting(world, question, offerings);
      let step = steps.next();
      for (; step.done !== true; step = steps.next()) await turns.next();
      const { value } = step;
      if (value !== null) return offerings.map((offering) => value.get(offering) ?? null);
    }
    const until = forecast(world, question);
    const found: (Day | null)[] = [];
    for (const offering of offerings) {
      found.push(until(offering));
      await turns.next();
    }
    return found;
  }

  private async verdicts(held: Held, question: MarketQuestion): Promise<VerdictBits> {
    const affected = this.affected(held);
    if (affected !== null && held.below !== null) {
      const known =
        (await this.engineVerdicts({ world: held.below, line: 'answers', below: null }, question)) ?? null;
      const verdictOf = prepareVerdicts(held.world, question);
      return bitsOf(
        OfferingVerdicts.of(held.world, (id) =>
          affected.has(id) || known === null ? verdictOf(id) : known.of(id),
        ),
      );
    }
    return bitsOf(
      (await this.engineVerdicts(held, question)) ?? (await decidedVerdicts(held.world, question)),
    );
  }

  private async engineVerdicts(held: Held, question: MarketQuestion): Promise<OfferingVerdicts | null> {
    const engine = await this.prepared(held, question);
    return engine === null ? null : engine.verdicts(held.world, question);
  }
}

async function decide(
  world: World,
  question: MarketQuestion,
  offerings: readonly string[],
): Promise<readonly Decision[]> {
  const decideOne = prepare(world, question);
  const turns = new Turns();
  const decisions: Decision[] = [];
  for (const offering of offerings) {
    const decision = decideOne(offering);
    decisions.push(question.explain === false ? inBrief(decision) : decision);
    await turns.next();
  }
  return decisions;
}

async function decidedVerdicts(world: World, question: MarketQuestion): Promise<OfferingVerdicts> {
  const verdictOf = prepareVerdicts(world, question);
  const found = new Map<string, Verdict | null>();
  const turns = new Turns();
  for (const offering of world.offerings.keys()) {
    found.set(offering, verdictOf(offering));
    await turns.next();
  }
  return OfferingVerdicts.of(world, (offering) => found.get(offering) ?? null);
}

/** Copies: what the engine keeps changes with the next world. */
function bitsOf({ planes, counts }: OfferingVerdicts): VerdictBits {
  return { planes: planes.map((plane) => Uint32Array.from(plane)), counts };
}

function toPlace({ rank, offering, verdict, notComparable }: RankedPlace): Place {
  return { rank, offering, verdict, notComparable };
}
