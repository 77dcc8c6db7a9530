import {
  type Day,
  type Decision,
  prepare,
  turnedByDay,
  turnedParts,
  type Verdict,
  type World,
} from '#domain';
import type { Change } from '../ports/record/documents.ts';
import type { PastRecord } from '../ports/record/past-record.ts';
import type {
  StandingQuestion,
  StandingVerdict,
  StandingVerdicts,
  Transition,
  TransitionCause,
} from '../ports/record/standing.ts';
import { causeOfFlip, type TracedFlip } from './cause-of-flip.ts';
import type { OfferingDecisions } from './offering-decisions.ts';
import { toMarketQuestion } from './standing-question.ts';

/** Verdicts of one question that may have turned. */
export interface FlipPlan {
  readonly question: StandingQuestion;
  readonly offerings: readonly string[] | 'all';
}

/** Between which worlds and days verdicts may have turned, and the position that is reached with it. */
interface Step {
  readonly before: World;
  readonly after: World;
  readonly dayBefore: Day;
  readonly day: Day;
  readonly position: string;
}

/** Compares the verdicts that stand with those of a later world or day, and finds out why they turned. */
export class Flips {
  constructor(
    private readonly record: PastRecord,
    private readonly standing: StandingVerdicts,
    private readonly decisions: OfferingDecisions,
  ) {}

  /** What the changes of one transaction turned. */
  byChange(
    plan: readonly FlipPlan[],
    { before, after, day, position }: { before: World; after: World; day: Day; position: string },
    changes: readonly Change[],
  ): Promise<readonly Transition[]> {
    const [only] = changes;
    const step = { before, after, dayBefore: day, day, position };
    return this.find(plan, step, changes.length > 1, async (flip) => ({
      kind: 'change',
      change:
        changes.length > 1 || only === undefined
          ? await causeOfFlip(this.record, after, changes, flip)
          : only,
    }));
  }

  /** What a day turned, all else equal. */
  byDay(
    plan: readonly FlipPlan[],
    { world, before, day, position }: { world: World; before: Day; day: Day; position: string },
  ): Promise<readonly Transition[]> {
    const step = { before: world, after: world, dayBefore: before, day, position };
    return this.find(plan, step, true, (flip) =>
      Promise.resolve({ kind: 'day', thing: turnedByDay(world, flip.before, flip.after, day) }),
    );
  }

  private async find(
    plan: readonly FlipPlan[],
    step: Step,
    explain: boolean,
    causeOf: (flip: TracedFlip) => Promise<TransitionCause>,
  ): Promise<readonly Transition[]> {
    const found: Transition[] = [];
    const known = await this.standingOf(plan);
    for (const { question, offerings } of plan) {
      if (offerings.length === 0) continue;
      const stands = known.get(question.id) ?? new Map<string, StandingVerdict>();
      const asked = toMarketQuestion(step.after, question, step.day);
      const is: ReadonlyMap<string, Verdict | null> =
        asked === null ? new Map() : await this.decisions.verdicts(step.after, asked, offerings);
      const turned = [...new Set([...stands.keys(), ...is.keys()])].filter(
        (offering) => (stands.get(offering)?.verdict ?? null) !== (is.get(offering) ?? null),
      );
      if (turned.length === 0) continue;
      const decideBefore = decider(step.before, question, step.dayBefore, explain);
      const decideAfter = decider(step.after, question, step.day, explain);
      for (const offering of turned.toSorted()) {
        const [before, after] = [decideBefore(offering), decideAfter(offering)];
        const vendor = step.after.offerings.get(offering)?.vendor ?? stands.get(offering)?.vendor ?? '';
        const flip = { offering, vendor, before, after, parts: turnedParts(before, after) };
        found.push({
          question,
          offering,
          vendor,
          before: stands.get(offering)?.verdict ?? null,
          after: is.get(offering) ?? null,
          asOf: step.day,
          position: step.position,
          cause: await causeOf(flip),
          parts: flip.parts,
        });
      }
    }
    return found;
  }

  /** The verdicts that stand, by question and offering: in one query for all questions about the same few offerings. */
  private async standingOf(
    plan: readonly FlipPlan[],
  ): Promise<ReadonlyMap<string, ReadonlyMap<string, StandingVerdict>>> {
    const whole = plan.filter(({ offerings }) => offerings === 'all').map(({ question }) => question.id);
    const partly = plan.filter(({ offerings }) => offerings !== 'all' && offerings.length > 0);
    const few = [...new Set(partly.flatMap(({ offerings }) => offerings))];
    const rows = [
      ...(whole.length === 0 ? [] : await this.standing.standing(whole, null)),
      ...(partly.length === 0
        ? []
        : await this.standing.standing(
            partly.map(({ question }) => question.id),
            few,
          )),
    ];
    const wanted = new Map(plan.map(({ question, offerings }) => [question.id, offerings]));
    const found = new Map<string, Map<string, StandingVerdict>>();
    for (const row of rows) {
      const offerings = wanted.get(row.question);
      if (offerings !== 'all' && offerings?.includes(row.offering) !== true) continue;
      const own = found.get(row.question) ?? new Map<string, StandingVerdict>();
      own.set(row.offering, row);
      found.set(row.question, own);
    }
    return found;
  }
}

/** Decides offerings of one world on one day; null where the world has no such offering or can't ask the question. */
export function decider(
  world: World,
  question: StandingQuestion,
  day: Day,
  explain: boolean,
): (offering: string) => Decision | null {
  const asked = toMarketQuestion(world, question, day);
  if (asked === null) return () => null;
  const decide = prepare(world, { ...asked, explain });
  return (offering) => (world.offerings.has(offering) ? decide(offering) : null);
}
