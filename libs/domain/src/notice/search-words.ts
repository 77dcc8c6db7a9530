/** Runs of scripts that don't space their words, and of Hangul, whose words carry endings. */
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}ー]+/gu;

/**
 * Adds to a text the pairs of neighbouring characters of its unspaced runs, so that an index of words finds any part of
 * them that is two characters long or more.
 */
export function searchableText(text: string): string {
  const pairs = [...text.matchAll(UNSPACED)].flatMap(([run]) => pairsOf(run));
  return pairs.length === 0 ? text : `${text} ${pairs.join(' ')}`;
}

/** Writes a query for an index of `searchableText`: unspaced runs become their pairs, all of which must be there. */
export function searchQuery(text: string): string {
  return text
    .replace(UNSPACED, (run) => ` ${pairsOf(run).join(' ')} `)
    .replace(/\s+/g, ' ')
    .trim();
}

function pairsOf(run: string): readonly string[] {
  const characters = Array.from(run);
  if (characters.length < 2) return characters;
  return characters.slice(1).map((character, at) => `${characters[at] ?? ''}${character}`);
}
