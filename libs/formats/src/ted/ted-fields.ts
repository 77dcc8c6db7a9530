import type { NoticeValue } from '#domain';
import { currencyCode } from '../notice/currency.ts';
import type { ReadingNotes } from '../notice/reading-notes.ts';
import { elementsAt, xpathOf, type XmlElement } from '../xml/xml-element.ts';

/** All elements of some names below an element, in the order of the document, not looked for inside each other. */
export function within(element: XmlElement | undefined, ...names: readonly string[]): XmlElement[] {
  const found: XmlElement[] = [];
  const open: XmlElement[] = [...(element?.children ?? [])].toReversed();
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (names.includes(next.name)) found.push(next);
    else open.push(...next.children.toReversed());
  }
  return found;
}

/** The first element of some names below an element. */
export function firstWithin(
  element: XmlElement | undefined,
  ...names: readonly string[]
): XmlElement | undefined {
  return within(element, ...names)[0];
}

/** The text of an element with paragraphs on lines of their own; empty text is absent. */
export function paragraphs(element: XmlElement | undefined): string | undefined {
  if (element === undefined) return undefined;
  const lines = [element.text, ...element.children.map((child) => paragraphs(child) ?? '')];
  const text = lines.filter((line) => line !== '').join('\n');
  return text === '' ? undefined : text;
}

/** An attribute that isn't empty. */
export function attribute(element: XmlElement | undefined, name: string): string | undefined {
  const value = element?.attributes.get(name)?.trim();
  return value === undefined || value === '' ? undefined : value;
}

/** Rewrites `20210716 12:00` and `20210716` as ISO 8601; other dates stay as they are. */
export function isoDate(printed: string): string {
  const [, year, month, day, time] =
    /^(\d{4})(\d{2})(\d{2})(?:\s+(\d{1,2}:\d{2}))?$/.exec(printed.trim()) ?? [];
  if (year === undefined) return printed.trim();
  return `${year}-${month}-${day}${time === undefined ? '' : `T${time.padStart(5, '0')}`}`;
}

/** Says whether an element or one around it is marked as not to be published. */
export function isWithheld(element: XmlElement): boolean {
  for (let each: XmlElement | undefined = element; each !== undefined; each = each.parent)
    if (each.attributes.get('PUBLICATION') === 'NO') return true;
  return false;
}

/** Reads an amount of either generation; one that mustn't be published is absent and told. */
export function amountOf(
  element: XmlElement | undefined,
  kind: NoticeValue['kind'],
  field: string,
  notes: ReadingNotes,
): NoticeValue | undefined {
  if (element === undefined) return undefined;
  if (isWithheld(element)) {
    notes.warn(field, 'The buyer has marked the value as not to be published, so it is left out.');
    return undefined;
  }
  const printed = attribute(element, 'FMTVAL') ?? element.text;
  const amount = decimalOf(printed);
  if (amount === undefined) {
    notes.warn(field, `${JSON.stringify(printed)} is no amount.`);
    return undefined;
  }
  if (/^[01](?:\.0+)?$/.test(amount)) {
    notes.warn(field, `The amount is printed as ${printed}, which stands for "not stated".`);
    return undefined;
  }
  const code = attribute(element, 'CURRENCY') ?? attribute(element.parent, 'CURRENCY');
  const currency = code === undefined ? undefined : currencyCode(code);
  if (currency === undefined) notes.warn(`${field}.currency`, 'The value has no currency of ISO 4217.');
  notes.from(field, xpathOf(element));
  return { amount, ...(currency === undefined ? {} : { currency }), kind };
}

/** Reads `4378328.00` and `13 500 000,00`; a text that can be read in two ways is no amount. */
function decimalOf(printed: string): string | undefined {
  const digits = printed.replace(/[\s\u00a0\u202f]/g, '');
  if (/^\d{1,100}(?:\.\d{1,6})?$/.test(digits)) return digits;
  return /^\d{1,100},\d{1,6}$/.test(digits) ? digits.replace(',', '.') : undefined;
}

/** The form in its original language, and its translations. */
export function formsOf(root: XmlElement): { original: XmlElement | undefined; all: readonly XmlElement[] } {
  const forms = elementsAt(root, 'FORM_SECTION').flatMap((section) =>
    section.children.filter((form) => form.attributes.has('CATEGORY')),
  );
  const original = forms.find((form) => form.attributes.get('CATEGORY') === 'ORIGINAL') ?? forms[0];
  return {
    original,
    all: original === undefined ? [] : [original, ...forms.filter((form) => form !== original)],
  };
}

/** The language of a form as a BCP 47 tag. */
export function languageOf(form: XmlElement): string {
  const language = attribute(form, 'LG')?.toLowerCase();
  return language !== undefined && /^[a-z]{2}$/.test(language) ? language : 'und';
}
