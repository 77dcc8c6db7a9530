import type { Binding, Decision, GateState, Truth, Verdict } from '../decision.ts';
import { appliesIfProven } from './gate.ts';
import type { Evaluated } from './outcome.ts';

/** Counts gates by state. */
export function countStates(gates: readonly Evaluated[]): Decision['gates'] {
  const counts: Record<GateState, number> = { pass: 0, fail: 0, curable: 0, unproven: 0, open: 0 };
  for (const { gate } of gates) if (gate !== null) counts[gate.state] += 1;
  return counts;
}

/** A gate applies, or would if what is stated were proven; what has a way in applies as well. */
function mayApply({ found, gate }: Evaluated): boolean {
  return gate !== null && (found.applies === 'true' || appliesIfProven(gate));
}

/**
 * The verdict of design 3.7: the worst gate decides, and without any applied gate nothing does. Where papers are missing
 * and would only show that no rule applies, nothing separates it from eligible, so that isn't conditional but unknown.
 */
export function verdictOf(gates: readonly Evaluated[], served: Truth): Verdict {
  const { fail, open, curable, unproven } = countStates(gates);
  if (served === 'false' || fail > 0) return 'ineligible';
  if (open > 0) return 'unknown';
  if (curable + unproven > 0) return gates.some(mayApply) ? 'conditional' : 'unknown';
  return gates.some(({ found }) => found.applies === 'true') ? 'eligible' : 'unregulated';
}

/** What not being offered is called where it keeps from a better verdict. */
const NOT_OFFERED: Binding = {
  regime: null,
  requirement: null,
  title: 'To be had in the market',
  outcome: 'fail',
};

function holding(verdict: Verdict, { open }: Decision['gates']): readonly GateState[] {
  switch (verdict) {
    case 'ineligible':
      return ['fail'];
    case 'unknown':
      return open > 0 ? ['open'] : ['unproven'];
    case 'conditional':
      return ['curable', 'unproven'];
    default:
      return [];
  }
}

/** What keeps it from the next better verdict, not being offered first; each alone does, so none can be left out. */
export function bindingOf(gates: readonly Evaluated[], verdict: Verdict, served: Truth): Decision['binding'] {
  const states = holding(verdict, countStates(gates));
  const held = gates.flatMap(({ gate, outcome }) =>
    gate !== null && states.includes(gate.state)
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
  return served === 'false' ? [NOT_OFFERED, ...held] : held;
}
