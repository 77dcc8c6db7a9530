import type { DocumentItem } from '../documents/document-item.ts';
import type { DocumentKind } from '../documents/document-kinds.ts';
import { leftUnread, type IsUnread } from '../notice/problem.ts';
import {
  countryOfCode,
  entityForLei,
  entityName,
  isLei,
  LEI,
  type KnownEntities,
  NO_ENTITIES,
} from '../owners/known-entities.ts';
import { brokenItem, dayOf, objectsAt, readObjects, textAt } from '../owners/read-values.ts';
import type { JsonObject } from '../text/json-value.ts';
import { readInterests } from './bods-holding.ts';
import { type BodsStatement, readStatement, reasonUnnamed, recordNamed, rootsOf } from './bods-statement.ts';

type RootOf = (statement: string) => string;

/**
 * Reads a delivery of beneficial ownership statements (BODS 0.1 to 0.4, an array or JSON Lines): entities and persons
 * become entity documents, relationships become holdings. One item a statement, in the order of their dates, so that
 * the last statement about a record stands. Of persons only name, kind and a single nationality are kept.
 */
export function* readBods(
  bytes: Uint8Array,
  known: KnownEntities = NO_ENTITIES,
  isUnread: IsUnread = () => false,
): Generator<DocumentItem, void, undefined> {
  const { objects, broken } = readObjects(bytes, ['statements']);
  yield* broken;
  const rootOf = rootsOf(objects);
  const statements: BodsStatement[] = [];
  for (const placed of objects) {
    const read = readStatement(placed, rootOf);
    if ('problem' in read) yield brokenItem(placed, read.problem);
    else statements.push(read.statement);
  }
  const names = new Map<string, string>();
  for (const { kind, record, details } of statements) {
    const lei = kind === 'entity' ? leiOf(details) : undefined;
    if (lei !== undefined) names.set(record, entityForLei(lei, known));
  }
  const nameOf = (record: string): string => names.get(record) ?? entityName('bods', record);
  const ordered = statements.toSorted((a, b) => (a.date < b.date ? -1 : a.date > b.date ? 1 : 0));
  const direct = directLinks(statements, rootOf);
  for (const statement of ordered.filter(({ kind }) => kind !== 'relationship'))
    yield isUnread()
      ? brokenItem(statement, leftUnread(statement.pointer).detail)
      : toEntityItem(statement, nameOf(statement.record), known);
  for (const statement of ordered.filter(({ kind }) => kind === 'relationship'))
    yield isUnread()
      ? brokenItem(statement, leftUnread(statement.pointer).detail)
      : toHoldingItem(statement, nameOf, rootOf, direct);
}

function toEntityItem(statement: BodsStatement, id: string, known: KnownEntities): DocumentItem {
  const { details, kind, closed, date } = statement;
  // An entity that is known by its LEI keeps what is known of it; a record of BODS is replaced by its last statement.
  const present = id.startsWith('bods-') ? undefined : known.document(id);
  const country = kind === 'person' ? nationalityOf(details) : jurisdictionOf(details);
  const names = objectsAt(details, 'names').flatMap((name) => textAt(name, 'fullName') ?? []);
  const [first, ...others] = [textAt(details, 'name') ?? [], names].flat();
  const type = textAt(details, 'entityType', 'type') ?? textAt(details, 'entityType');
  const holder =
    kind === 'person' ? 'person' : type === 'state' || type === 'stateBody' ? 'state' : undefined;
  const document: JsonObject = {
    schema: 'placet.entity/v1',
    id,
    name: first ?? `${kind === 'person' ? 'Person' : 'Entity'} without a name`,
    ...(others.length === 0 ? {} : { aliases: [...new Set(others)] }),
    ...(country === undefined
      ? {}
      : { country, countryGrade: gradeOf(statement), countrySource: sourceOf(statement) }),
    ...(holder === undefined ? {} : { kind: holder, kindFrom: 'BODS' }),
    confidence: 'medium',
    ...present,
    ...(kind === 'person' ? {} : { identifiers: identifiersOf(details) }),
    ...(closed ? { note: `Ended on ${dayOf(date) ?? 'an unknown day'} according to its statement.` } : {}),
  };
  return item(statement, 'entity', id, document);
}

function toHoldingItem(
  statement: BodsStatement,
  nameOf: (record: string) => string,
  rootOf: RootOf,
  direct: ReadonlyMap<string, ReadonlySet<string>>,
): DocumentItem {
  const { details, record, date } = statement;
  const subject = recordNamed(details, 'subject', rootOf);
  if (subject === undefined)
    return brokenItem(
      statement,
      'The relationship names no subject, so nobody knows what is owned.',
      '/recordDetails/subject',
    );
  const owned = nameOf(subject);
  const party = recordNamed(details, 'interestedParty', rootOf);
  if (party === undefined) {
    const note = `A holder is not named: ${reasonUnnamed(details) ?? 'no reason given'}.`;
    const document = { schema: 'placet.holder-list/v1', owned, complete: false, note };
    return item(statement, 'holder-list', owned, document);
  }
  const owner = nameOf(party);
  if (owner === owned)
    return brokenItem(
      statement,
      'The subject is its own interested party.',
      '/recordDetails/interestedParty',
    );
  const { capital, votes, relation, status, valid, isIndirect, isOffice } = readInterests(statement);
  const follows = isIndirect && isReached(direct, party, subject);
  const id = entityName('bods', record);
  const asOf = dayOf(date);
  const document: JsonObject = {
    schema: 'placet.holding/v1',
    id,
    owner,
    owned,
    ...(capital === null ? {} : { capital: { ...capital } }),
    ...(votes === null ? {} : { votes: { ...votes } }),
    relation: isIndirect ? `${relation} (indirect)` : relation,
    status,
    ...(follows || isOffice ? { recordOnly: true } : {}),
    ...(Object.keys(valid).length === 0 ? {} : { valid: { ...valid } }),
    ...(asOf === undefined ? {} : { asOf }),
    grade: gradeOf(statement),
    confidence: 'medium',
    source: sourceOf(statement),
    ...(follows ? { note: 'Follows from the direct holdings of the same delivery.' } : {}),
  };
  return item(statement, 'holding', id, document);
}

function item(
  { pointer, line }: BodsStatement,
  kind: DocumentKind,
  id: string,
  document: JsonObject,
): DocumentItem {
  return { pointer, line, kind, id, version: null, document, problems: [] };
}

/** Direct relationships that go on: owner → owned. */
function directLinks(
  statements: readonly BodsStatement[],
  rootOf: RootOf,
): ReadonlyMap<string, ReadonlySet<string>> {
  const links = new Map<string, Set<string>>();
  for (const statement of statements) {
    if (statement.kind !== 'relationship' || readInterests(statement).isIndirect) continue;
    const owner = recordNamed(statement.details, 'interestedParty', rootOf);
    const owned = recordNamed(statement.details, 'subject', rootOf);
    if (owner !== undefined && owned !== undefined)
      links.set(owner, (links.get(owner) ?? new Set()).add(owned));
  }
  return links;
}

function isReached(links: ReadonlyMap<string, ReadonlySet<string>>, from: string, to: string): boolean {
  const seen = new Set([from]);
  for (const at of seen) {
    if (at === to) return true;
    for (const next of links.get(at) ?? []) seen.add(next);
  }
  return false;
}

function identifiersOf(details: JsonObject): JsonObject[] {
  return objectsAt(details, 'identifiers').flatMap((one) => {
    const value = textAt(one, 'id');
    if (value === undefined) return [];
    const scheme = isLei(value) ? LEI : (textAt(one, 'scheme') ?? textAt(one, 'schemeName') ?? 'unknown');
    return [{ scheme, value }];
  });
}

/** An LEI counts only where its scheme says that it is one. */
function leiOf(details: JsonObject): string | undefined {
  return objectsAt(details, 'identifiers').flatMap((one) => {
    const value = textAt(one, 'id') ?? '';
    const scheme = `${textAt(one, 'scheme') ?? ''} ${textAt(one, 'schemeName') ?? ''}`;
    return isLei(value) && /\bLEI\b|Legal Entity Identifier/i.test(scheme) ? [value] : [];
  })[0];
}

function jurisdictionOf(details: JsonObject): string | undefined {
  return countryOfCode(
    textAt(details, 'jurisdiction', 'code') ?? textAt(details, 'incorporatedInJurisdiction', 'code'),
  );
}

/** A person of several nationalities has no one country. */
function nationalityOf(details: JsonObject): string | undefined {
  const codes = new Set(objectsAt(details, 'nationalities').flatMap((one) => textAt(one, 'code') ?? []));
  const [code, other] = codes;
  return other === undefined ? countryOfCode(code) : undefined;
}

function sourceTypes({ object }: BodsStatement): readonly string[] {
  return objectsAt(object, 'source').flatMap(({ type }) =>
    [type].flat().filter((one): one is string => typeof one === 'string'),
  );
}

/** What a sender says that a register says is documented, not found in the register; declarations are claims. */
function gradeOf(statement: BodsStatement): string {
  const types = sourceTypes(statement);
  return types.includes('officialRegister') || types.includes('verified') ? 'documented' : 'claimed';
}

function sourceOf(statement: BodsStatement): JsonObject {
  const { object } = statement;
  const publisher = textAt(object, 'publicationDetails', 'publisher', 'name');
  const url = objectsAt(object, 'source').flatMap((one) => textAt(one, 'url') ?? [])[0];
  const published = dayOf(textAt(object, 'publicationDetails', 'publicationDate') ?? statement.date);
  return {
    title: `Beneficial ownership statement${publisher === undefined ? '' : `, published by ${publisher}`}`,
    ...(url === undefined ? {} : { url }),
    ...(published === undefined ? {} : { published }),
    issuer: sourceTypes(statement).includes('officialRegister') ? 'official_filing' : 'third_party',
  };
}
