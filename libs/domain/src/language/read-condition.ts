import { isObject, readDuration, refuse, type DocumentReader, type JsonObject } from './document-reader.ts';
import { pointer } from './problem.ts';
import { readSet, readValue, type ValueDomain } from './read-value.ts';
import { COMPARISONS, type Condition, type NodePath } from './test.ts';

/** Keys that compare a fact or a need with a value. */
export const CONDITION_KEYS = [
  'is',
  'in',
  'notIn',
  'atLeast',
  'atMost',
  'above',
  'below',
  'within',
  'includes',
  'overlaps',
  'empty',
] as const;

const SET_KEYS = ['in', 'notIn', 'within', 'includes', 'overlaps'] as const;
const ORDERED: readonly string[] = ['number', 'money', 'percent', 'duration', 'date', 'level', 'any'];
const LISTABLE: readonly string[] = ['code', 'country', 'level', 'entity', 'number', 'any'];

/** What the conditions of one node are about. */
export interface ConditionSubject {
  readonly domain: ValueDomain;
  readonly many: boolean;
  /** The buyer picks one of the listed values, so that a list can be compared with a bound. */
  readonly choice: boolean;
}

function readComparisons(
  reader: DocumentReader,
  raw: JsonObject,
  path: NodePath,
  subject: ConditionSubject,
): readonly Condition[] {
  const { domain, many, choice } = subject;
  return COMPARISONS.flatMap((op) => {
    if (raw[op] === undefined) return [];
    const at = pointer(path, op);
    if (!ORDERED.includes(domain.type)) {
      refuse(
        reader,
        at,
        `The ${domain.what} is a ${domain.type} and has no order, so ${op} means nothing. Use is, in or a set condition.`,
      );
      return [];
    }
    if (many && !choice) {
      refuse(
        reader,
        at,
        `The ${domain.what} holds several values, so ${op} means nothing. Use within, includes, overlaps or count.`,
      );
      return [];
    }
    const value = readValue(reader, raw[op], at, domain);
    return value === null ? [] : [{ op, value }];
  });
}

function readSetConditions(
  reader: DocumentReader,
  raw: JsonObject,
  path: NodePath,
  { domain }: ConditionSubject,
): readonly Condition[] {
  return SET_KEYS.flatMap((op) => {
    if (raw[op] === undefined) return [];
    const at = pointer(path, op);
    if (!LISTABLE.includes(domain.type)) {
      refuse(
        reader,
        at,
        `The ${domain.what} is a ${domain.type}, so ${op} means nothing. Use is or a comparison.`,
      );
      return [];
    }
    return [{ op, set: readSet(reader, raw[op], at, domain) }];
  });
}

/** Reads the conditions of a fact or need node and checks that each fits the type of what it compares. */
export function readConditions(
  reader: DocumentReader,
  raw: JsonObject,
  path: NodePath,
  subject: ConditionSubject,
): readonly Condition[] {
  const { domain, many } = subject;
  const conditions: Condition[] = [];
  if (raw['is'] !== undefined) {
    const value = readValue(reader, raw['is'], pointer(path, 'is'), domain);
    if (value !== null) conditions.push({ op: 'is', value });
  }
  conditions.push(
    ...readComparisons(reader, raw, path, subject),
    ...readSetConditions(reader, raw, path, subject),
  );
  if (raw['empty'] !== undefined) {
    const at = pointer(path, 'empty');
    if (typeof raw['empty'] !== 'boolean') refuse(reader, at, 'empty is true or false.');
    else if (!many)
      refuse(reader, at, `The ${domain.what} holds one value, so it can't be empty. Use known instead.`);
    else conditions.push({ op: 'empty', value: raw['empty'] });
  }
  return conditions;
}

/** Reads the conditions that only a need has: whether it is stated, and how old a stated date may be. */
export function readNeedConditions(
  reader: DocumentReader,
  raw: JsonObject,
  path: NodePath,
  { domain }: ConditionSubject,
): readonly Condition[] {
  const conditions: Condition[] = [];
  if (raw['known'] !== undefined) {
    if (raw['known'] === true) conditions.push({ op: 'known' });
    else
      refuse(reader, pointer(path, 'known'), 'known is always true; wrap the test in not for the opposite.');
  }
  if (raw['maxAge'] !== undefined) {
    const at = pointer(path, 'maxAge');
    const duration = readDuration(reader, raw['maxAge'], at, 'maxAge');
    if (domain.type !== 'date' && domain.type !== 'any') {
      refuse(reader, at, `The ${domain.what} is no date, so it has no age. Use another condition.`);
    } else if (duration !== null) {
      conditions.push({ op: 'maxAge', duration });
    }
  }
  return conditions;
}

/** Reads `{percent: n}`. */
export function readPercent(reader: DocumentReader, raw: unknown, path: NodePath): number | null {
  const percent = isObject(raw) && Object.keys(raw).length === 1 ? raw['percent'] : undefined;
  if (typeof percent === 'number' && Number.isFinite(percent)) return percent;
  return refuse(reader, path, `A share is written {percent: 24}, not ${JSON.stringify(raw)}.`);
}
