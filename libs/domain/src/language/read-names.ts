import type { Regime, Requirement } from '../model/regime.ts';
import { isObject, readText, refuse, type DocumentReader } from './document-reader.ts';
import { nearestNames } from './nearest.ts';
import { pointer } from './problem.ts';

const LANGUAGE = /^[a-z]{2,3}$/;

/** Everything in a requirement that sentences name. */
function textsOf({ title, unless, readings, substitutes }: Requirement): readonly string[] {
  return [
    title,
    ...unless.map((way) => way.title),
    ...readings.map(({ note }) => note),
    ...substitutes.flatMap(({ note }) => note ?? []),
  ];
}

/**
 * Reads what a regime's own texts are called in other languages. A name for a text that the regime hasn't got would
 * never be said, and nobody would notice: it is refused.
 */
export function readNames(
  reader: DocumentReader,
  value: unknown,
  titles: readonly string[],
  requirements: readonly Requirement[],
): Regime['names'] {
  if (value === undefined) return {};
  if (!isObject(value)) {
    refuse(reader, '/names', 'names is an object of languages, such as {ko: {Title: 제목}}.');
    return {};
  }
  const texts = new Set([...titles, ...requirements.flatMap(textsOf)]);
  const names: Record<string, Readonly<Record<string, string>>> = {};
  for (const [language, table] of Object.entries(value)) {
    const at = pointer('/names', language);
    if (!LANGUAGE.test(language) || !isObject(table)) {
      refuse(reader, at, `A language is a code such as ko, with the names of titles: {Title: 제목}.`);
      continue;
    }
    const own: Record<string, string> = {};
    for (const [text, name] of Object.entries(table)) {
      const place = pointer(at, text);
      if (!texts.has(text))
        refuse(
          reader,
          place,
          `"${text}" is no title or note of this regime, so its name would never be said.`,
          nearestNames(text, texts),
        );
      const read = readText(reader, name, place, 'A name');
      if (read !== null) own[text] = read;
    }
    names[language] = own;
  }
  return names;
}
