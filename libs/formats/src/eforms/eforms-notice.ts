import {
  versionByInstant,
  type Deadline,
  type Lot,
  type Money,
  type NoticeValue,
  type NoticeVersion,
  type Procedure,
  type Relation,
} from '#domain';
import { ReadingNotes } from '../notice/reading-notes.ts';
import { elementAt, elementsAt, textAtPath, type XmlElement } from '../xml/xml-element.ts';
import {
  codesAt,
  extended,
  flag,
  languageTag,
  localText,
  readAmount,
  readCodes,
  readDateTime,
  readPlaces,
} from './notice-fields.ts';
import { lotElements, readLots, readValue } from './notice-lots.ts';
import { readBuyers, readLotOutcomes, readOrganizations, readSuppliers } from './notice-parties.ts';
import { kindOf, statusOf } from './notice-stage.ts';

/** A notice, or the rule of eForms it breaks. */
export type ReadNotice =
  | { readonly notice: NoticeVersion }
  | {
      readonly rule: 'eforms-without-id' | 'eforms-without-version';
      readonly detail: string;
      readonly path: string;
    };

/**
 * Maps an eForms notice of any subtype and SDK version to a notice version. The key is the procedure (BT-04), so that
 * changes and results, which are notices of their own, become versions of it; without one the notice stands alone.
 */
export function noticeFromEforms(root: XmlElement, source: string): ReadNotice {
  const id = readId(root);
  if (id === undefined)
    return {
      rule: 'eforms-without-id',
      detail: 'The notice has no identifier (BT-701, cbc:ID).',
      path: '/*/cbc:ID',
    };
  const number = textAtPath(root, 'VersionID');
  if (number === undefined)
    return {
      rule: 'eforms-without-version',
      detail: `Notice ${id} has no version (BT-757, cbc:VersionID), so it cannot be ordered.`,
      path: '/*/cbc:VersionID',
    };
  const notes = new ReadingNotes();
  const process = textAtPath(root, 'ContractFolderID');
  const project = elementAt(root, 'ProcurementProject');
  const dispatch = readDateTime(root, 'IssueDate', 'IssueTime');
  if (dispatch === undefined) notes.warn('published', 'The notice has no date of dispatch.');
  const organizations = readOrganizations(root);
  const buyers = readBuyers(root, organizations, notes);
  const market = buyers.find((buyer) => buyer.country !== undefined)?.country;
  const outcomes = readLotOutcomes(root);
  const lots = readLots(root, market, outcomes, notes);
  const relations = readRelations(root);
  const formCode = elementAt(root, 'NoticeTypeCode');
  const formType = formCode?.attributes.get('listName');
  const kind = kindOf(formType, formCode?.text, relations);
  const title = localText(project, 'Name');
  const description = localText(project, 'Description');
  if (title === undefined) notes.warn('title', 'The notice has no title.');
  else notes.from('title', '/*/cac:ProcurementProject/cbc:Name');
  const deadline = earliestDeadline(lots, notes);
  const total = readAmount(
    extended(root, 'NoticeResult/TotalAmount')[0],
    'awarded',
    'awarded',
    'not-val',
    notes,
  );
  // A withheld total is the notice's value as far as it is known: when it will be told.
  const value = readValue(project, '', notes) ?? (total?.withheldUntil === undefined ? undefined : total);
  const awarded = asMoney(total);
  const procedure = readProcedure(root);
  const languages = [
    ...elementsAt(root, 'NoticeLanguageCode'),
    ...elementsAt(root, 'AdditionalNoticeLanguage/ID'),
  ]
    .map((element) => languageTag(element.text))
    .filter((tag) => tag !== 'und');
  const publication = extended(root, 'Publication')[0];
  const optional = {
    process,
    publicationNumber: textAtPath(publication, 'NoticePublicationID'),
    formType,
    noticeType: formCode?.text,
    subtype: extended(root, 'NoticeSubType/SubTypeCode')[0]?.text,
    schemaVersion: textAtPath(root, 'CustomizationID'),
    title,
    description,
    market,
    value,
    awarded,
    published: readDateTime(publication, 'PublicationDate', 'PublicationTime') ?? dispatch,
    deadline,
    procedure,
  };
  return {
    notice: {
      source,
      key: process ?? id,
      version: versionByInstant(dispatch ?? '0000-01-01T00:00:00Z', `${id} ${number.padStart(4, '0')}`),
      nativeVersion: `${id}-${number}`,
      kind,
      ...statusOf(formType, kind, outcomes),
      languages: [...new Set(languages)],
      buyers,
      performance: readPlaces(project),
      classification: readCodes(project, 'classification', notes),
      lots,
      relations,
      suppliers: readSuppliers(root, organizations, notes),
      documents: readDocuments(root),
      ...Object.fromEntries(Object.entries(optional).filter(([, item]) => item !== undefined)),
      warnings: notes.warnings,
      provenance: notes.provenance,
    },
  };
}

/** The identifier of the notice; early ones don't name its scheme. */
function readId(root: XmlElement): string | undefined {
  const ids = elementsAt(root, 'ID').filter((element) => element.text !== '');
  return (ids.find((element) => element.attributes.get('schemeName') === 'notice-id') ?? ids[0])?.text;
}

/** The first deadline of the lots; different ones are told, and each lot keeps its own. */
function earliestDeadline(lots: readonly Lot[], notes: ReadingNotes): Deadline | undefined {
  const [first, ...others] = lots
    .flatMap((lot) => lot.deadline ?? [])
    .toSorted((a, b) => (a.instant < b.instant ? -1 : a.instant > b.instant ? 1 : 0));
  if (others.some((deadline) => deadline.instant !== first?.instant))
    notes.warn('deadline', 'Lots have different deadlines; the first is shown for the notice.');
  return first;
}

/** The total of the result as money, unless it is withheld. */
function asMoney(total: NoticeValue | undefined): Money | undefined {
  return total?.amount === undefined || total.currency === undefined
    ? undefined
    : { amount: total.amount, currency: total.currency };
}

function readProcedure(root: XmlElement): Procedure | undefined {
  const process = elementAt(root, 'TenderingProcess');
  const processes = [process, ...lotElements(root).map((lot) => elementAt(lot, 'TenderingProcess'))];
  const systems = (list: string) =>
    processes.flatMap((each) => codesAt(each, 'ContractingSystem/ContractingSystemTypeCode', list));
  const uses = (list: string) => {
    const codes = systems(list);
    return codes.length === 0 ? undefined : codes.some((code) => code.text !== 'none');
  };
  const members = {
    type: textAtPath(process, 'ProcedureCode'),
    framework: uses('framework-agreement'),
    dynamic: uses('dps-usage'),
    accelerated: flag(
      codesAt(process, 'ProcessJustification/ProcessReasonCode', 'accelerated-procedure')[0]?.text,
    ),
  };
  const stated = Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
  return Object.keys(stated).length === 0 ? undefined : stated;
}

/** Reads links to other notices as printed: `<notice id>-<version>`, or an OJ number of either era. */
function readRelations(root: XmlElement): Relation[] {
  const relations = new Map<string, Relation>();
  const add = (type: Relation['type'], ref: string | undefined) => {
    if (ref !== undefined && ref !== '') relations.set(`${type} ${ref}`, { type, ref });
  };
  for (const changes of extended(root, 'Changes')) {
    const reasons = elementsAt(changes, 'ChangeReason/ReasonCode').map((code) => code.text);
    const type = reasons.includes('cancel') ? 'cancels' : 'changes';
    for (const changed of elementsAt(changes, 'ChangedNoticeIdentifier')) add(type, changed.text);
  }
  for (const changed of extended(root, 'ContractModification/ChangedNoticeIdentifier'))
    add('modifies', changed.text);
  for (const lot of lotElements(root))
    for (const { text } of elementsAt(lot, 'TenderingProcess/NoticeDocumentReference/ID'))
      add('follows', text);
  for (const { text } of extended(root, 'NoticeResult/SettledContract/NoticeDocumentReference/ID'))
    add('framework', text);
  return [...relations.values()];
}

function readDocuments(root: XmlElement) {
  const documents = lotElements(root).flatMap((lot) =>
    elementsAt(lot, 'TenderingTerms/CallForTendersDocumentReference').map((reference) => {
      const members = {
        id: textAtPath(reference, 'ID'),
        type: textAtPath(reference, 'DocumentType'),
        url: textAtPath(reference, 'Attachment/ExternalReference/URI'),
      };
      return Object.fromEntries(Object.entries(members).filter(([, text]) => text !== undefined));
    }),
  );
  // Lots repeat the documents that they share.
  return [...new Map(documents.map((document) => [JSON.stringify(document), document])).values()];
}
