import type { DocumentItem } from '../documents/document-item.ts';
import type { DocumentKind } from '../documents/document-kinds.ts';
import { leftUnread, type IsUnread } from '../notice/problem.ts';
import {
  countryOfCode,
  entityForLei,
  isLei,
  LEI,
  type KnownEntities,
  NO_ENTITIES,
} from '../owners/known-entities.ts';
import {
  brokenItem,
  dayOf,
  objectsAt,
  readObjects,
  textAt,
  textsAt,
  type PlacedObject,
} from '../owners/read-values.ts';
import type { JsonObject } from '../text/json-value.ts';
import { readXml } from '../xml/read-xml.ts';
import { XML_LIMITS, XmlProblem } from '../xml/xml-problem.ts';
import { recordsIn } from './gleif-xml.ts';

/** GLEIF files hold many records in one document; they are read whole like documents. */
const LIMITS = { ...XML_LIMITS, itemBytes: 64 * 1024 * 1024, elements: 5_000_000 };

/** Relationships that say who owns; the ultimate parent follows from the direct ones, funds are managed, not owned. */
const OWNING = 'IS_DIRECTLY_CONSOLIDATED_BY';

const RELATIONS: Readonly<Record<string, string>> = {
  [OWNING]: 'parent that consolidates it directly',
  IS_ULTIMATELY_CONSOLIDATED_BY: 'ultimate parent by consolidation',
  'IS_FUND-MANAGED_BY': 'fund manager',
  IS_SUBFUND_OF: 'umbrella fund',
  IS_FEEDER_TO: 'master fund',
  IS_INTERNATIONAL_BRANCH_OF: 'head office of the branch',
};

/**
 * Reads a delivery of GLEIF data: identities (LEI-CDF in XML or JSON, or answers of its API) become entity documents
 * with their LEI, relationships (RR-CDF) become holdings without figures, because consolidation states none that can
 * be trusted. An entity or vendor is recognised by its LEI and by nothing else.
 */
export async function* readGleif(
  bytes: Uint8Array,
  known: KnownEntities = NO_ENTITIES,
  isUnread: IsUnread = () => false,
): AsyncGenerator<DocumentItem, void, undefined> {
  const { objects, broken } = await readRecords(bytes);
  yield* broken;
  for (const placed of objects) {
    const { object } = placed;
    if (isUnread()) yield brokenItem(placed, leftUnread(placed.pointer).detail);
    else if (object['Relationship'] === undefined) yield toIdentity(placed, known);
    else yield toRelationship(placed, known);
  }
}

async function readRecords(
  bytes: Uint8Array,
): Promise<{ objects: readonly PlacedObject[]; broken: readonly DocumentItem[] }> {
  if (!/^\uFEFF?\s*</.test(Buffer.from(bytes.subarray(0, 64)).toString('utf8')))
    return readObjects(bytes, ['data', 'LEIRecords', 'RelationshipRecords', 'records']);
  try {
    const { root } = await readXml([bytes], LIMITS);
    return { objects: recordsIn(root), broken: [] };
  } catch (error) {
    if (!(error instanceof XmlProblem)) throw error;
    const place = { pointer: error.path, line: error.line };
    const problem = { ...place, column: 1, message: error.message, stage: 'text' as const };
    return {
      objects: [],
      broken: [{ ...place, kind: null, id: null, version: null, document: null, problems: [problem] }],
    };
  }
}

function toIdentity(placed: PlacedObject, known: KnownEntities): DocumentItem {
  const { object } = placed;
  const lei = textAt(object, 'LEI') ?? textAt(object, 'attributes', 'lei') ?? textAt(object, 'id');
  if (lei === undefined || !isLei(lei))
    return brokenItem(
      placed,
      `"${lei ?? ''}" is no LEI: twenty letters and digits, the last two digits.`,
      '/LEI',
    );
  const api = object['attributes'];
  const name = textAt(object, 'Entity', 'LegalName') ?? textAt(api, 'entity', 'legalName', 'name');
  if (name === undefined) return brokenItem(placed, `The entity ${lei} has no legal name.`);
  const country = countryOfCode(
    textAt(object, 'Entity', 'LegalJurisdiction') ??
      textAt(api, 'entity', 'jurisdiction') ??
      textAt(object, 'Entity', 'LegalAddress', 'Country') ??
      textAt(api, 'entity', 'legalAddress', 'country'),
  );
  const category = textAt(object, 'Entity', 'EntityCategory') ?? textAt(api, 'entity', 'category');
  const registration =
    textAt(object, 'Registration', 'RegistrationStatus') ?? textAt(api, 'registration', 'status');
  const checked =
    textAt(object, 'Registration', 'ValidationSources') ?? textAt(api, 'registration', 'corroborationLevel');
  const updated = dayOf(
    textAt(object, 'Registration', 'LastUpdateDate') ?? textAt(api, 'registration', 'lastUpdateDate'),
  );
  const id = entityForLei(lei, known);
  const own = id.startsWith('lei-');
  const present = own ? undefined : known.document(id);
  const grade = gradeOf(checked);
  const names = otherNames(object).filter((other) => other !== name);
  const document: JsonObject = {
    schema: 'placet.entity/v1',
    id,
    name,
    ...(names.length === 0 ? {} : { aliases: [...new Set(names)] }),
    ...present,
    ...(country === undefined
      ? {}
      : { country, countryGrade: grade, countrySource: sourceOf('LEI-CDF', updated), confidence: 'high' }),
    ...(category === 'RESIDENT_GOVERNMENT_ENTITY' ? { kind: 'state', kindFrom: 'GLEIF' } : {}),
    identifiers: [{ scheme: LEI, value: lei }],
    ...(registration === undefined || registration === 'ISSUED'
      ? {}
      : { note: `Registration of the LEI: ${registration.toLowerCase()}.` }),
  };
  return item(placed, 'entity', id, document);
}

function otherNames(object: JsonObject): readonly string[] {
  return [
    ...textsAt(object, 'Entity', 'OtherEntityNames', 'OtherEntityName'),
    ...objectsAt(object, 'Entity', 'OtherEntityNames').flatMap((one) => textAt(one, 'OtherEntityName') ?? []),
    ...objectsAt(object, 'attributes', 'entity', 'otherNames').flatMap((one) => textAt(one, 'name') ?? []),
  ];
}

function toRelationship(placed: PlacedObject, known: KnownEntities): DocumentItem {
  const { object } = placed;
  const relationship = object['Relationship'];
  const start = textAt(relationship, 'StartNode', 'NodeID') ?? '';
  const end = textAt(relationship, 'EndNode', 'NodeID') ?? '';
  const type = textAt(relationship, 'RelationshipType') ?? '';
  for (const [lei, member] of [
    [start, 'StartNode'],
    [end, 'EndNode'],
  ] as const) {
    if (!isLei(lei)) return brokenItem(placed, `"${lei}" is no LEI.`, `/Relationship/${member}/NodeID`);
  }
  const relation = RELATIONS[type];
  if (relation === undefined)
    return brokenItem(placed, `"${type}" is no relationship of GLEIF.`, '/Relationship/RelationshipType');
  const owned = entityForLei(start, known);
  const owner = entityForLei(end, known);
  if (owner === owned)
    return brokenItem(placed, 'An entity can not be its own parent.', '/Relationship/EndNode');
  const registered = object['Registration'];
  const updated = dayOf(textAt(registered, 'LastUpdateDate'));
  const period = objectsAt(relationship, 'RelationshipPeriods', 'RelationshipPeriod').find(
    (one) => textAt(one, 'PeriodType') === 'RELATIONSHIP_PERIOD',
  );
  const isActive = textAt(relationship, 'RelationshipStatus') === 'ACTIVE';
  const from = dayOf(textAt(period, 'StartDate'));
  const to = dayOf(textAt(period, 'EndDate')) ?? (isActive ? undefined : updated);
  const id = `gleif-${start}-${type}-${end}`.toLowerCase();
  const document: JsonObject = {
    schema: 'placet.holding/v1',
    id,
    owner,
    owned,
    relation,
    status: isActive ? 'held' : 'ended',
    ...(type === OWNING ? {} : { recordOnly: true }),
    valid: {
      ...(from === undefined ? {} : { from }),
      ...(to === undefined || (from !== undefined && to < from) ? {} : { to }),
    },
    ...(updated === undefined ? {} : { asOf: updated }),
    grade: gradeOf(textAt(registered, 'ValidationSources')),
    confidence: textAt(registered, 'RegistrationStatus') === 'LAPSED' ? 'medium' : 'high',
    source: sourceOf('RR-CDF', updated),
  };
  return item(placed, 'holding', id, document);
}

function item(
  { pointer, line }: PlacedObject,
  kind: DocumentKind,
  id: string,
  document: JsonObject,
): DocumentItem {
  return { pointer, line, kind, id, version: null, document, problems: [] };
}

/** An issuer that checked against a register documents it; what entities supply themselves is a claim. */
function gradeOf(checked: string | undefined): string {
  return checked === 'FULLY_CORROBORATED' ? 'documented' : 'claimed';
}

function sourceOf(format: string, updated: string | undefined): JsonObject {
  return {
    title: `Global LEI index of GLEIF (${format})`,
    ...(updated === undefined ? {} : { published: updated }),
    issuer: 'third_party',
  };
}
