import { Injectable } from '@nestjs/common';
import { type Day, type World } from '#domain';
import { Evaluation } from '../evaluation/evaluation.ts';
import { ChangeLog, WorldBuilder } from '../ports/record/documents.ts';
import { EventLog } from '../ports/following/events.ts';
import { type LoggedTransaction, PastRecord } from '../ports/record/past-record.ts';
import {
  type Reached,
  type StandingQuestion,
  StandingQuestions,
  StandingVerdicts,
} from '../ports/record/standing.ts';
import type { Transition } from '../ports/record/standing.ts';
import { Transactions, type Tx } from '../ports/transactions.ts';
import { canTurn } from './cause-of-flip.ts';
import { Flips, type FlipPlan } from './flips.ts';
import { OfferingDecisions } from './offering-decisions.ts';
import { type PastWorld, PastWorlds } from './past-worlds.ts';
import { toMarketQuestion } from './standing-question.ts';
import { tellRegimes, tellTransitions } from './tell-transitions.ts';
import { Readers, touchOf } from './touch.ts';
import { turningDates } from './turning-dates.ts';

/** Entries of the change log that are read at once. */
const BATCH = 2_000;

/** Another worker has moved the projection on: what this one knows of it is out of date. */
class Outrun extends Error {}

interface State {
  /** What is written. */
  readonly reached: Reached;
  /** Where the world is: beyond `reached` only by transactions that can turn no verdict. */
  readonly position: string;
  readonly past: PastWorld;
  readonly readers: Readers;
}

/** What one advance did. */
export interface ProjectionProgress {
  readonly reached: Reached | null;
  readonly transitions: readonly Transition[];
}

/**
 * Follows the change log and keeps standing verdicts and their transitions. Each transaction of the log is one step,
 * and so is each day on which a verdict may turn; a step writes its verdicts, transitions, events and the position
 * that it reaches in one transaction, from the position it began at: exactly once, whoever does it and however often it
 * is tried. It reads no clock: days pass with entries of the log.
 */
@Injectable()
export class ProjectVerdicts {
  private readonly worlds: PastWorlds;
  private readonly flips: Flips;
  private readonly decisions: OfferingDecisions;
  private state: State | null = null;
  private questions: readonly StandingQuestion[] = [];
  private written: Transition[] = [];

  constructor(
    readonly transactions: Transactions,
    private readonly log: ChangeLog,
    private readonly record: PastRecord,
    builder: WorldBuilder,
    private readonly asked: StandingQuestions,
    readonly standing: StandingVerdicts,
    readonly events: EventLog,
    evaluation: Evaluation,
  ) {
    this.decisions = new OfferingDecisions(evaluation, 'standing');
    this.worlds = new PastWorlds(record, builder);
    this.flips = new Flips(record, standing, this.decisions);
  }

  /** Forgets what is kept in memory; the next advance begins from what is written. */
  forget(): void {
    this.state = null;
  }

  /**
   * Follows the log to its end, or until `isStopped` says so between two steps. `today` is the day of the very first
   * verdicts, should there be none yet.
   */
  async advance(today: Day, isStopped: () => boolean = () => false): Promise<ProjectionProgress> {
    this.written = [];
    try {
      this.state ??= await this.load(today);
      await this.beginQuestions(isStopped);
      for (let more = true; more && !isStopped();) {
        const next = await this.record.transactions(this.known().position, BATCH);
        more = next.length > 0;
        for (const transaction of next) {
          if (isStopped()) break;
          await this.step(transaction, isStopped);
        }
        await this.commit(this.known().position, this.known().reached.day, []);
      }
    } catch (error) {
      this.forget();
      if (!(error instanceof Outrun)) throw error;
    }
    return { reached: this.state?.reached ?? null, transitions: this.written };
  }

  private known(): State {
    if (this.state === null) throw new Error('The projection is not loaded');
    return this.state;
  }

  private async load(today: Day): Promise<State> {
    const written = await this.standing.reached();
    const reached = written ?? { position: await this.log.head('everything'), day: today };
    const past = await this.worlds.at(reached.position);
    if (written === null) {
      await this.transactions.run(async (tx) => {
        if (!(await this.standing.advance(tx, null, reached))) throw new Outrun();
      });
    }
    return { reached, position: reached.position, past, readers: new Readers(past.world) };
  }

  /** Lets the default need of every market stand, and makes the first verdicts of questions that have none yet. */
  private async beginQuestions(isStopped: () => boolean): Promise<void> {
    const { past, reached } = this.known();
    const { world } = past;
    this.questions = await this.asked.list();
    const present = new Set(
      this.questions.flatMap(({ base, market }) => (base === 'public' ? [market] : [])),
    );
    const missing = [...world.markets.keys()].filter((market) => !present.has(market));
    if (missing.length > 0) {
      await this.transactions.run(async (tx) => {
        for (const market of missing)
          await this.asked.register(tx, {
            market,
            base: 'public',
            need: null,
            condition: null,
            tenant: null,
          });
      });
      this.questions = await this.asked.list();
    }
    const waiting = this.questions.filter(({ since }) => since === null);
    for (const question of waiting) {
      // Those that are left wait for the next advance.
      if (isStopped()) return;
      await this.beginQuestion(question, world, reached);
    }
    if (waiting.length > 0) this.questions = await this.asked.list();
  }

  private async beginQuestion(question: StandingQuestion, world: World, reached: Reached): Promise<void> {
    const asked = toMarketQuestion(world, question, reached.day);
    if (asked === null) return;
    const found = await this.decisions.verdicts(world, asked, 'all');
    const verdicts = [...found].flatMap(([offering, verdict]) =>
      verdict === null
        ? []
        : [{ question: question.id, offering, vendor: world.offerings.get(offering)?.vendor ?? '', verdict }],
    );
    await this.transactions.run(async (tx) => {
      if (!(await this.standing.advance(tx, reached, reached))) throw new Outrun();
      await this.standing.begin(tx, question.id, reached, verdicts);
    });
  }

  private async step(transaction: LoggedTransaction, isStopped: () => boolean): Promise<void> {
    if (transaction.day > this.known().reached.day) await this.turnDays(transaction.day);
    const { past, readers, reached } = this.known();
    const after = await this.worlds.after(past, transaction);
    const { position, changes } = transaction;
    if (changes.some(canTurn)) {
      const touch = touchOf(past.world, after.world);
      const touched = readers.follow(after.world, touch);
      const plan = this.questions.map((question): FlipPlan => ({
        question,
        offerings: touch.markets === 'all' || touch.markets.has(question.market) ? 'all' : touched,
      }));
      const transitions = await this.flips.byChange(
        plan,
        { before: past.world, after: after.world, day: reached.day, position },
        changes.filter(canTurn),
      );
      await this.commit(position, reached.day, transitions, (tx) =>
        tellRegimes(this, tx, after.world, changes),
      );
    }
    this.state = { ...this.known(), position, past: after };
    if (past.world.markets !== after.world.markets) await this.beginQuestions(isStopped);
  }

  /** Days up to and with this one, in order: each on which a verdict may turn is a step of its own. */
  private async turnDays(to: Day): Promise<void> {
    const { past, reached, position } = this.known();
    const dates = await turningDates(past.world, this.questions, reached.day, to);
    for (const [day, plan] of dates) {
      const on = { world: past.world, before: this.known().reached.day, day, position };
      await this.commit(position, day, await this.flips.byDay(plan, on));
    }
    await this.commit(position, to, []);
  }

  private async commit(
    position: string,
    day: Day,
    transitions: readonly Transition[],
    together: (tx: Tx) => Promise<void> = () => Promise.resolve(),
  ): Promise<void> {
    const { reached } = this.known();
    if (position === reached.position && day === reached.day) return;
    await this.transactions.run(async (tx) => {
      if (!(await this.standing.advance(tx, reached, { position, day }))) throw new Outrun();
      const ids = await this.standing.append(tx, transitions);
      await tellTransitions(this, tx, transitions, ids);
      await together(tx);
    });
    this.written.push(...transitions);
    this.state = { ...this.known(), reached: { position, day } };
  }
}
