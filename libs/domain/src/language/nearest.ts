/** Most names that a problem proposes. */
const PROPOSALS = 3;
/** Longer names are cut before comparing, so that hostile input can't make a problem expensive. */
const COMPARED_LENGTH = 64;

/** Counts the insertions, deletions and substitutions that turn one name into another (Levenshtein). */
export function editDistance(left: string, right: string): number {
  let previous = Array.from({ length: right.length + 1 }, (_, column) => column);
  for (let row = 1; row <= left.length; row++) {
    const current = [row];
    for (let column = 1; column <= right.length; column++) {
      const substitution = (previous[column - 1] ?? 0) + (left[row - 1] === right[column - 1] ? 0 : 1);
      const insertion = (current[column - 1] ?? 0) + 1;
      const deletion = (previous[column] ?? 0) + 1;
      current.push(Math.min(substitution, insertion, deletion));
    }
    previous = current;
  }
  return previous[right.length] ?? 0;
}

/** Finds the known names that look most like an unknown one, best first; none when nothing is close. */
export function nearestNames(unknown: string, known: Iterable<string>): readonly string[] {
  const wanted = unknown.slice(0, COMPARED_LENGTH).toLowerCase();
  const tolerated = Math.max(2, Math.floor(wanted.length / 2));
  return [...known]
    .map((name) => ({ name, distance: editDistance(wanted, name.slice(0, COMPARED_LENGTH).toLowerCase()) }))
    .filter(({ distance }) => distance <= tolerated)
    .toSorted((left, right) => left.distance - right.distance || (left.name < right.name ? -1 : 1))
    .slice(0, PROPOSALS)
    .map(({ name }) => name);
}
