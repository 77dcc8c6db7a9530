import type { Truth, UnknownReason } from './decision.ts';

/** A truth with the reasons of its being unknown; decided truths have none. */
export interface Finding {
  readonly truth: Truth;
  readonly reasons: readonly UnknownReason[];
}

/** Kleene's strong conjunction; true over nothing. */
export function and(truths: readonly Truth[]): Truth {
  if (truths.includes('false')) return 'false';
  return truths.includes('unknown') ? 'unknown' : 'true';
}

/** Kleene's strong disjunction; false over nothing. */
export function or(truths: readonly Truth[]): Truth {
  if (truths.includes('true')) return 'true';
  return truths.includes('unknown') ? 'unknown' : 'false';
}

/** Kleene's negation. */
export function not(truth: Truth): Truth {
  return truth === 'unknown' ? 'unknown' : truth === 'true' ? 'false' : 'true';
}

/** At least so many of the truths hold. */
export function atLeastOf(count: number, truths: readonly Truth[]): Truth {
  if (truths.filter((truth) => truth === 'true').length >= count) return 'true';
  return truths.filter((truth) => truth !== 'false').length < count ? 'false' : 'unknown';
}

/** A two-valued outcome as a truth. */
export function truthOf(holds: boolean): Truth {
  return holds ? 'true' : 'false';
}

/** Joins reasons, each once, in the order of their first appearance. */
export function joinReasons(lists: readonly (readonly UnknownReason[])[]): readonly UnknownReason[] {
  const stated = lists.filter((list) => list.length > 0);
  const [only] = stated;
  if (only === undefined || (stated.length === 1 && only.length === 1)) return only ?? [];
  const seen = new Map<string, UnknownReason>();
  for (const reason of stated.flat()) {
    const key = `${reason.kind} ${reason.kind === 'undecided-need' ? reason.path : (reason.what ?? '')}`;
    if (!seen.has(key)) seen.set(key, reason);
  }
  return [...seen.values()];
}

/** A finding that is decided, or unknown for the given reasons. */
export function finding(truth: Truth, reasons: readonly UnknownReason[] = []): Finding {
  return truth === 'unknown' ? { truth, reasons } : { truth, reasons: [] };
}

/** Joins findings by a connective; the reasons are those of the unknown parts. */
export function join(connective: (truths: readonly Truth[]) => Truth, parts: readonly Finding[]): Finding {
  const truth = connective(parts.map((part) => part.truth));
  if (truth !== 'unknown') return { truth, reasons: [] };
  return {
    truth,
    reasons: joinReasons(parts.filter((part) => part.truth === 'unknown').map((part) => part.reasons)),
  };
}
