/** What is looked at of a result. */
interface Result {
  readonly id: string;
  readonly form: 'full' | 'quick';
}

function numberOf({ id }: Result): number {
  return Number(id.slice(1));
}

/**
 * Puts measurements in the place of older ones of the same bar; bars that weren't measured keep theirs. A quick run
 * leaves alone what a full one found, since it asks for less.
 */
export function merged<R extends Result>(kept: readonly R[], fresh: readonly R[]): readonly R[] {
  const full = new Set(kept.filter(({ form }) => form === 'full').map(({ id }) => id));
  const taken = fresh.filter(({ id, form }) => form === 'full' || !full.has(id));
  const replaced = new Set(taken.map(({ id }) => id));
  return [...kept.filter(({ id }) => !replaced.has(id)), ...taken].toSorted(
    (a, b) => numberOf(a) - numberOf(b),
  );
}
