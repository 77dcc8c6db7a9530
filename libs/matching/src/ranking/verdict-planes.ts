import { bitsIn, wordsFor, type Plane } from '../planes/plane.ts';

/** The planes that verdicts are made of; each list is joined. */
export interface VerdictSources {
  readonly rows: number;
  /** Rows that have a verdict at all. */
  readonly present: Plane;
  readonly fail: readonly Plane[];
  readonly open: readonly Plane[];
  readonly curable: readonly Plane[];
  readonly unproven: readonly Plane[];
  readonly applied: readonly Plane[];
  readonly against: readonly Plane[];
}

/** Verdicts best first, as the domain orders them. */
export interface VerdictPlanes {
  readonly verdicts: readonly [Plane, Plane, Plane, Plane, Plane];
  /** The same, with open and unproven gates counted as failed. */
  readonly strict: readonly [Plane, Plane, Plane, Plane, Plane];
  readonly against: Plane;
  readonly counts: readonly [number, number, number, number, number];
}

function joined(planes: readonly Plane[], words: number): Plane {
  const all = new Uint32Array(words);
  for (const plane of planes) {
    for (let word = 0; word < words; word += 1) all[word] = (all[word] ?? 0) | (plane[word] ?? 0);
  }
  return all;
}

function five(words: number): [Plane, Plane, Plane, Plane, Plane] {
  const plane = (): Plane => new Uint32Array(words);
  return [plane(), plane(), plane(), plane(), plane()];
}

/** Works out the verdict of every row: the worst gate decides, and without any applied gate nothing does. */
export function verdictPlanes(sources: VerdictSources): VerdictPlanes {
  const words = wordsFor(sources.rows);
  const fail = joined(sources.fail, words);
  const open = joined(sources.open, words);
  const curable = joined(sources.curable, words);
  const unproven = joined(sources.unproven, words);
  const applied = joined(sources.applied, words);
  const against = joined(sources.against, words);
  const verdicts = five(words);
  const strict = five(words);
  const counts: [number, number, number, number, number] = [0, 0, 0, 0, 0];
  for (let word = 0; word < words; word += 1) {
    const present = sources.present[word] ?? 0;
    if (present === 0) continue;
    const failed = present & (fail[word] ?? 0);
    const unknown = present & ~failed & (open[word] ?? 0);
    const rest = present & ~failed & ~unknown;
    const shaky = unproven[word] ?? 0;
    const conditional = rest & (shaky | (curable[word] ?? 0));
    const clear = rest & ~conditional;
    const bound = applied[word] ?? 0;
    const found = [clear & bound, conditional, clear & ~bound, unknown, failed] as const;
    const doubtful = (open[word] ?? 0) | shaky;
    for (let verdict = 0; verdict < 5; verdict += 1) {
      const bits = found[verdict] ?? 0;
      if (bits === 0) continue;
      counts[verdict] = (counts[verdict] ?? 0) + bitsIn(bits);
      put(verdicts, verdict, word, bits);
      put(strict, verdict === 4 ? 4 : verdict, word, verdict === 4 ? bits : bits & ~doubtful);
      put(strict, 4, word, bits & doubtful);
    }
  }
  return { verdicts, strict, against, counts };
}

function put(planes: readonly Plane[], verdict: number, word: number, bits: number): void {
  const plane = planes[verdict];
  if (plane !== undefined) plane[word] = (plane[word] ?? 0) | bits;
}
