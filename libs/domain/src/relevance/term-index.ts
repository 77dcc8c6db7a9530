import { foldText } from './fold.ts';
import { EVERY_LANGUAGE, type Term } from './relevance-rules.ts';

/** A term at a place of a folded text. */
export interface TermHit<T extends Term> {
  readonly term: T;
  readonly from: number;
  readonly to: number;
}

/** Finds the terms of some languages in folded text; with `all`, every place of each, otherwise its first. */
export type TermFinder<T extends Term> = (
  folded: string,
  languages: ReadonlySet<string>,
  all?: 'all',
) => readonly TermHit<T>[];

interface Entry<T> {
  readonly term: T;
  /** The first word, which every match begins with. */
  readonly head: string;
  readonly pattern: RegExp;
}

/** Terms by the first two letters of their heads, or by the only one. */
type Starts<T> = ReadonlyMap<number, readonly Entry<T>[]>;

/** Terms of some languages: those that begin with a word, and those that may stand within one. */
interface Index<T> {
  readonly atWords: Starts<T>;
  readonly anywhere: Starts<T>;
  /** By place of {@link placeOf}: whether a term may begin with two letters, since at most places of a text none does. */
  readonly mayBegin: Uint8Array;
}

/** Sources write in few combinations of languages; more than that are a sign of noise. */
const MOST_INDEXES = 64;
const LEFT = String.raw`(?<![\p{L}\p{N}])`;
const RIGHT = String.raw`(?![\p{L}\p{N}])`;

/**
 * Indexes terms by language and first letters, so that a text is scanned once however many terms there are: thousands
 * of notices a second have to pass.
 */
export function indexTerms<T extends Term>(terms: readonly T[]): TermFinder<T> {
  const entries = terms.flatMap((term) => {
    const folded = foldText(term.term);
    const [head = ''] = folded.split(' ');
    return head === '' ? [] : [{ term, head, pattern: new RegExp(patternOf(folded, term.match), 'uy') }];
  });
  const indexes = new Map<string, Index<T>>();
  // Whoever asks keeps the sets that it asks with, so that they are their own key.
  const asked = new WeakMap<ReadonlySet<string>, Index<T>>();
  const indexOf = (languages: ReadonlySet<string>): Index<T> => {
    const index = asked.get(languages) ?? indexFor(languages);
    asked.set(languages, index);
    return index;
  };
  const indexFor = (languages: ReadonlySet<string>): Index<T> => {
    const key = [...languages].toSorted().join(' ');
    const known = indexes.get(key);
    if (known) return known;
    if (indexes.size >= MOST_INDEXES) indexes.clear();
    const spoken = entries.filter(
      ({ term: { language } }) => language === EVERY_LANGUAGE || languages.has(language),
    );
    const isAtWord = ({ term: { match } }: Entry<T>): boolean => match === 'word' || match === 'prefix';
    const atWords = byStart(spoken.filter(isAtWord));
    const anywhere = byStart(spoken.filter((entry) => !isAtWord(entry)));
    const index = { atWords, anywhere, mayBegin: placesOf([...atWords.keys(), ...anywhere.keys()]) };
    indexes.set(key, index);
    return index;
  };

  return (folded, languages, all) => {
    const { atWords, anywhere, mayBegin } = indexOf(languages);
    const hits: TermHit<T>[] = [];
    const found = all === undefined ? new Set<Entry<T>>() : null;
    const probe = (starts: Starts<T>, key: number, at: number): void => {
      for (const entry of starts.get(key) ?? []) {
        if (found?.has(entry) || !folded.startsWith(entry.head, at)) continue;
        entry.pattern.lastIndex = at;
        const length = entry.pattern.exec(folded)?.[0].length;
        if (length === undefined) continue;
        found?.add(entry);
        hits.push({ term: entry.term, from: at, to: at + length });
      }
    };
    const looksInside = anywhere.size > 0;
    let before = 0;
    for (let at = 0; at < folded.length; at++) {
      const first = folded.charCodeAt(at);
      const isWord = !isLetter(before);
      before = first;
      if (!isWord && !looksInside) continue;
      const pair = keyOf(first, folded.charCodeAt(at + 1));
      if (mayBegin[placeOf(pair)] === 0 && mayBegin[placeOf(first)] === 0) continue;
      if (isWord) {
        probe(atWords, pair, at);
        probe(atWords, first, at);
      }
      if (looksInside) {
        probe(anywhere, pair, at);
        probe(anywhere, first, at);
      }
    }
    return hits;
  };
}

function byStart<T>(entries: readonly Entry<T>[]): Starts<T> {
  const starts = new Map<number, Entry<T>[]>();
  for (const entry of entries) {
    const { head } = entry;
    const first = head.charCodeAt(0);
    const key = head.length === 1 ? first : keyOf(first, head.charCodeAt(1));
    const bucket = starts.get(key);
    if (bucket) bucket.push(entry);
    else starts.set(key, [entry]);
  }
  return starts;
}

/** Two code units as one number; past the end of the text (NaN) nothing begins that has two. */
function keyOf(first: number, second: number): number {
  return (first << 16) | second;
}

const PLACES = 0x1000;

/** Spreads keys over few places, so that the table of them stays in the fastest memory. */
function placeOf(key: number): number {
  return (Math.imul(key, 0x9e37_79b1) >>> 20) & (PLACES - 1);
}

function placesOf(keys: readonly number[]): Uint8Array {
  const places = new Uint8Array(PLACES);
  for (const key of keys) places[placeOf(key)] = 1;
  return places;
}

const SEEN = new Uint8Array(0x1_0000);

/** Says whether a code unit is a letter or digit; asked once of each, since the question costs more than the scan. */
function isLetter(code: number): boolean {
  const seen = SEEN[code];
  if (seen === 0) SEEN[code] = /[\p{L}\p{N}]/u.test(String.fromCharCode(code)) ? 2 : 1;
  return SEEN[code] === 2;
}

function patternOf(folded: string, match: Term['match']): string {
  const words = folded.split(' ').map((word) => word.replace(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`));
  const phrase = words.join(String.raw`\s+`);
  switch (match) {
    case 'word':
      return `${LEFT}${phrase}${RIGHT}`;
    case 'prefix':
      // Every word of the phrase may carry an ending.
      return `${LEFT}${words.join(String.raw`[\p{L}\p{N}]*[^\p{L}\p{N}]+`)}`;
    case 'article':
      return `(?<=${LEFT}[وبلكف]?(?:ال|لل)?)${phrase}${RIGHT}`;
    case 'inside':
      return phrase;
    default: {
      // Latin letters among Han, kana or Hangul still have edges: "AI" is not in "maintain".
      const left = /^[a-z0-9]/.test(folded) ? '(?<![a-z0-9])' : '';
      const right = /[a-z0-9]$/.test(folded) ? '(?![a-z0-9])' : '';
      return left + words.join(String.raw`\s*`) + right;
    }
  }
}
