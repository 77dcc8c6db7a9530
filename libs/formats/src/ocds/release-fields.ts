import type { LocalText, NoticeValue } from '#domain';
import {
  ExactNumber,
  isJsonArray,
  isJsonObject,
  member,
  plainDecimal,
  type JsonObject,
  type JsonValue,
} from '../json/json-value.ts';
import { currencyCode } from '../notice/currency.ts';
import type { ReadingNotes } from '../notice/reading-notes.ts';

/** An object of a release and where it stands, so that each field read from it can say where it came from. */
export interface Located {
  readonly object: JsonObject;
  readonly pointer: string;
}

/** Reads text; numbers keep their digits, empty text and null are absent. */
export function textAt(object: JsonObject, key: string): string | undefined {
  return textOf(member(object, key));
}

/** Reads a value as text; see {@link textAt}. */
export function textOf(value: JsonValue | undefined): string | undefined {
  if (typeof value === 'number') return String(value);
  if (value instanceof ExactNumber) return value.text;
  if (typeof value !== 'string') return undefined;
  const text = value.trim();
  return text === '' ? undefined : text;
}

/** Reads a member that is an object. */
export function objectAt(located: Located | undefined, key: string): Located | undefined {
  if (located === undefined) return undefined;
  const value = member(located.object, key);
  return isJsonObject(value) ? { object: value, pointer: `${located.pointer}/${key}` } : undefined;
}

/** Reads a member that is a list of objects; what isn't an object in it is left out. */
export function objectsAt(located: Located | undefined, key: string): Located[] {
  const value = located === undefined ? undefined : member(located.object, key);
  if (located === undefined || !isJsonArray(value)) return [];
  return value.flatMap((item, index) =>
    isJsonObject(item) ? [{ object: item, pointer: `${located.pointer}/${key}/${index}` }] : [],
  );
}

/** Reads a member that is a text or a list of texts. */
export function textsAt(object: JsonObject, key: string): string[] {
  const value = member(object, key);
  const list = isJsonArray(value) ? value : [value];
  return list.flatMap((item) => textOf(item) ?? []);
}

/** Reads a boolean; publishers print `"true"` too. */
export function flagAt(object: JsonObject, key: string): boolean | undefined {
  const value = member(object, key);
  if (typeof value === 'boolean') return value;
  if (value === 'true') return true;
  return value === 'false' ? false : undefined;
}

/** Reads a text with its translations `title`, `title_fr` … */
export function localTextAt(
  located: Located | undefined,
  key: string,
  language: string,
): LocalText | undefined {
  if (located === undefined) return undefined;
  const texts: Record<string, string> = {};
  const plain = textAt(located.object, key);
  if (plain !== undefined) texts[language] = plain;
  for (const name of Object.keys(located.object)) {
    const tag = name.startsWith(`${key}_`) ? name.slice(key.length + 1) : '';
    const text = /^[A-Za-z]{2,3}([_-][A-Za-z0-9]{2,8})*$/.test(tag)
      ? textAt(located.object, name)
      : undefined;
    if (text !== undefined) texts[tag.replaceAll('_', '-').toLowerCase()] = text;
  }
  return Object.keys(texts).length === 0 ? undefined : texts;
}

/** Reads an amount of money as a decimal with its currency; a value without amount is absent and told. */
export function valueAt(
  located: Located | undefined,
  key: string,
  kind: NoticeValue['kind'],
  field: string,
  notes: ReadingNotes,
): NoticeValue | undefined {
  const value = objectAt(located, key);
  if (value === undefined) return undefined;
  const printed = member(value.object, 'amount');
  const amount = readAmount(printed);
  if (amount === undefined) {
    const problem =
      printed === undefined || printed === null ? 'The value has no amount.' : 'The amount is no number.';
    notes.warn(field, problem);
    return undefined;
  }
  const currencyText = textAt(value.object, 'currency');
  const currency = currencyText === undefined ? undefined : currencyCode(currencyText);
  if (currencyText === undefined) notes.warn(`${field}.currency`, 'The value has no currency.');
  else if (currency === undefined)
    notes.warn(`${field}.currency`, `${JSON.stringify(currencyText)} is no currency of ISO 4217.`);
  if (amount.startsWith('-')) notes.warn(field, 'The amount is negative.');
  else if (!/[1-9]/.test(amount))
    notes.warn(field, 'The amount is zero, which publishers print for "not stated" too.');
  notes.from(field, value.pointer);
  return { amount, ...(currency === undefined ? {} : { currency }), kind };
}

function readAmount(printed: JsonValue | undefined): string | undefined {
  if (typeof printed === 'number' || printed instanceof ExactNumber) return plainDecimal(printed);
  // Some publishers print amounts as text; only plain digits are unambiguous.
  return typeof printed === 'string' && /^-?\d{1,100}(\.\d{1,100})?$/.test(printed.trim())
    ? printed.trim()
    : undefined;
}
