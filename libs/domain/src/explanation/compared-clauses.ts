import type { Decision, RequirementOutcome } from '../evaluation/decision.ts';

/** One clause with the outcomes of any number of decisions about one question. */
export interface ComparedClause {
  /** The clause as the first decision that has it tells it. */
  readonly of: RequirementOutcome;
  /** The decisions did not all come out alike on it. */
  readonly differs: boolean;
  /** In the order of the decisions; `null` where the clause is none of that decision. */
  readonly outcomes: readonly (RequirementOutcome | null)[];
}

/** Every clause of the decisions, those of the first one first, each in the order of its regimes. */
export function comparedClauses(decisions: readonly Decision[]): readonly ComparedClause[] {
  const byName = decisions.map(
    ({ requirements }) => new Map(requirements.map((outcome) => [nameOf(outcome), outcome])),
  );
  const clauses = new Map<string, RequirementOutcome>();
  for (const outcomes of byName)
    for (const [name, outcome] of outcomes) if (!clauses.has(name)) clauses.set(name, outcome);
  return [...clauses].map(([name, of]) => {
    const outcomes = byName.map((known) => known.get(name) ?? null);
    return { of, differs: new Set(outcomes.map(signatureOf)).size > 1, outcomes };
  });
}

function nameOf({ regime, requirement }: RequirementOutcome): string {
  return `${regime}/${requirement}`;
}

/** What makes two outcomes alike. */
function signatureOf(outcome: RequirementOutcome | null): string {
  if (outcome === null) return '';
  const { applies, outcome: truth, state, score } = outcome;
  return [applies, truth, state, score?.low, score?.high].join(' ');
}
