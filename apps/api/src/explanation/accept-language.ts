import { type Language, languageOfTag } from '#domain';

const FALLBACK: Language = 'en';

/** The shipped language that a client likes best (RFC 9110, 12.5.4); English where it likes none. */
export function languageFor(header: string | undefined): Language {
  const wishes = (header ?? '')
    .split(',')
    .map((part, order) => {
      const [tag = '', ...parameters] = part.split(';').map((word) => word.trim());
      const weight = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2);
      return { tag, weight: weight === undefined ? 1 : Number(weight), order };
    })
    .filter(({ tag, weight }) => tag !== '' && weight > 0 && weight <= 1)
    .toSorted((a, b) => b.weight - a.weight || a.order - b.order);
  for (const { tag } of wishes) {
    if (tag === '*') return FALLBACK;
    const language = languageOfTag(tag);
    if (language !== null) return language;
  }
  return FALLBACK;
}
