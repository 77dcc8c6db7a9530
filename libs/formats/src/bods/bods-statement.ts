import type { JsonObject } from '../text/json-value.ts';
import { isJsonObject } from '../text/json-value.ts';
import { textAt, type PlacedObject } from '../owners/read-values.ts';

/** A statement of BODS, whatever its version, in the terms of version 0.4. */
export interface BodsStatement extends PlacedObject {
  readonly kind: 'entity' | 'person' | 'relationship';
  /** What the statement is about; later statements about it replace earlier ones. */
  readonly record: string;
  /** The record has ended. */
  readonly closed: boolean;
  /** The day the statement speaks of, else the day it was published. */
  readonly date: string;
  readonly details: JsonObject;
}

const KINDS: Readonly<Record<string, BodsStatement['kind']>> = {
  entity: 'entity',
  person: 'person',
  relationship: 'relationship',
  entityStatement: 'entity',
  personStatement: 'person',
  ownershipOrControlStatement: 'relationship',
};

/** The id of a statement: `statementID` until 0.3, `statementId` since. */
export function statementId(object: JsonObject): string | undefined {
  return textAt(object, 'statementId') ?? textAt(object, 'statementID');
}

/**
 * Reads one statement, or says why it can't be used. Until 0.3 a statement names those that it replaces; `rootOf` gives
 * the first statement of such a chain, which stands for the record that all of them are about.
 */
export function readStatement(
  placed: PlacedObject,
  rootOf: (statement: string) => string,
): { readonly statement: BodsStatement } | { readonly problem: string } {
  const { object } = placed;
  const id = statementId(object);
  if (id === undefined)
    return { problem: 'The statement has no id (statementId, or statementID until 0.3).' };
  const type = textAt(object, 'recordType') ?? textAt(object, 'statementType');
  const kind = type === undefined ? undefined : KINDS[type];
  if (kind === undefined)
    return {
      problem: `"${type ?? ''}" is no type of statement. Known are ${Object.keys(KINDS).join(', ')}.`,
    };
  const details = object['recordDetails'];
  return {
    statement: {
      ...placed,
      kind,
      record: textAt(object, 'recordId') ?? rootOf(id),
      closed: textAt(object, 'recordStatus') === 'closed',
      date: textAt(object, 'statementDate') ?? textAt(object, 'publicationDetails', 'publicationDate') ?? '',
      details: isJsonObject(details) ? details : object,
    },
  };
}

/** Follows the chains of replaced statements in a delivery back to their first statement. */
export function rootsOf(objects: readonly PlacedObject[]): (statement: string) => string {
  const replaced = new Map<string, string>();
  for (const { object } of objects) {
    const id = statementId(object);
    const list = object['replacesStatements'];
    const [first] = Array.isArray(list) ? list.filter((one): one is string => typeof one === 'string') : [];
    if (id !== undefined && first !== undefined) replaced.set(id, first);
  }
  return (statement) => {
    const seen = new Set<string>();
    let root = statement;
    for (let next = replaced.get(root); next !== undefined && !seen.has(next); next = replaced.get(root)) {
      seen.add(next);
      root = next;
    }
    return root;
  };
}

/** The record that a reference names: the text itself, or until 0.3 the statement that describes it. */
export function recordNamed(
  details: JsonObject,
  member: 'subject' | 'interestedParty',
  rootOf: (statement: string) => string,
): string | undefined {
  const named = details[member];
  if (typeof named === 'string' && named !== '') return named;
  const described =
    textAt(named, 'describedByEntityStatement') ?? textAt(named, 'describedByPersonStatement');
  return described === undefined ? undefined : rootOf(described);
}

/** Why a party is not named, in the words of the statement; `undefined` where it doesn't say. */
export function reasonUnnamed(details: JsonObject): string | undefined {
  const party = isJsonObject(details['interestedParty']) ? details['interestedParty'] : undefined;
  const unspecified = isJsonObject(party?.['unspecified']) ? party['unspecified'] : party;
  const parts = [textAt(unspecified, 'reason'), textAt(unspecified, 'description')];
  const told = parts.filter((part) => part !== undefined);
  return told.length === 0 ? undefined : told.join(': ');
}
