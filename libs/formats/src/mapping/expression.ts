import { changeText } from './change-text.ts';
import type { Condition, Expression, When } from './mapping.ts';
import { find, findTexts, type Found, type Scope } from './record-path.ts';

/** A text as it is meant, as the source printed it, and where it stood (nowhere for constants). */
export interface ReadText {
  readonly text: string;
  readonly printed: string;
  readonly steps?: Found['steps'];
  /** The code is none of those that the mapping knows, nor is it said what others mean. */
  readonly isUnknown?: true;
}

/** Reads all texts of an expression, in the order of the document. */
export function readTexts(expression: Expression, scope: Scope): ReadText[] {
  if (typeof expression === 'string')
    return findTexts(expression, scope).map(({ text, steps }) => ({ text, printed: text, steps }));
  for (const { when, value } of expression.cases ?? [])
    if (holds(when, scope)) return readTexts(value, scope);
  const { as = [], map, otherwise } = expression;
  const changed = sources(expression, scope).flatMap((read) =>
    changeText([read.text], as).map((text): ReadText => ({ ...read, text })),
  );
  if (map === undefined) return changed;
  return changed.map((read): ReadText => {
    const meant = Object.hasOwn(map, read.text) ? map[read.text] : otherwise;
    return meant === undefined ? { ...read, isUnknown: true } : { ...read, text: meant };
  });
}

/** Reads the first text of an expression. */
export function readText(expression: Expression | undefined, scope: Scope): ReadText | undefined {
  return expression === undefined ? undefined : readTexts(expression, scope)[0];
}

/** Says whether all conditions hold. */
export function holds(when: When | undefined, scope: Scope): boolean {
  if (when === undefined) return true;
  return [when].flat().every((condition: Condition) => holdsOne(condition, scope));
}

function holdsOne({ path, is, contains, present }: Condition, scope: Scope): boolean {
  const texts = findTexts(path, scope).map(({ text }) => text);
  // An object is there too, though it has no text.
  if (present !== undefined) return find(path, scope).some(({ value }) => value !== '') === present;
  if (is !== undefined) return texts.some((text) => is.includes(text));
  return contains !== undefined && texts.some((text) => text.includes(contains));
}

function sources(expression: Exclude<Expression, string>, scope: Scope): ReadText[] {
  const { from, constant, join, last } = expression;
  for (const path of from === undefined ? [] : [from].flat()) {
    const texts = findTexts(path, scope);
    const taken = last === true ? texts.slice(-1) : texts;
    if (taken.length > 0) return taken.map(({ text, steps }) => ({ text, printed: text, steps }));
  }
  if (join !== undefined) {
    const parts = join.flatMap((part) => readText(part, scope) ?? []);
    const text = parts.map((part) => part.text).join(expression.with ?? ' ');
    const steps = parts.find((part) => part.steps !== undefined)?.steps;
    if (text !== '' && steps !== undefined) return [{ text, printed: text, steps }];
  }
  return constant === undefined ? [] : [{ text: constant, printed: constant }];
}
