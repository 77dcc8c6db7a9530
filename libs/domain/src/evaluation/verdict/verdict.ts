import type { Decision, GateState, Truth, Verdict } from '../decision.ts';
import type { Evaluated } from './outcome.ts';

/** Counts gates by state. */
export function countStates(gates: readonly Evaluated[]): Decision['gates'] {
  const counts: Record<GateState, number> = { pass: 0, fail: 0, curable: 0, unproven: 0, open: 0 };
  for (const { gate } of gates) if (gate !== null) counts[gate.state] += 1;
  return counts;
}

/** The verdict of design 3.7: the worst gate decides, and without any applied gate nothing does. */
export function verdictOf(gates: readonly Evaluated[], served: Truth): Verdict {
  const { fail, open, curable, unproven } = countStates(gates);
  if (served === 'false' || fail > 0) return 'ineligible';
  if (open > 0) return 'unknown';
  if (curable + unproven > 0) return 'conditional';
  return gates.some(({ found }) => found.applies === 'true') ? 'eligible' : 'unregulated';
}

const HOLDING: Readonly<Record<Verdict, readonly GateState[]>> = {
  ineligible: ['fail'],
  unknown: ['open'],
  conditional: ['curable', 'unproven'],
  unregulated: [],
  eligible: [],
};

/** The gates that keep it from the next better verdict; each of them alone does, so none can be left out. */
export function bindingOf(gates: readonly Evaluated[], verdict: Verdict): Decision['binding'] {
  return gates.flatMap(({ gate, outcome }) =>
    gate !== null && HOLDING[verdict].includes(gate.state)
      ? [
          {
            regime: outcome.regime,
            requirement: outcome.requirement,
            title: outcome.title,
            outcome: gate.state,
          },
        ]
      : [],
  );
}
