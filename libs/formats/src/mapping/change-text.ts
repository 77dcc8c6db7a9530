import type { Change } from './mapping.ts';

/** More pieces than any list printed in one cell has. */
const MOST_PIECES = 10_000;

/** Applies changes in order; a text can fall apart or fall away. */
export function changeText(texts: readonly string[], changes: readonly Change[]): string[] {
  let current = [...texts];
  for (const change of changes)
    current = current
      .flatMap((text) => apply(text, change))
      .map((text) => text.trim())
      .filter((text) => text !== '')
      .slice(0, MOST_PIECES);
  return current;
}

function apply(text: string, change: Change): string[] {
  if (typeof change === 'string') return [WORDS[change](text)];
  if ('split' in change) return text.split(change.split);
  if ('drop' in change) return change.drop.includes(text) ? [] : [text];
  return [cut(text, change)];
}

const WORDS: Readonly<Record<Extract<Change, string>, (text: string) => string>> = {
  collapse: (text) => text.replace(/\s+/g, ' '),
  stripHtml: plainText,
  lower: (text) => text.toLowerCase(),
  upper: (text) => text.toUpperCase(),
};

function cut(
  text: string,
  change: Exclude<Change, string | { readonly split: string } | { readonly drop: readonly string[] }>,
): string {
  if ('before' in change) return part(text, text.indexOf(change.before), (at) => text.slice(0, at));
  if ('beforeLast' in change)
    return part(text, text.lastIndexOf(change.beforeLast), (at) => text.slice(0, at));
  if ('after' in change)
    return part(text, text.indexOf(change.after), (at) => text.slice(at + change.after.length));
  if ('afterLast' in change)
    return part(text, text.lastIndexOf(change.afterLast), (at) => text.slice(at + change.afterLast.length));
  if ('withoutPrefix' in change)
    return text.startsWith(change.withoutPrefix) ? text.slice(change.withoutPrefix.length) : text;
  if ('replace' in change) return text.replaceAll(change.replace, change.with);
  if ('take' in change) return text.slice(0, change.take);
  return text.padStart(change.padStart, change.with);
}

function part(text: string, at: number, take: (at: number) => string): string {
  return at < 0 ? text : take(at);
}

const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
};

/** Takes tags out of a text and resolves the entities that publishers print; blocks become lines. */
function plainText(html: string): string {
  return html
    .replace(/<(?:br|\/p|\/li|\/div|\/h\d)\b[^<>]*>/gi, '\n')
    .replace(/<\/?[A-Za-z][^<>]*>/g, '')
    .replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,6}));/gi, (whole, decimal, hex, name) => {
      if (name !== undefined) return ENTITIES[String(name).toLowerCase()] ?? whole;
      return character(decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal)) ?? whole;
    })
    .replace(/[ \t]+\n/g, '\n')
    .replace(/\n{3,}/g, '\n\n');
}

function character(code: number): string | undefined {
  const isText = code >= 32 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
  return isText ? String.fromCodePoint(code) : undefined;
}
