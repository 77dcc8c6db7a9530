import type { Decision, Evidence, Trace } from '../evaluation/decision.ts';

/** How many questions some decisions ask, each counted once however many of them ask it. */
export interface QuestionCount {
  /** Statements that would settle gates that are open or unproven. */
  readonly open: number;
  /** Statements that gates, and the test of being offered, rest on. */
  readonly answered: number;
}

function evidenceOf(trace: Trace): readonly Evidence[] {
  return [...trace.evidence, ...trace.children.flatMap(evidenceOf)];
}

function answersTo({ requirements, served }: Decision): readonly string[] {
  const gates = requirements.filter(({ state, applies }) => state !== null && applies !== 'false');
  return [served.trace, ...gates.flatMap(({ trace }) => trace ?? [])]
    .flatMap(evidenceOf)
    .filter(({ belowGrade, superseded, contested }) => !belowGrade && !superseded && !contested)
    .map(({ subject, attribute }) => `${subject} ${attribute}`);
}

/** Counts the questions of decisions that carry their traces, one by one, so that no trace has to be kept. */
export class QuestionTally {
  private readonly open = new Set<string>();
  private readonly answered = new Set<string>();

  add(decision: Decision): void {
    for (const { subject, attribute } of decision.questions) this.open.add(`${subject} ${attribute}`);
    for (const answer of answersTo(decision)) this.answered.add(answer);
  }

  get count(): QuestionCount {
    return { open: this.open.size, answered: this.answered.size };
  }
}
