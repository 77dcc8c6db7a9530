import type { Decision } from '#domain';

/** A decision as rankings keep it; explanations are made anew. */
export function inBrief(decision: Decision): Decision {
  return { ...decision, requirements: [], buyerDuties: [], needProblems: [], advice: [] };
}
