import {
  versionByInstant,
  type Buyer,
  type Classification,
  type Deadline,
  type LocalText,
  type NoticeDocument,
  type NoticeValue,
  type NoticeVersion,
  type Place,
  type Supplier,
} from '#domain';
import { languageTag } from '../eforms/notice-fields.ts';
import { kindOf, statusOf } from '../eforms/notice-stage.ts';
import { isJsonObject, member, plainDecimal, ExactNumber, type JsonObject } from '../json/json-value.ts';
import { readCode } from '../notice/classification.ts';
import { countryCode } from '../notice/country.ts';
import { currencyCode } from '../notice/currency.ts';
import { readDeadline } from '../notice/deadline.ts';
import { addDecimals } from '../notice/decimal.ts';
import { parseInstant } from '../notice/instant.ts';
import { ReadingNotes } from '../notice/reading-notes.ts';
import { textAt, textsAt } from '../ocds/release-fields.ts';

/** A notice, or the rule it breaks; nothing if the object is no notice of the search. */
export type ReadTedApi =
  { readonly notice: NoticeVersion } | { readonly rule: 'ted-api-without-date'; readonly detail: string };

/** Dates of TED without an offset are legal time of Luxembourg, where it is published. */
const ZONE = 'Europe/Luxembourg';

/**
 * Maps one notice of the TED search (API v3) to a notice version. Which fields are there depends on the query. Values
 * per lot come as lists without the lots' ids, and several lots repeat the same value, so that no lots are made of them.
 */
export function noticeFromTedApi(object: JsonObject, source: string): ReadTedApi | undefined {
  const number = textAt(object, 'publication-number');
  if (number === undefined) return undefined;
  const printed = textAt(object, 'dispatch-date') ?? textAt(object, 'publication-date');
  const dispatched = printed === undefined ? undefined : parseInstant(printed, ZONE);
  if (dispatched === undefined)
    return {
      rule: 'ted-api-without-date',
      detail: `Notice ${number} has neither a readable publication-date nor a dispatch-date, so its place among the notices of its procedure is unknown. Ask for publication-date.`,
    };
  const notes = new ReadingNotes();
  const process = textAt(object, 'procedure-identifier');
  const formType = textAt(object, 'form-type');
  const noticeType = textAt(object, 'notice-type');
  const kind = kindOf(formType, noticeType, []);
  const title =
    textsByLanguage(object, 'notice-title', 'title', notes) ??
    textsByLanguage(object, 'title-proc', 'title', notes);
  if (title === undefined) notes.warn('title', 'The answer has no notice-title; ask for that field.');
  const description =
    textsByLanguage(object, 'description-proc', 'description', notes) ??
    textsByLanguage(object, 'description-lot', 'description', notes);
  const buyers = readBuyers(object, notes);
  const market = buyers.find((buyer) => buyer.country !== undefined)?.country;
  const deadline = readFirstDeadline(object, market, notes);
  const total = readTotal(object, notes);
  const isResult = kind === 'award' || kind === 'contract';
  const value = isResult ? readLotValues(object, notes) : (readLotValues(object, notes) ?? total);
  const winner = namesOf(object, 'winner-name').length > 0;
  const published = parseInstant(textAt(object, 'publication-date') ?? '', ZONE)?.instant;
  const type = textAt(object, 'procedure-type');
  const framework = textsAt(object, 'framework-agreement-lot');
  notes.from('key', process === undefined ? '/publication-number' : '/procedure-identifier');
  notes.from(
    'version',
    textAt(object, 'dispatch-date') === undefined ? '/publication-date' : '/dispatch-date',
  );
  return {
    notice: {
      source,
      key: process ?? number,
      ...(process === undefined ? {} : { process }),
      version: versionByInstant(dispatched.instant, number),
      nativeVersion: number,
      publicationNumber: number,
      kind,
      ...statusOf(formType, kind, new Map(winner ? [['', 'awarded'] as const] : [])),
      ...(formType === undefined ? {} : { formType }),
      ...(noticeType === undefined ? {} : { noticeType }),
      ...(title === undefined ? {} : { title }),
      ...(description === undefined ? {} : { description }),
      languages: Object.keys(description ?? {}),
      buyers,
      ...(market === undefined ? {} : { market }),
      performance: readPlaces(object),
      classification: readCodes(object, notes),
      ...(value === undefined ? {} : { value }),
      ...(isResult && total?.amount !== undefined && total.currency !== undefined
        ? { awarded: { amount: total.amount, currency: total.currency } }
        : {}),
      ...(published === undefined ? {} : { published }),
      ...(deadline === undefined ? {} : { deadline }),
      lots: [],
      ...(type === undefined && framework.length === 0
        ? {}
        : {
            procedure: {
              ...(type === undefined ? {} : { type }),
              ...(framework.length === 0 ? {} : { framework: framework.some((code) => code !== 'none') }),
            },
          }),
      relations: [],
      suppliers: readSuppliers(object, notes),
      documents: readLinks(object),
      warnings: notes.warnings,
      provenance: notes.provenance,
    },
  };
}

/** Texts by language; of several texts in one language (one for each lot) the first stands for all. */
function textsByLanguage(
  object: JsonObject,
  name: string,
  field: string,
  notes: ReadingNotes,
): LocalText | undefined {
  const value = member(object, name);
  if (!isJsonObject(value)) return undefined;
  const texts: Record<string, string> = {};
  for (const language of Object.keys(value)) {
    const [text] = textsAt(value, language);
    if (text !== undefined) texts[languageTag(language)] ??= text;
  }
  if (Object.keys(texts).length === 0) return undefined;
  notes.from(field, `/${name}`);
  return texts;
}

/** Names in the first language that has any. */
function namesOf(object: JsonObject, name: string): string[] {
  const value = member(object, name);
  if (!isJsonObject(value)) return textsAt(object, name);
  for (const language of Object.keys(value)) {
    const names = textsAt(value, language);
    if (names.length > 0) return names;
  }
  return [];
}

function readBuyers(object: JsonObject, notes: ReadingNotes): Buyer[] {
  const names = [...new Set(namesOf(object, 'buyer-name'))];
  const countries = textsAt(object, 'buyer-country');
  if (names.length === 0 && countries.length === 0) {
    notes.warn('buyers', 'The answer names no buyer; ask for buyer-name and buyer-country.');
    return [];
  }
  notes.from('buyers', names.length === 0 ? '/buyer-country' : '/buyer-name');
  const kind = textsAt(object, 'buyer-legal-type')[0];
  const distinct = new Set(countries);
  return (names.length === 0 ? [undefined] : names).map((name, index) => {
    // One country holds for all; several only where there is one for each name.
    const spelling =
      distinct.size === 1 || names.length === countries.length
        ? countries[distinct.size === 1 ? 0 : index]
        : undefined;
    const country = spelling === undefined ? undefined : countryCode(spelling);
    if (country === undefined)
      notes.warn(
        'market',
        spelling === undefined
          ? 'It is not said which buyer sits in which country.'
          : `${JSON.stringify(spelling)} is no country that Placet knows.`,
      );
    else notes.from('market', '/buyer-country');
    return {
      ...(name === undefined ? {} : { name }),
      ids: [],
      ...(country === undefined ? {} : { country, countryFrom: 'address' as const }),
      ...(kind === undefined ? {} : { kind }),
    };
  });
}

function readSuppliers(object: JsonObject, notes: ReadingNotes): Supplier[] {
  const names = namesOf(object, 'winner-name');
  const countries = textsAt(object, 'winner-country');
  if (names.length > 0) notes.from('suppliers', '/winner-name');
  return [...new Set(names)].map((name) => {
    const country =
      names.length === countries.length ? countryCode(countries[names.indexOf(name)] ?? '') : undefined;
    return { name, ...(country === undefined ? {} : { country }) };
  });
}

/** Countries (alpha-3) and NUTS codes stand in one list, repeated for each lot. */
function readPlaces(object: JsonObject): Place[] {
  const places = new Map<string, Place>();
  for (const code of textsAt(object, 'place-of-performance')) {
    const country = /^[A-Z]{3}$/.test(code) ? countryCode(code) : undefined;
    const place = country === undefined ? nutsPlace(code) : { country };
    places.set(JSON.stringify(place), place);
  }
  // A country alone says less than a region in it.
  const regions = [...places.values()].filter(({ nuts }) => nuts !== undefined);
  const covered = new Set(regions.map(({ country }) => country));
  return [
    ...regions,
    ...[...places.values()].filter(({ nuts, country }) => nuts === undefined && !covered.has(country)),
  ];
}

const SCOPES: Readonly<Record<string, string>> = {
  anyw: 'anywhere',
  'anyw-eea': 'eea',
  'anyw-cou': 'country',
};

function nutsPlace(nuts: string): Place {
  const scope = SCOPES[nuts];
  if (scope !== undefined) return { scope };
  const country = countryCode(nuts.slice(0, 2));
  return { ...(country === undefined ? {} : { country }), nuts };
}

function readCodes(object: JsonObject, notes: ReadingNotes): Classification {
  const main = textsAt(object, 'main-classification-proc')[0];
  const printed = [...(main === undefined ? [] : [main]), ...textsAt(object, 'classification-cpv')];
  const all = new Map(
    printed.map((text) => {
      const { warning, ...code } = readCode('CPV', text);
      if (warning !== undefined) notes.warn('classification', warning);
      return [code.code, code];
    }),
  );
  const [first] = all.values();
  if (first === undefined) return { all: [] };
  notes.from('classification', main === undefined ? '/classification-cpv' : '/main-classification-proc');
  return { main: first, all: [...all.values()] };
}

const DEADLINES = [
  ['deadline-receipt-tender-date-lot', 'deadline-receipt-tender-time-lot', 'tenders'],
  ['deadline-receipt-request-date-lot', 'deadline-receipt-request-time-lot', 'requests'],
  ['deadline-date-lot', 'deadline-time-lot', 'tenders'],
] as const;

/** The first deadline of the lots; different ones are told. */
function readFirstDeadline(
  object: JsonObject,
  country: string | undefined,
  notes: ReadingNotes,
): Deadline | undefined {
  const clock = { zone: ZONE, ...(country === undefined ? {} : { country }) };
  for (const [dateName, timeName, kind] of DEADLINES) {
    const dates = textsAt(object, dateName);
    const times = textsAt(object, timeName);
    const deadlines = dates.flatMap((date, index) => {
      // A time belongs to a date only where there is one for each.
      const time = times.length === dates.length ? times[index] : undefined;
      const printed = time === undefined ? date : `${date.slice(0, 10)}T${time}`;
      const deadline = readDeadline(printed, kind, clock);
      if (deadline === undefined) notes.warn('deadline', `${JSON.stringify(printed)} is no date.`);
      return deadline ?? [];
    });
    const [first] = deadlines.toSorted((a, b) => (a.instant < b.instant ? -1 : 1));
    if (first === undefined) continue;
    if (new Set(deadlines.map(({ instant }) => instant)).size > 1)
      notes.warn('deadline', 'Lots have different deadlines; the first is shown for the notice.');
    if (first.warning !== undefined) notes.warn('deadline', first.warning);
    notes.from('deadline', `/${dateName}`);
    return first;
  }
  return undefined;
}

/** The total value; TED prints 0 and 1 where it isn't stated. */
function readTotal(object: JsonObject, notes: ReadingNotes): NoticeValue | undefined {
  const amount = amountOf(textAt(object, 'total-value'));
  if (amount === undefined) return undefined;
  if (isPlaceholder(amount)) {
    notes.warn('value', `The total value is printed as ${amount}, which stands for "not stated".`);
    return undefined;
  }
  const currency = currencyOf(textsAt(object, 'total-value-cur'), notes);
  notes.from('value', '/total-value');
  return { amount, ...(currency === undefined ? {} : { currency }), kind: 'estimated' };
}

/** The sum of the estimates of the lots. */
function readLotValues(object: JsonObject, notes: ReadingNotes): NoticeValue | undefined {
  const printed = textsAt(object, 'estimated-value-lot');
  const amounts = printed.flatMap((text) => amountOf(text) ?? []).filter((amount) => !isPlaceholder(amount));
  if (printed.length > amounts.length)
    notes.warn('value', 'A lot has 0 or 1 for its value, which stands for "not stated", so no sum is made.');
  const currencies = textsAt(object, 'estimated-value-cur-lot');
  if (amounts.length === 0 || amounts.length < printed.length || new Set(currencies).size > 1)
    return undefined;
  const currency = currencyOf(currencies, notes);
  notes.from('value', '/estimated-value-lot');
  return { amount: addDecimals(amounts), ...(currency === undefined ? {} : { currency }), kind: 'estimated' };
}

function currencyOf(printed: readonly string[], notes: ReadingNotes): string | undefined {
  const [first] = printed;
  const currency = first === undefined ? undefined : currencyCode(first);
  if (currency === undefined) notes.warn('value.currency', 'The value has no currency of ISO 4217.');
  return currency;
}

function amountOf(text: string | undefined): string | undefined {
  if (text === undefined || !/^-?\d{1,100}(?:\.\d{1,100})?(?:[eE][+-]?\d{1,3})?$/.test(text))
    return undefined;
  return plainDecimal(new ExactNumber(text));
}

function isPlaceholder(amount: string): boolean {
  return /^[01](?:\.0+)?$/.test(amount);
}

/** Of the many links only the page in English and the XML. */
function readLinks(object: JsonObject): NoticeDocument[] {
  const links = member(object, 'links');
  if (!isJsonObject(links)) return [];
  return (
    [
      ['html', 'ENG', 'notice'],
      ['xml', 'MUL', 'xml'],
    ] as const
  ).flatMap(([kind, language, type]): NoticeDocument[] => {
    const addresses = member(links, kind);
    const url = isJsonObject(addresses) ? textAt(addresses, language) : undefined;
    return url === undefined ? [] : [{ type, url }];
  });
}
