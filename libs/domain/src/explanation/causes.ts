import type { Decision, GateState, RequirementOutcome, Trace, Verdict } from '../evaluation/decision.ts';
import type { Evidence } from '../evaluation/decision.ts';
import type { World } from '../model/world.ts';
import { decisiveNodes } from './explain.ts';
import type { Language } from './language.ts';
import { titleOfRegime, titleOfRequirement } from './names.ts';

/** Why a verdict is what it is: from the source to the clause, to the requirement, to the verdict. */
export interface Cause {
  readonly source: { readonly title: string; readonly url: string | null };
  readonly clause: { readonly number: string | null; readonly quote: string | null };
  readonly regime: { readonly id: string; readonly version: string; readonly title: string };
  readonly requirement: {
    readonly id: string;
    readonly title: string;
    readonly path: string | null;
    readonly state: GateState;
  };
  /** Nodes of the trace that the state comes down to, and the statements they rest on. */
  readonly nodes: readonly string[];
  readonly statements: readonly {
    readonly id: string;
    readonly subject: string;
    readonly attribute: string;
    readonly grade: Evidence['grade'];
    readonly source: Evidence['source'];
  }[];
  readonly verdict: Verdict | null;
}

function statementsOf(nodes: readonly Trace[]): Cause['statements'] {
  const found = new Map<string, Cause['statements'][number]>();
  for (const { evidence } of nodes) {
    for (const { statement, subject, attribute, grade, source, superseded } of evidence) {
      if (!superseded) found.set(statement, { id: statement, subject, attribute, grade, source });
    }
  }
  return [...found.values()];
}

function causeOf(
  world: World,
  decision: Decision,
  outcome: RequirementOutcome,
  state: GateState,
  language: Language,
): Cause {
  const { clause, regime, regimeVersion, requirement, title, trace } = outcome;
  const nodes = decisiveNodes(outcome);
  return {
    source: { title: clause.source, url: clause.url ?? null },
    clause: { number: clause.clause ?? null, quote: clause.quote ?? null },
    regime: {
      id: regime,
      version: regimeVersion,
      title: titleOfRegime(world, language, regime, regimeVersion),
    },
    requirement: {
      id: requirement,
      title: titleOfRequirement(world, language, title),
      path: trace?.path ?? null,
      state,
    },
    nodes: [...new Set(nodes.map(({ path }) => path))],
    statements: statementsOf(nodes),
    verdict: decision.verdict,
  };
}

/**
 * Follows a verdict back to its sources: through the gates that hold it down, or, where none does, through those that
 * apply and are passed. The decision must carry its traces.
 */
export function causesOf(world: World, decision: Decision, language: Language): readonly Cause[] {
  const held = decision.binding.flatMap(({ regime, requirement }) =>
    decision.requirements.filter((one) => one.regime === regime && one.requirement === requirement),
  );
  const passed = decision.requirements.filter(({ state, applies }) => state === 'pass' && applies === 'true');
  return (held.length > 0 ? held : passed).flatMap((outcome) =>
    outcome.state === null ? [] : [causeOf(world, decision, outcome, outcome.state, language)],
  );
}
