import type { Deadline, LocalText, NoticeValue, Place, SchemeCode } from '#domain';
import { readCode } from '../notice/classification.ts';
import { countryCode } from '../notice/country.ts';
import { currencyCode } from '../notice/currency.ts';
import { readDeadline } from '../notice/deadline.ts';
import { parseInstant } from '../notice/instant.ts';
import type { ReadingNotes } from '../notice/reading-notes.ts';
import { elementsAt, textAtPath, xpathOf, type XmlElement } from '../xml/xml-element.ts';

/** The extension element that holds what UBL has no place for. */
const EXTENSION = 'UBLExtensions/UBLExtension/ExtensionContent/EformsExtension';

/** Elements inside the eForms extension of an element. */
export function extended(element: XmlElement | undefined, path: string): XmlElement[] {
  return elementsAt(element, `${EXTENSION}/${path}`);
}

/** Tags by printed code; every text of a notice states its language. */
const TAGS = new Map<string, string>();
const MOST_TAGS = 1000;

/** Reads a language code of any ISO 639 part as the shortest BCP 47 tag (`NOR` → `no`). */
export function languageTag(printed: string): string {
  const known = TAGS.get(printed);
  if (known !== undefined) return known;
  const tag = canonicalTag(printed);
  if (TAGS.size >= MOST_TAGS) TAGS.clear();
  TAGS.set(printed, tag);
  return tag;
}

function canonicalTag(printed: string): string {
  try {
    return Intl.getCanonicalLocales(printed.toLowerCase())[0] ?? 'und';
  } catch {
    return 'und';
  }
}

/** Reads a text that is repeated once for each language. */
export function localText(element: XmlElement | undefined, path: string): LocalText | undefined {
  const texts: Record<string, string> = {};
  for (const part of elementsAt(element, path)) {
    const language = part.attributes.get('languageID');
    if (part.text !== '') texts[language === undefined ? 'und' : languageTag(language)] ??= part.text;
  }
  return Object.keys(texts).length === 0 ? undefined : texts;
}

/** Elements at a path whose `listName` is the one given: codes of different lists share one element name. */
export function codesAt(element: XmlElement | undefined, path: string, list: string): XmlElement[] {
  return elementsAt(element, path).filter(
    (code) => code.attributes.get('listName') === list && code.text !== '',
  );
}

/** Reads `true` or `false`; anything else is unknown. */
export function flag(text: string | undefined): boolean | undefined {
  return text === 'true' ? true : text === 'false' ? false : undefined;
}

/** Reads the classification of a project: main code first. */
export function readCodes(
  project: XmlElement | undefined,
  field: string,
  notes: ReadingNotes,
): { main?: SchemeCode; all: SchemeCode[] } {
  const all = new Map<string, SchemeCode>();
  const read = (path: string): SchemeCode | undefined => {
    let first: SchemeCode | undefined;
    for (const element of elementsAt(project, `${path}/ItemClassificationCode`)) {
      if (element.text === '') continue;
      const { warning, ...code } = readCode(element.attributes.get('listName')?.toUpperCase(), element.text);
      if (warning !== undefined) notes.warn(field, warning);
      notes.from(field, xpathOf(element));
      all.set(`${code.scheme} ${code.code}`, code);
      first ??= code;
    }
    return first;
  };
  const main = read('MainCommodityClassification');
  read('AdditionalCommodityClassification');
  return { ...(main === undefined ? {} : { main }), all: [...all.values()] };
}

/** Reads places of performance: country, NUTS, or a region such as "anywhere in the EEA". */
export function readPlaces(project: XmlElement | undefined): Place[] {
  const places = new Map<string, Place>();
  for (const address of elementsAt(project, 'RealizedLocation/Address')) {
    const printed = textAtPath(address, 'Country/IdentificationCode');
    const country = printed === undefined ? undefined : countryCode(printed);
    const nuts = textAtPath(address, 'CountrySubentityCode');
    const scope = textAtPath(address, 'Region');
    const place = {
      ...(country === undefined ? {} : { country }),
      ...(nuts === undefined ? {} : { nuts }),
      ...(scope === undefined ? {} : { scope }),
    };
    if (Object.keys(place).length > 0) places.set(`${country} ${nuts} ${scope}`, place);
  }
  return [...places.values()];
}

/** Reads an amount; one withheld from publication (BT-195) is suppressed until its date. */
export function readAmount(
  element: XmlElement | undefined,
  kind: NoticeValue['kind'],
  field: string,
  privacyCode: string,
  notes: ReadingNotes,
): NoticeValue | undefined {
  if (element === undefined) return undefined;
  const withheld = elementsAt(element.parent, 'FieldsPrivacy').find(
    (privacy) => textAtPath(privacy, 'FieldIdentifierCode') === privacyCode,
  );
  notes.from(field, xpathOf(element));
  if (withheld !== undefined) {
    const until = textAtPath(withheld, 'PublicationDate')?.slice(0, 10);
    notes.warn(field, 'The buyer withholds this value; the number printed beside is not shown.');
    return { kind, ...(until === undefined ? {} : { withheldUntil: until }) };
  }
  const amount = /^-?\d+(\.\d+)?$/.test(element.text) ? element.text : undefined;
  if (amount === undefined) {
    notes.warn(field, `${JSON.stringify(element.text)} is no amount.`);
    return undefined;
  }
  const printed = element.attributes.get('currencyID');
  const currency = printed === undefined ? undefined : currencyCode(printed);
  if (currency === undefined) notes.warn(`${field}.currency`, 'The amount has no currency of ISO 4217.');
  if (!/[1-9]/.test(amount))
    notes.warn(field, 'The amount is zero, which buyers print for "not stated" too.');
  return { amount, ...(currency === undefined ? {} : { currency }), kind };
}

/** Reads a period's end: date and time carry their own offsets, which can contradict each other. */
export function readPeriodEnd(
  period: XmlElement | undefined,
  kind: Deadline['kind'],
  country: string | undefined,
  field: string,
  notes: ReadingNotes,
): Deadline | undefined {
  const dateText = textAtPath(period, 'EndDate');
  if (period === undefined || dateText === undefined) return undefined;
  const timeText = textAtPath(period, 'EndTime');
  const [, date = '', dateOffset = ''] = /^(\d{4}-\d{2}-\d{2})(.*)$/.exec(dateText) ?? [];
  const [, time = '', timeOffset = ''] =
    /^(\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)(.*)$/.exec(timeText ?? '') ?? [];
  const offset = timeOffset === '' ? dateOffset : timeOffset;
  const printed = timeText === undefined ? dateText : `${date}T${time}${offset}`;
  const deadline = readDeadline(printed, kind, country === undefined ? {} : { country });
  if (deadline === undefined) {
    notes.warn(field, `${JSON.stringify(`${dateText} ${timeText ?? ''}`.trim())} is no date.`);
    return undefined;
  }
  notes.from(field, xpathOf(period));
  const contradiction =
    dateOffset !== '' && timeOffset !== '' && dateOffset !== timeOffset
      ? `Date and time print different offsets (${dateOffset} and ${timeOffset}); that of the time is taken.`
      : undefined;
  const warning = [contradiction, deadline.warning].filter((text) => text !== undefined).join(' ');
  if (warning !== '') notes.warn(field, warning);
  return {
    ...deadline,
    printed: timeText === undefined ? dateText : `${dateText} ${timeText}`,
    ...(warning === '' ? {} : { warning }),
  };
}

/** Reads the instant of a date element and a time element. */
export function readDateTime(
  element: XmlElement | undefined,
  dateName: string,
  timeName: string,
): string | undefined {
  const date = textAtPath(element, dateName);
  if (date === undefined) return undefined;
  const time = textAtPath(element, timeName);
  const offset = date.slice(10);
  const text =
    time === undefined ? date : `${date.slice(0, 10)}T${time}${/[Zz]|[+-]\d/.test(time) ? '' : offset}`;
  return parseInstant(text)?.instant;
}
