import type { Classification, Eligibility, Lot, NoticeStatus, Place, SchemeCode } from '#domain';
import { readCode } from '../notice/classification.ts';
import { countryCode } from '../notice/country.ts';
import type { ReadingNotes } from '../notice/reading-notes.ts';
import { elementsAt, xpathOf, type XmlElement } from '../xml/xml-element.ts';
import { amountOf, attribute, firstWithin, paragraphs, within } from './ted-fields.ts';

/** Reads lots of either generation: parts of a notice that is not divided are none. */
export function readLots(
  form: XmlElement | undefined,
  language: string,
  outcomes: ReadonlyMap<string, NoticeStatus>,
  notes: ReadingNotes,
): Lot[] {
  const isWhole = firstWithin(form, 'NO_LOT_DIVISION', 'DIV_INTO_LOT_NO') !== undefined;
  const parts = [...within(form, 'OBJECT_DESCR'), ...within(form, 'F17_ANNEX_B', 'F16_ANNEX_B')];
  const isDivided =
    firstWithin(form, 'LOT_DIVISION', 'F17_DIV_INTO_LOT_YES') !== undefined || parts.length > 1;
  if (isWhole || !isDivided) return [];
  const lots = new Map<string, Lot>();
  for (const [index, part] of parts.entries()) {
    const id =
      firstWithin(part, 'LOT_NO', 'LOT_NUMBER')?.text || attribute(part, 'ITEM') || String(index + 1);
    if (lots.has(id)) {
      notes.warn('lots', `Lot ${JSON.stringify(id)} is there more than once; the first one counts.`);
      continue;
    }
    const field = `lots[${id}]`;
    notes.from(field, xpathOf(part));
    const title = paragraphs(firstWithin(part, 'TITLE', 'LOT_TITLE'));
    const description = paragraphs(firstWithin(part, 'SHORT_DESCR', 'LOT_DESCRIPTION'));
    const classification = readCodes(within(part, 'CPV_CODE'), undefined, `${field}.classification`, notes);
    const performance = readPlaces(within(part, 'NUTS'));
    const value = amountOf(
      firstWithin(part, 'VAL_OBJECT', 'VALUE_COST'),
      'estimated',
      `${field}.value`,
      notes,
    );
    const status = outcomes.get(id);
    lots.set(id, {
      id,
      ...(title === undefined ? {} : { title: { [language]: title } }),
      ...(description === undefined ? {} : { description: { [language]: description } }),
      ...(classification.all.length === 0 ? {} : { classification }),
      ...(performance.length === 0 ? {} : { performance }),
      ...(value === undefined ? {} : { value }),
      ...(status === undefined ? {} : { status }),
    });
  }
  return [...lots.values()];
}

/** Reads CPV codes from elements with `CODE`; the main one is named apart. */
export function readCodes(
  elements: readonly XmlElement[],
  main: XmlElement | undefined,
  field: string,
  notes: ReadingNotes,
): Classification {
  const all = new Map<string, SchemeCode>();
  const read = (element: XmlElement): SchemeCode | undefined => {
    const printed = attribute(element, 'CODE');
    if (printed === undefined) return undefined;
    const { warning, ...code } = readCode('CPV', printed);
    if (warning !== undefined) notes.warn(field, warning);
    notes.from(field, xpathOf(element));
    all.set(code.code, code);
    return code;
  };
  const mainCode = main === undefined ? undefined : read(main);
  for (const element of elements) read(element);
  return { ...(mainCode === undefined ? {} : { main: mainCode }), all: [...all.values()] };
}

/** Reads places from NUTS codes, which for other continents are countries. */
export function readPlaces(elements: readonly XmlElement[]): Place[] {
  const places = new Map<string, Place>();
  for (const element of elements) {
    const nuts = attribute(element, 'CODE');
    if (nuts === undefined) continue;
    const country = countryCode(nuts.slice(0, 2));
    places.set(nuts, { ...(country === undefined ? {} : { country }), ...(nuts.length > 2 ? { nuts } : {}) });
  }
  return [...places.values()].filter((place) => Object.keys(place).length > 0);
}

/** Reads clauses on who may take part; the forms print only what holds, so nothing else is known. */
export function readEligibility(
  form: XmlElement | undefined,
  coded: XmlElement | undefined,
): Eligibility | undefined {
  const has = (...names: readonly string[]) => firstWithin(form, ...names) !== undefined;
  const regulation = attribute(elementsAt(coded, 'CODIF_DATA/RP_REGULATION')[0], 'CODE');
  const covered = has('CONTRACT_COVERED_GPA') || regulation === '5' || regulation === 'B';
  const reserved = [
    ...(has('RESTRICTED_SHELTERED_WORKSHOP', 'RESTRICTED_TO_SHELTERED_WORKSHOPS') ? ['res-ws'] : []),
    ...(has('RESERVED_ORGANISATIONS_SERVICE_MISSION') ? ['res-pub-ser'] : []),
  ];
  const read: Eligibility = {
    ...(covered ? { coveredBy: ['GPA'] } : {}),
    ...(reserved.length === 0 ? {} : { reserved }),
    ...(has('RESTRICTED_SHELTERED_PROGRAM', 'RESTRICTED_TO_FRAMEWORK') ? { reservedExecution: true } : {}),
  };
  return Object.keys(read).length === 0 ? undefined : read;
}
