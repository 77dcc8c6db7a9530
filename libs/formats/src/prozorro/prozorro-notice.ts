import {
  versionByInstant,
  type Buyer,
  type Classification,
  type Deadline,
  type Lot,
  type Money,
  type NoticeDocument,
  type NoticeVersion,
  type Place,
  type Relation,
  type SchemeCode,
  type SchemeId,
  type Supplier,
} from '#domain';
import { member, type JsonObject } from '../json/json-value.ts';
import { readCode } from '../notice/classification.ts';
import { readDeadline } from '../notice/deadline.ts';
import { addDecimals, isPositive } from '../notice/decimal.ts';
import { parseInstant } from '../notice/instant.ts';
import { ReadingNotes } from '../notice/reading-notes.ts';
import { localTextAt, objectAt, objectsAt, textAt, valueAt, type Located } from '../ocds/release-fields.ts';
import { addressCountry } from '../ocds/release-parties.ts';
import { readStage, resourceOf, STATUS, type Resource } from './prozorro-stage.ts';

/** An object of the API as a notice, or the rule it breaks; nothing if it is of a kind that is no notice. */
export type ReadProzorro =
  | { readonly notice: NoticeVersion }
  | { readonly rule: 'prozorro-without-id' | 'prozorro-without-date'; readonly detail: string };

const ZONE = 'Europe/Kyiv';

/** Procedures that conclude framework agreements. */
const FRAMEWORKS = new Set(['closeFrameworkAgreementUA', 'closeFrameworkAgreementSelectionUA']);
const DYNAMIC = new Set(['dynamicPurchasingSystem', 'electronicCatalogue']);

/**
 * Maps an object of the Prozorro API to a notice version. Each answer is the whole present state, so that the instant of
 * its modification orders the versions. Returns `undefined` for what is no notice, such as a complaint.
 */
export function noticeFromProzorro(object: JsonObject, source: string): ReadProzorro | undefined {
  const mark = resourceOf(object);
  if (mark === undefined) return undefined;
  const [numberName, resource] = mark;
  const number = textAt(object, numberName);
  const id = textAt(object, 'id') ?? number;
  if (id === undefined)
    return {
      rule: 'prozorro-without-id',
      detail: `The ${resource} has no id, by which its versions belong together.`,
    };
  const printed = textAt(object, 'dateModified') ?? textAt(object, 'date');
  const modified = printed === undefined ? undefined : parseInstant(printed, ZONE);
  if (modified === undefined)
    return {
      rule: 'prozorro-without-date',
      detail: `The ${resource} ${JSON.stringify(id)} has no readable dateModified, so its place among the versions is unknown.`,
    };
  const notes = new ReadingNotes();
  const root: Located = { object, pointer: '' };
  notes.from('key', textAt(object, 'id') === undefined ? `/${numberName}` : '/id');
  notes.from('version', textAt(object, 'dateModified') === undefined ? '/date' : '/dateModified');
  if (textAt(object, 'mode') === 'test')
    notes.warn('kind', 'The source marks this as a test; nothing is bought.');
  const buyers = readBuyers(root, notes);
  const suppliers = readSuppliers(root, resource, notes);
  const stage = readStage(object, resource, suppliers.length > 0, notes);
  const title =
    localTextAt(root, 'title', 'uk') ?? localTextAt(objectAt(root, 'budget'), 'description', 'uk');
  const description = localTextAt(root, 'description', 'uk');
  if (title !== undefined) notes.from('title', 'title' in object ? '/title' : '/budget/description');
  else if (description === undefined) notes.warn('title', `The ${resource} has no title.`);
  if (description !== undefined) notes.from('description', '/description');
  const deadline = readTenderDeadline(root, resource, notes);
  const value =
    resource === 'contract'
      ? undefined
      : (valueAt(root, 'value', 'estimated', 'value', notes) ?? budgetOf(root, notes));
  const awarded =
    resource === 'contract'
      ? money(valueAt(root, 'value', 'awarded', 'awarded', notes))
      : readAwarded(root, notes);
  const items = objectsAt(root, 'items');
  const published = parseInstant(
    textAt(object, 'dateCreated') ?? textAt(object, 'datePublished') ?? textAt(object, 'date') ?? '',
    ZONE,
  );
  const process =
    resource === 'tender' || resource === 'framework' ? id : (textAt(object, 'tender_id') ?? id);
  return {
    notice: {
      source,
      key: id,
      process,
      version: versionByInstant(modified.instant, id),
      nativeVersion: modified.printed,
      ...(number === undefined ? {} : { publicationNumber: number }),
      ...stage,
      noticeType: resource,
      ...(title === undefined ? {} : { title }),
      ...(description === undefined ? {} : { description }),
      languages: ['uk'],
      buyers,
      market: buyers.find((buyer) => buyer.country !== undefined)?.country ?? 'UA',
      performance: readPlaces(items),
      classification: readCodes([root, ...items], notes),
      ...(value === undefined ? {} : { value }),
      ...(awarded === undefined ? {} : { awarded }),
      ...(published === undefined ? {} : { published: published.instant }),
      ...(deadline === undefined ? {} : { deadline }),
      lots: readLots(root, items, notes),
      ...readProcedure(object),
      relations: readRelations(root, resource),
      suppliers,
      documents: readDocuments(root),
      warnings: notes.warnings,
      provenance: notes.provenance,
    },
  };
}

function readBuyers(root: Located, notes: ReadingNotes): Buyer[] {
  const entity = objectAt(root, 'procuringEntity');
  const named = objectsAt(root, 'buyers');
  // Who buys for others is the procuring entity; its kind holds for the whole purchase.
  const parties = named.length > 0 ? named : entity === undefined ? [] : [entity];
  const [first] = parties;
  if (first === undefined) notes.warn('buyers', 'No buyer is named.');
  else notes.from('buyers', first.pointer);
  const kind = entity === undefined ? undefined : textAt(entity.object, 'kind');
  return parties.map((party) => {
    const name = textAt(party.object, 'name');
    const country = addressCountry(party);
    if (country?.code !== undefined) notes.from('market', country.pointer);
    return {
      ...(name === undefined ? {} : { name }),
      ids: identifiersOf(party),
      country: country?.code ?? 'UA',
      countryFrom: country?.code === undefined ? ('source' as const) : ('address' as const),
      ...(kind === undefined ? {} : { kind }),
    };
  });
}

function identifiersOf(party: Located): SchemeId[] {
  return [objectAt(party, 'identifier'), ...objectsAt(party, 'additionalIdentifiers')].flatMap(
    (identifier) => {
      const id = identifier === undefined ? undefined : textAt(identifier.object, 'id');
      if (identifier === undefined || id === undefined) return [];
      return [{ scheme: textAt(identifier.object, 'scheme') ?? 'unknown', id }];
    },
  );
}

/** Winners of the awards that stand; of a contract, its own suppliers. */
function readSuppliers(root: Located, resource: Resource, notes: ReadingNotes): Supplier[] {
  const holders =
    resource === 'tender'
      ? standingAwards(root)
      : resource === 'agreement'
        ? objectsAt(root, 'contracts')
        : [root];
  const suppliers = new Map<string, Supplier>();
  for (const party of holders.flatMap((holder) => objectsAt(holder, 'suppliers'))) {
    const name = textAt(party.object, 'name');
    const ids = identifiersOf(party);
    const country = addressCountry(party)?.code;
    const key = `${ids.map(({ scheme, id }) => `${scheme} ${id}`).join('|')} ${name ?? ''}`;
    if (key.trim() === '' || suppliers.has(key)) continue;
    notes.from('suppliers', party.pointer);
    suppliers.set(key, {
      ...(name === undefined ? {} : { name }),
      ...(country === undefined ? {} : { country }),
      ...(ids.length === 0 ? {} : { ids }),
    });
  }
  return [...suppliers.values()];
}

function standingAwards(root: Located): Located[] {
  return objectsAt(root, 'awards').filter((award) => textAt(award.object, 'status') === 'active');
}

/** The sum of the standing awards; zeros stand for "not stated" and make every sum wrong. */
function readAwarded(root: Located, notes: ReadingNotes): Money | undefined {
  const values = standingAwards(root).flatMap(
    (award) => valueAt(award, 'value', 'awarded', 'awarded', notes) ?? [],
  );
  const currencies = new Set(values.map(({ currency }) => currency));
  const [currency] = currencies;
  if (currency === undefined || currencies.size !== 1) return undefined;
  if (values.some(({ amount }) => !isPositive(amount ?? ''))) return undefined;
  return { amount: addDecimals(values.flatMap(({ amount }) => amount ?? [])), currency };
}

function money(value: { amount?: string; currency?: string } | undefined): Money | undefined {
  return value?.amount === undefined || value.currency === undefined
    ? undefined
    : { amount: value.amount, currency: value.currency };
}

/** Plans state a budget: the amount and its currency are members of the same object. */
function budgetOf(root: Located, notes: ReadingNotes) {
  return valueAt(root, 'budget', 'estimated', 'value', notes);
}

function readTenderDeadline(root: Located, resource: Resource, notes: ReadingNotes): Deadline | undefined {
  // Frameworks take requests as long as the period of qualification lasts.
  const qualification = resource === 'framework' ? objectAt(root, 'qualificationPeriod') : undefined;
  const period = qualification ?? objectAt(root, 'tenderPeriod');
  const printed = period === undefined ? undefined : textAt(period.object, 'endDate');
  if (period === undefined || printed === undefined) return undefined;
  const deadline = readDeadline(printed, qualification === undefined ? 'tenders' : 'requests', {
    zone: ZONE,
    country: 'UA',
  });
  if (deadline === undefined) notes.warn('deadline', `${JSON.stringify(printed)} is no date.`);
  else notes.from('deadline', `${period.pointer}/endDate`);
  if (deadline?.warning !== undefined) notes.warn('deadline', deadline.warning);
  return deadline;
}

function readCodes(parts: readonly Located[], notes: ReadingNotes): Classification {
  const all = new Map<string, SchemeCode>();
  let main: SchemeCode | undefined;
  for (const part of parts)
    for (const located of [
      objectAt(part, 'classification'),
      ...objectsAt(part, 'additionalClassifications'),
    ]) {
      const printed = located === undefined ? undefined : textAt(located.object, 'id');
      if (located === undefined || printed === undefined) continue;
      const { warning, ...code } = readCode(textAt(located.object, 'scheme'), printed);
      if (warning !== undefined) notes.warn('classification', warning);
      notes.from('classification', located.pointer);
      if (code.scheme === 'CPV') main ??= code;
      all.set(`${code.scheme} ${code.code}`, code);
    }
  return { ...(main === undefined ? {} : { main }), all: [...all.values()] };
}

function readPlaces(items: readonly Located[]): Place[] {
  const countries = items.flatMap((item) => addressCountry(item, 'deliveryAddress')?.code ?? []);
  return [...new Set(countries)].map((country) => ({ country }));
}

function readLots(root: Located, items: readonly Located[], notes: ReadingNotes): Lot[] {
  return objectsAt(root, 'lots').flatMap((located): Lot[] => {
    const id = textAt(located.object, 'id');
    if (id === undefined) return [];
    const own = items.filter((item) => textAt(item.object, 'relatedLot') === id);
    const title = localTextAt(located, 'title', 'uk');
    const description = localTextAt(located, 'description', 'uk');
    const value = valueAt(located, 'value', 'estimated', `lots[${id}].value`, notes);
    const classification = readCodes(own, notes);
    const performance = readPlaces(own);
    const status = STATUS[textAt(located.object, 'status') ?? ''];
    return [
      {
        id,
        ...(title === undefined ? {} : { title }),
        ...(description === undefined ? {} : { description }),
        ...(classification.all.length === 0 ? {} : { classification }),
        ...(performance.length === 0 ? {} : { performance }),
        ...(value === undefined ? {} : { value }),
        // An active lot shares the state of its tender.
        ...(status === undefined || status === 'open' ? {} : { status }),
      },
    ];
  });
}

function readProcedure(object: JsonObject): Pick<NoticeVersion, 'procedure'> {
  const tender = member(object, 'tender');
  const type =
    textAt(object, 'procurementMethodType') ??
    textAt(object, 'frameworkType') ??
    (typeof tender === 'object' && tender !== null && 'procurementMethodType' in tender
      ? textAt(tender, 'procurementMethodType')
      : undefined);
  if (type === undefined) return {};
  return {
    procedure: {
      type,
      framework: FRAMEWORKS.has(type),
      ...(DYNAMIC.has(type) ? { dynamic: true } : {}),
    },
  };
}

function follow(ref: string | undefined): Relation[] {
  return ref === undefined ? [] : [{ type: 'follows', ref }];
}

/** Links by id: the tender of a contract, the plans of a tender, the first stage of a second one. */
function readRelations(root: Located, resource: Resource): Relation[] {
  const { object } = root;
  const relations = [
    ...(resource === 'contract' || resource === 'agreement' ? follow(textAt(object, 'tender_id')) : []),
    ...follow(textAt(object, 'dialogueID')),
    ...objectsAt(root, 'plans').flatMap((plan) => follow(textAt(plan.object, 'id'))),
  ];
  if (
    resource !== 'tender' ||
    textAt(object, 'procurementMethodType') !== 'closeFrameworkAgreementSelectionUA'
  )
    return relations;
  const agreements = objectsAt(root, 'agreements').flatMap(
    (agreement) => textAt(agreement.object, 'id') ?? [],
  );
  return [...relations, ...agreements.map((ref): Relation => ({ type: 'framework', ref }))];
}

function readDocuments(root: Located): NoticeDocument[] {
  const documents = new Map<string, NoticeDocument>();
  for (const { object } of objectsAt(root, 'documents')) {
    const [id, title, type, url, language, format] = [
      'id',
      'title',
      'documentType',
      'url',
      'language',
      'format',
    ].map((name) => textAt(object, name));
    const published = parseInstant(textAt(object, 'datePublished') ?? '', ZONE)?.instant;
    const document = {
      ...(id === undefined ? {} : { id }),
      ...(title === undefined ? {} : { title }),
      ...(type === undefined ? {} : { type }),
      ...(url === undefined ? {} : { url }),
      ...(language === undefined ? {} : { language }),
      ...(format === undefined ? {} : { format }),
      ...(published === undefined ? {} : { published }),
    };
    // A document is listed again for each of its versions; the last one stands.
    if (Object.keys(document).length > 0) documents.set(id ?? url ?? JSON.stringify(document), document);
  }
  return [...documents.values()];
}
