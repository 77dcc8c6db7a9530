import {
  versionByInstant,
  type Deadline,
  type LocalText,
  type Money,
  type NoticeDocument,
  type NoticeKind,
  type NoticeValue,
  type NoticeVersion,
} from '#domain';
import { readDeadline } from '../notice/deadline.ts';
import { addDecimals, isPositive } from '../notice/decimal.ts';
import { parseInstant } from '../notice/instant.ts';
import { ReadingNotes } from '../notice/reading-notes.ts';
import { zoneOfCountry } from '../notice/zone.ts';
import { elementAt, elementsAt, textAtPath, xpathOf, type XmlElement } from '../xml/xml-element.ts';
import {
  amountOf,
  attribute,
  firstWithin,
  formsOf,
  isoDate,
  languageOf,
  paragraphs,
  within,
} from './ted-fields.ts';
import { readCodes, readEligibility, readLots, readPlaces } from './ted-lots.ts';
import { readBuyers, readSuppliers } from './ted-parties.ts';
import {
  changedSections,
  deadlineKind,
  kindOf,
  lotOutcomes,
  procedureOf,
  relationsOf,
  statusOf,
} from './ted-stage.ts';

/** A notice, or the rule of the export it breaks. */
export type ReadTed =
  | { readonly notice: NoticeVersion }
  | {
      readonly rule: 'ted-without-number' | 'ted-without-date';
      readonly detail: string;
      readonly path: string;
    };

/** The Official Journal is published in Luxembourg. */
const ZONE = 'Europe/Luxembourg';
/** Countries with islands in other zones, where nearly all buyers sit in one. */
const MAINLANDS: Readonly<Record<string, string>> = { ES: 'Europe/Madrid', PT: 'Europe/Lisbon' };
const TITLES = ['TITLE', 'TITLE_CONTRACT'];
const DESCRIPTIONS = ['SHORT_DESCR', 'SHORT_CONTRACT_DESCRIPTION'];

/**
 * Maps a legacy TED export to a notice version. Every publication is a notice of its own under its number: before
 * eForms procedures had no id, so that notices are only linked by the numbers they name.
 */
export function noticeFromTed(root: XmlElement, source: string): ReadTed {
  const coded = elementAt(root, 'CODED_DATA_SECTION');
  const journal = textAtPath(coded, 'NOTICE_DATA/NO_DOC_OJS');
  const number = attribute(root, 'DOC_ID') ?? documentNumber(journal);
  if (number === undefined)
    return {
      rule: 'ted-without-number',
      detail: 'The export has no number: neither DOC_ID nor NO_DOC_OJS.',
      path: '/*',
    };
  const printed = textAtPath(coded, 'REF_OJS/DATE_PUB') ?? textAtPath(coded, 'CODIF_DATA/DS_DATE_DISPATCH');
  const published = printed === undefined ? undefined : parseInstant(isoDate(printed), ZONE);
  if (published === undefined)
    return {
      rule: 'ted-without-date',
      detail: `Notice ${number} has no readable date of publication (DATE_PUB) or dispatch.`,
      path: '/*/CODED_DATA_SECTION/REF_OJS',
    };
  const notes = new ReadingNotes();
  notes.from(
    'key',
    root.attributes.has('DOC_ID') ? '/*/@DOC_ID' : '/*/CODED_DATA_SECTION/NOTICE_DATA/NO_DOC_OJS',
  );
  notes.from('version', '/*/CODED_DATA_SECTION/REF_OJS/DATE_PUB');
  const { original: form, all: forms } = formsOf(root);
  if (form === undefined) notes.warn('formType', 'The export has no form, only coded data.');
  const typeElement = elementAt(coded, 'CODIF_DATA/TD_DOCUMENT_TYPE');
  const type = attribute(typeElement, 'CODE');
  if (typeElement !== undefined) notes.from('kind', xpathOf(typeElement));
  const kind = kindOf(type, form);
  const language = form === undefined ? 'und' : languageOf(form);
  const buyers = readBuyers(form, coded, notes);
  const market = buyers.find((buyer) => buyer.country !== undefined)?.country;
  const procedureElement = elementAt(coded, 'CODIF_DATA/PR_PROC');
  const procedureCode = attribute(procedureElement, 'CODE');
  const title = localText(forms, TITLES, 'title', notes) ?? titleFromCoded(root, coded);
  if (title === undefined) notes.warn('title', 'The notice has no title.');
  const object = objectOf(form, notes);
  const lots = readLots(form, language, lotOutcomes(form), notes);
  const deadline = readTedDeadline(form, coded, deadlineKind(type, procedureCode), market, notes);
  const value = readValue(form, object, kind, notes);
  const optional = {
    formType: form?.name.replace(/_2014$/, ''),
    noticeType: type,
    schemaVersion:
      attribute(root, 'VERSION') ?? (form === undefined ? undefined : attribute(form, 'VERSION')),
    title,
    description: localText(forms, DESCRIPTIONS, 'description', notes),
    market,
    value,
    awarded: readAwarded(form, object, kind, notes),
    deadline,
    eligibility: readEligibility(form, coded),
    procedure: procedureOf(procedureCode, procedureElement?.text, form),
  };
  const sections = kind === 'amendment' ? changedSections(form) : [];
  if (kind === 'amendment')
    notes.warn(
      'relations',
      `This corrects an earlier notice${sections.length === 0 ? '' : ` in ${sections.join(', ')}`}; the changes are texts and are not applied to it.`,
    );
  return {
    notice: {
      source,
      key: number,
      version: versionByInstant(published.instant, number),
      nativeVersion: number,
      publicationNumber: number,
      kind,
      status: statusOf(kind, form),
      languages: [...new Set(forms.map(languageOf))].filter((tag) => tag !== 'und'),
      buyers,
      performance: readPlaces([
        ...elementsAt(coded, 'NOTICE_DATA/PERFORMANCE_NUTS'),
        ...elementsAt(coded, 'NOTICE_DATA/ORIGINAL_NUTS'),
      ]),
      classification: readCodes(
        elementsAt(coded, 'NOTICE_DATA/ORIGINAL_CPV'),
        firstWithin(firstWithin(form, 'CPV_MAIN'), 'CPV_CODE'),
        'classification',
        notes,
      ),
      published: published.instant,
      lots,
      relations: relationsOf(kind, coded, form),
      suppliers: readSuppliers(form, notes),
      documents: readDocuments(form, coded),
      ...Object.fromEntries(Object.entries(optional).filter(([, item]) => item !== undefined)),
      warnings: notes.warnings,
      provenance: notes.provenance,
    },
  };
}

/** Rewrites `2021/S 126-330055` as `330055-2021`, the form that links across the eras use too. */
export function documentNumber(journal: string | undefined): string | undefined {
  const [, year, number] = /^(\d{4})\/S\s*\d{1,3}-(\d{6,8})$/.exec(journal?.trim() ?? '') ?? [];
  return year === undefined ? undefined : `${number}-${year}`;
}

function localText(
  forms: readonly XmlElement[],
  names: readonly string[],
  field: string,
  notes: ReadingNotes,
): LocalText | undefined {
  const texts: Record<string, string> = {};
  for (const form of forms) {
    const element = firstWithin(form, ...names);
    const text = paragraphs(element);
    if (element === undefined || text === undefined) continue;
    texts[languageOf(form)] ??= text;
    notes.from(field, xpathOf(element));
  }
  return Object.keys(texts).length === 0 ? undefined : texts;
}

/** The titles that the Publications Office writes, in the language of the original. */
function titleFromCoded(root: XmlElement, coded: XmlElement | undefined): LocalText | undefined {
  const language = textAtPath(coded, 'NOTICE_DATA/LG_ORIG');
  const titles = elementsAt(root, 'TRANSLATION_SECTION/ML_TITLES/ML_TI_DOC');
  const own = titles.find((title) => attribute(title, 'LG') === language) ?? titles[0];
  const text = own === undefined ? undefined : paragraphs(elementAt(own, 'TI_TEXT'));
  return own === undefined || text === undefined
    ? undefined
    : { [attribute(own, 'LG')?.toLowerCase() ?? 'und']: text };
}

/** Prior information can announce several objects; the first stands for the notice. */
function objectOf(form: XmlElement | undefined, notes: ReadingNotes): XmlElement | undefined {
  const objects = elementsAt(form, 'OBJECT_CONTRACT');
  if (objects.length > 1)
    notes.warn('title', `The notice announces ${objects.length} objects; the first one is shown.`);
  return objects[0];
}

function readValue(
  form: XmlElement | undefined,
  object: XmlElement | undefined,
  kind: NoticeKind,
  notes: ReadingNotes,
): NoticeValue | undefined {
  const estimated = elementAt(object, 'VAL_ESTIMATED_TOTAL');
  if (estimated !== undefined) return amountOf(estimated, 'estimated', 'value', notes);
  if (kind === 'award' || kind === 'contract') return undefined;
  const defence = firstWithin(firstWithin(form, 'TOTAL_ESTIMATED', 'NATURE_QUANTITY_SCOPE'), 'VALUE_COST');
  return amountOf(defence, 'estimated', 'value', notes);
}

/** The stated total, or else the sum of the awarded contracts if they are in one currency. */
function readAwarded(
  form: XmlElement | undefined,
  object: XmlElement | undefined,
  kind: NoticeKind,
  notes: ReadingNotes,
): Money | undefined {
  if (kind !== 'award' && kind !== 'contract') return undefined;
  const total =
    firstWithin(form, 'VAL_TOTAL_AFTER') ??
    elementAt(object, 'VAL_TOTAL') ??
    firstWithin(firstWithin(form, 'TOTAL_FINAL_VALUE'), 'VALUE_COST');
  if (total !== undefined) return moneyOf(amountOf(total, 'awarded', 'awarded', notes));
  const contracts = within(form, 'AWARD_CONTRACT', 'AWARD_OF_CONTRACT_DEFENCE');
  const amounts = contracts.flatMap((contract) => {
    const inner =
      firstWithin(contract, 'AWARDED_CONTRACT') ?? firstWithin(contract, 'CONTRACT_VALUE_INFORMATION');
    const values = within(inner, 'VAL_TOTAL', 'COSTS_RANGE_AND_CURRENCY_WITH_VAT_RATE');
    const element = values[0]?.name === 'VAL_TOTAL' ? values[0] : firstWithin(values[0], 'VALUE_COST');
    return amountOf(element, 'awarded', 'awarded', notes) ?? [];
  });
  const currencies = new Set(amounts.map(({ currency }) => currency));
  const [currency] = currencies;
  if (currency === undefined || currencies.size !== 1) return undefined;
  const stated = amounts.flatMap(({ amount }) => amount ?? []);
  return stated.every(isPositive) ? { amount: addDecimals(stated), currency } : undefined;
}

function moneyOf(value: NoticeValue | undefined): Money | undefined {
  return value?.amount === undefined || value.currency === undefined
    ? undefined
    : { amount: value.amount, currency: value.currency };
}

/** The deadline of the form or of the coded data; both print local time without an offset. */
function readTedDeadline(
  form: XmlElement | undefined,
  coded: XmlElement | undefined,
  kind: Deadline['kind'],
  country: string | undefined,
  notes: ReadingNotes,
): Deadline | undefined {
  const day = firstWithin(form, 'DATE_RECEIPT_TENDERS');
  const time = firstWithin(form, 'TIME_RECEIPT_TENDERS')?.text;
  const codedDate = elementAt(coded, 'CODIF_DATA/DT_DATE_FOR_SUBMISSION');
  const element = day ?? codedDate;
  const text = day === undefined ? codedDate?.text : [day.text, time].filter(Boolean).join(' ');
  if (element === undefined || text === undefined || text === '') return undefined;
  const zone = country === undefined ? undefined : (zoneOfCountry(country) ?? MAINLANDS[country]);
  const deadline = readDeadline(isoDate(text), kind, zone === undefined ? {} : { zone });
  if (deadline === undefined) {
    notes.warn('deadline', `${JSON.stringify(text)} is no date.`);
    return undefined;
  }
  notes.from('deadline', xpathOf(element));
  if (deadline.warning !== undefined) notes.warn('deadline', deadline.warning);
  return { ...deadline, printed: text };
}

function readDocuments(form: XmlElement | undefined, coded: XmlElement | undefined): NoticeDocument[] {
  const notices = elementsAt(coded, 'NOTICE_DATA/URI_LIST/URI_DOC').map((element): NoticeDocument => ({
    type: 'notice',
    url: element.text,
    language: attribute(element, 'LG')?.toLowerCase() ?? 'und',
  }));
  const urls = [
    ...within(form, 'URL_DOCUMENT').map(({ text }) => text),
    ...elementsAt(coded, 'NOTICE_DATA/IA_URL_ETENDERING').map(({ text }) => text),
  ].filter((url) => url !== '');
  return [
    ...notices,
    ...[...new Set(urls)].map((url): NoticeDocument => ({ type: 'tender-documents', url })),
  ];
}
