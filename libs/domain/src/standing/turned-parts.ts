import type { Decision, GateState, RequirementOutcome, Truth } from '../evaluation/decision.ts';

/** One gate that came out differently; `null`: it did not take part. */
export interface GateChange {
  readonly regime: string;
  readonly version: string;
  readonly requirement: string;
  readonly title: string;
  readonly clause: RequirementOutcome['clause'];
  readonly before: GateState | null;
  readonly after: GateState | null;
}

/** What two decisions about one offering differ in, as far as a verdict depends on it. */
export interface TurnedParts {
  readonly gates: readonly GateChange[];
  /** Whether the offering is to be had in the market, where that changed. */
  readonly served: { readonly before: Truth | null; readonly after: Truth | null } | null;
}

function gatesOf(decision: Decision | null): ReadonlyMap<string, RequirementOutcome> {
  const taking = (decision?.requirements ?? []).filter(
    ({ state, applies }) => state !== null && applies !== 'false',
  );
  return new Map(taking.map((outcome) => [`${outcome.regime}\n${outcome.requirement}`, outcome]));
}

/** Compares two decisions about one offering, either of which may be missing, gate by gate in the order of rules. */
export function turnedParts(before: Decision | null, after: Decision | null): TurnedParts {
  const [was, is] = [gatesOf(before), gatesOf(after)];
  const gates: GateChange[] = [];
  for (const [key, outcome] of new Map([...was, ...is])) {
    const [from, to] = [was.get(key)?.state ?? null, is.get(key)?.state ?? null];
    if (from === to) continue;
    const { regime, regimeVersion: version, requirement, title, clause } = outcome;
    gates.push({ regime, version, requirement, title, clause, before: from, after: to });
  }
  const [had, has] = [servedOf(before), servedOf(after)];
  return { gates, served: had === has ? null : { before: had, after: has } };
}

/** An offering without a verdict isn't on sale, so whether it is served is no question. */
function servedOf(decision: Decision | null): Truth | null {
  return decision === null || decision.verdict === null ? null : decision.served.outcome;
}
