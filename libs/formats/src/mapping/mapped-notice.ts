import {
  NOTICE_KINDS,
  NOTICE_STATUSES,
  versionByNumber,
  type Eligibility,
  type Lot,
  type NoticeDocument,
  type NoticeKind,
  type NoticeStatus,
  type NoticeVersion,
  type Procedure,
  type Relation,
  type Supplier,
} from '#domain';
import { ReadingNotes } from '../notice/reading-notes.ts';
import { holds, readText, readTexts } from './expression.ts';
import type { Expression, LotMapping, Mapping, OrderPart } from './mapping.ts';
import { RecordReader } from './record-reader.ts';
import type { Scope } from './record-path.ts';

/** Why a record is no notice. */
export interface RefusedRecord {
  readonly rule: 'mapping-refused' | 'mapping-without-key' | 'mapping-without-version';
  readonly detail: string;
}

/** Maps one record to a notice version. What it doesn't say stays absent; doubts are told in the warnings. */
export function mapRecord(
  mapping: Mapping,
  scope: Scope,
  source: string,
): { readonly notice: NoticeVersion } | RefusedRecord {
  const notes = new ReadingNotes();
  const reader = new RecordReader(mapping, scope, notes);
  const { notice: fields } = mapping;
  const refused = fields.refuse?.find(({ when }) => holds(when, scope));
  if (refused !== undefined) return { rule: 'mapping-refused', detail: refused.problem };
  const key = reader.text(fields.key, 'key');
  if (key === undefined)
    return {
      rule: 'mapping-without-key',
      detail: `The record has no ${named(fields.key)}, by which ${mapping.id} tells its notices apart.`,
    };
  const version = readVersion(fields.version, reader);
  if (version === undefined)
    return {
      rule: 'mapping-without-version',
      detail: `The record of ${JSON.stringify(key)} has no readable ${fields.version.map(partName).join(' or ')}, so its place among the versions of the notice is unknown.`,
    };
  const kind = readKind(fields.kind, reader);
  const buyers = reader
    .parties(fields.buyers, 'buyers')
    .map((buyer) =>
      buyer.country !== undefined || mapping.country === undefined
        ? buyer
        : { ...buyer, country: mapping.country, countryFrom: 'source' as const },
    );
  const market = buyers.find((buyer) => buyer.country !== undefined)?.country ?? mapping.country;
  const lots = readLots(fields.lots, reader, market);
  const awarded = reader.value(fields.awarded, 'awarded');
  const published = reader.date(fields.published, 'published');
  const title = reader.localText(fields.title, 'title');
  // A deletion names nothing but what it deletes.
  if (title === undefined && kind !== 'cancellation') notes.warn('title', 'The record has no title.');
  const optional = {
    process: reader.text(fields.process, 'process'),
    publicationNumber: reader.text(fields.publicationNumber, 'publicationNumber'),
    formType: reader.text(fields.formType, 'formType'),
    noticeType: reader.text(fields.noticeType, 'noticeType'),
    subtype: reader.text(fields.subtype, 'subtype'),
    title,
    description: reader.localText(fields.description, 'description'),
    market,
    value: reader.value(fields.value, 'value'),
    awarded:
      awarded?.amount === undefined || awarded.currency === undefined
        ? undefined
        : { amount: awarded.amount, currency: awarded.currency },
    published: published?.instant,
    deadline: reader.deadline(fields.deadline, 'deadline', market),
    eligibility: readEligibility(fields, reader),
    procedure: readProcedure(fields, reader),
  };
  for (const { when, field, problem } of fields.warnings ?? [])
    if (holds(when, scope)) notes.warn(field, problem);
  return {
    notice: {
      source,
      key,
      version: version.order,
      nativeVersion: reader.text(fields.nativeVersion) ?? version.printed,
      kind,
      ...readStatus(fields.status, kind, reader),
      languages: readLanguages(fields.languages, mapping, reader),
      buyers,
      performance: reader.places(fields.performance),
      classification: reader.codes(fields.classification, 'classification'),
      lots,
      relations: readRelations(fields, reader),
      suppliers: readSuppliers(fields, reader),
      documents: readDocuments(fields, reader),
      ...stated(optional),
      warnings: notes.warnings,
      provenance: notes.provenance,
    },
  };
}

/** Writes the order of versions: each part compares as text. */
function readVersion(
  parts: readonly OrderPart[],
  reader: RecordReader,
): { order: string; printed: string } | undefined {
  const orders: string[] = [];
  const printed: string[] = [];
  for (const part of parts) {
    if ('instant' in part) {
      const read = reader.date(part.instant, 'version');
      if (read === undefined) return undefined;
      orders.push(read.order);
      if (read.isPrinted) printed.push(read.source);
    } else {
      const expression = 'number' in part ? part.number : part.text;
      const read = readText(expression, reader.scope);
      if (read === undefined || ('number' in part && !/\d/.test(read.text))) return undefined;
      reader.from('version', read);
      orders.push('number' in part ? versionByNumber(read.text) : read.text);
      if (read.steps !== undefined) printed.push(read.text);
    }
  }
  return { order: orders.join(' '), printed: printed.length === 0 ? '0' : printed.join(' ') };
}

function readKind(expression: Expression, reader: RecordReader): NoticeKind {
  const read = readText(expression, reader.scope);
  if (read !== undefined) reader.from('kind', read);
  const kind = NOTICE_KINDS.find((each) => each === read?.text);
  if (read?.isUnknown === true || kind === undefined)
    reader.notes.warn(
      'kind',
      read === undefined
        ? 'The record does not say what it is about; it is taken for a tender.'
        : `${JSON.stringify(read.printed)} is no kind of notice that the mapping knows; it is taken for ${kind ?? 'tender'}.`,
    );
  return kind ?? 'tender';
}

function readStatus(
  expression: Expression | undefined,
  kind: NoticeKind,
  reader: RecordReader,
): { status: NoticeStatus; nativeStatus?: string } {
  const read = readText(expression, reader.scope);
  if (read !== undefined) reader.from('status', read);
  const native = read?.steps === undefined ? {} : { nativeStatus: read.printed };
  if (kind === 'cancellation') return { status: 'cancelled', ...native };
  const status = NOTICE_STATUSES.find((each) => each === read?.text);
  if (read !== undefined && (status === undefined || read.isUnknown === true))
    reader.notes.warn('status', `${JSON.stringify(read.printed)} is no status that the mapping knows.`);
  return { status: status ?? 'unknown', ...native };
}

function readLanguages(
  expressions: readonly Expression[] | undefined,
  mapping: Mapping,
  reader: RecordReader,
): string[] {
  const read = (expressions ?? []).flatMap((expression) => reader.texts(expression));
  const tags = read
    .map((text) => text.toLowerCase())
    .filter((text) => /^[a-z]{2,3}(-[a-z0-9]{2,8})*$/.test(text));
  if (tags.length > 0) return [...new Set(tags)];
  return mapping.language === undefined ? [] : [mapping.language];
}

function readLots(mapping: LotMapping | undefined, reader: RecordReader, market: string | undefined): Lot[] {
  if (mapping === undefined) return [];
  const lots = new Map<string, Lot>();
  for (const [index, each] of reader.each(mapping.each).entries()) {
    const id = each.text(mapping.id) ?? String(index + 1);
    if (lots.has(id)) {
      reader.notes.warn('lots', `Lot ${JSON.stringify(id)} is there more than once; the first one counts.`);
      continue;
    }
    const field = `lots[${id}]`;
    const status = each.text(mapping.status);
    const codes = each.codes(mapping.classification, `${field}.classification`);
    const places = each.places(mapping.performance);
    lots.set(id, {
      id,
      ...stated({
        title: each.localText(mapping.title, `${field}.title`),
        description: each.localText(mapping.description, `${field}.description`),
        classification: codes.all.length === 0 ? undefined : codes,
        performance: places.length === 0 ? undefined : places,
        value: each.value(mapping.value, `${field}.value`),
        deadline: each.deadline(mapping.deadline, `${field}.deadline`, market),
        status: NOTICE_STATUSES.find((known) => known === status),
      }),
    });
  }
  return [...lots.values()];
}

function readEligibility({ eligibility }: Mapping['notice'], reader: RecordReader): Eligibility | undefined {
  if (eligibility === undefined) return undefined;
  const list = (expression: Expression | undefined) => {
    const texts = reader.texts(expression);
    return texts.length === 0 ? undefined : [...new Set(texts)];
  };
  const reserved = list(eligibility.reserved);
  const read = stated({
    securityClearance: reader.flag(eligibility.securityClearance),
    foreignSubsidies: reader.flag(eligibility.foreignSubsidies),
    internationalInstrument: reader.flag(eligibility.internationalInstrument),
    reservedExecution: reader.flag(eligibility.reservedExecution),
    nda: reader.flag(eligibility.nda),
    reserved: reserved?.filter((code) => code !== 'none'),
    coveredBy: list(eligibility.coveredBy),
    origins: list(eligibility.origins),
  });
  return Object.keys(read).length === 0 ? undefined : read;
}

function readProcedure({ procedure }: Mapping['notice'], reader: RecordReader): Procedure | undefined {
  if (procedure === undefined) return undefined;
  const read = stated({
    type: reader.text(procedure.type),
    framework: reader.flag(procedure.framework),
    dynamic: reader.flag(procedure.dynamic),
    accelerated: reader.flag(procedure.accelerated),
  });
  return Object.keys(read).length === 0 ? undefined : read;
}

function readRelations({ relations = [] }: Mapping['notice'], reader: RecordReader): Relation[] {
  const found = new Map<string, Relation>();
  for (const { type, ref, when } of relations)
    if (holds(when, reader.scope))
      for (const { text } of readTexts(ref, reader.scope)) found.set(`${type} ${text}`, { type, ref: text });
  return [...found.values()];
}

function readSuppliers({ suppliers }: Mapping['notice'], reader: RecordReader): Supplier[] {
  return reader.parties(suppliers, 'suppliers').map(({ name, ids, country }) => ({
    ...(name === undefined ? {} : { name }),
    ...(country === undefined ? {} : { country }),
    ...(ids.length === 0 ? {} : { ids }),
  }));
}

function readDocuments({ documents = [] }: Mapping['notice'], reader: RecordReader): NoticeDocument[] {
  return documents.flatMap((mapping) =>
    reader.each(mapping.each).flatMap((each): NoticeDocument[] => {
      // A cell can hold several addresses.
      const urls = mapping.url === undefined ? [undefined] : each.texts(mapping.url);
      return urls.flatMap((url): NoticeDocument[] => {
        const document = stated({
          id: each.text(mapping.id),
          title: each.text(mapping.title),
          type: each.text(mapping.type),
          url,
          language: each.text(mapping.language),
          format: each.text(mapping.format),
          published: each.date(mapping.published, 'documents')?.instant,
        });
        return document.url === undefined && document.title === undefined && document.id === undefined
          ? []
          : [document];
      });
    }),
  );
}

/** Leaves out what is unknown. */
function stated<T extends object>(members: T): Partial<T> {
  const known: Partial<T> = { ...members };
  for (const key in known) if (known[key] === undefined) delete known[key];
  return known;
}

function partName(part: OrderPart): string {
  if ('number' in part) return named(part.number);
  if ('text' in part) return named(part.text);
  return named(typeof part.instant === 'string' ? part.instant : part.instant.at);
}

function named(expression: Expression): string {
  if (typeof expression === 'string') return JSON.stringify(expression);
  const paths = expression.from === undefined ? [] : [expression.from].flat();
  const joined = (expression.join ?? []).map(named);
  return [...paths.map((path) => JSON.stringify(path)), ...joined].join(' or ') || 'value';
}
