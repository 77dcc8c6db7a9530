import type { Scalar } from '../model/evidence.ts';
import type { Attribute, NeedPath, ValueType } from '../model/vocabulary.ts';
import {
  isObject,
  readDay,
  readDuration,
  readList,
  readNumber,
  readObject,
  readText,
  refuse,
  typeName,
  type DocumentReader,
  type JsonObject,
} from './document-reader.ts';
import { checkReference, readAttribute, readNeedPath } from './known-name.ts';
import { nearestNames } from './nearest.ts';
import { pointer } from './problem.ts';
import type { NodePath, SetValue, Value } from './test.ts';

/** What values a place of a test accepts: the type, and the closed lists that go with it. */
export interface ValueDomain {
  /** For messages: `attribute offering.isolation`. */
  readonly what: string;
  readonly type: ValueType | 'any';
  readonly levels: readonly string[];
  readonly codes: readonly string[];
  readonly unit: string | null;
}

const COUNTRY = /^[A-Z]{2}$/;
const CURRENCY = /^[A-Z]{3}$/;
const TEXTUAL: readonly string[] = ['code', 'country', 'level', 'entity'];

/** The values an attribute takes. */
export function domainOfAttribute(attribute: Attribute): ValueDomain {
  return { ...attribute, what: `attribute ${attribute.id}` };
}

/** The values a need path takes. */
export function domainOfNeed(needPath: NeedPath): ValueDomain {
  return { ...needPath, what: `need ${needPath.id}`, unit: null };
}

/** Says whether values of two types can be the same value: words go with words, the rest only with itself. */
export function typesAgree(left: ValueDomain['type'], right: ValueDomain['type']): boolean {
  if (left === right || left === 'any' || right === 'any') return true;
  return TEXTUAL.includes(left) && TEXTUAL.includes(right);
}

/** Writes a number of a document as an exact decimal. */
function decimalOf(amount: number): string {
  return Number.isInteger(amount) ? BigInt(amount).toString() : String(amount);
}

function readMoney(reader: DocumentReader, raw: JsonObject, path: NodePath, what: string): Scalar | null {
  const object = readObject(reader, raw, path, `An amount of ${what}`, ['amount', 'currency']);
  const { amount, currency } = object ?? {};
  const decimal =
    typeof amount === 'string' && /^-?\d+(\.\d+)?$/.test(amount)
      ? amount
      : typeof amount === 'number' && Number.isFinite(amount)
        ? decimalOf(amount)
        : null;
  if (decimal === null || typeof currency !== 'string' || !CURRENCY.test(currency)) {
    return refuse(
      reader,
      path,
      `The ${what} takes money: an amount and an ISO 4217 currency, such as {amount: 1000000, currency: SAR}.`,
    );
  }
  return { amount: decimal, currency };
}

function readQuantity(
  reader: DocumentReader,
  raw: JsonObject,
  path: NodePath,
  domain: ValueDomain,
): Scalar | null {
  const object = readObject(reader, raw, path, `A quantity of ${domain.what}`, ['number', 'unit']);
  const number = readNumber(reader, object?.['number'], pointer(path, 'number'), 'The number of a quantity');
  const unit = readText(reader, object?.['unit'], pointer(path, 'unit'), 'The unit of a quantity');
  if (number === null || unit === null) return null;
  if (domain.unit !== null && domain.unit !== unit) {
    return refuse(
      reader,
      pointer(path, 'unit'),
      `The ${domain.what} is counted in ${domain.unit}, not in ${unit}. Write the bound in ${domain.unit}.`,
      [domain.unit],
    );
  }
  return { number, unit };
}

function readWordValue(
  reader: DocumentReader,
  raw: unknown,
  path: NodePath,
  domain: ValueDomain,
): Scalar | null {
  const word = typeof raw === 'number' ? String(raw) : raw;
  if (typeof word !== 'string' || word === '') {
    return refuse(reader, path, `The ${domain.what} takes a ${domain.type}, not ${typeName(raw)}.`);
  }
  if (word === 'home:country') return word;
  const closed = domain.type === 'level' ? domain.levels : domain.type === 'code' ? domain.codes : [];
  if (closed.length > 0 && !closed.includes(word)) {
    return refuse(
      reader,
      path,
      `"${word}" is no ${domain.type} of the ${domain.what}, so it could never be met. It takes ${closed.join(', ')}.`,
      nearestNames(word, closed),
    );
  }
  if (domain.type === 'country' && !COUNTRY.test(word)) {
    return refuse(
      reader,
      path,
      `"${word}" is no country. The ${domain.what} takes ISO 3166-1 codes such as KR, or home:country.`,
    );
  }
  return word;
}

function readAny(reader: DocumentReader, raw: unknown, path: NodePath, domain: ValueDomain): Scalar | null {
  if (typeof raw === 'string' || typeof raw === 'boolean') return raw;
  if (typeof raw === 'number' && Number.isFinite(raw)) return raw;
  if (isObject(raw)) {
    if ('percent' in raw) return readNumber(reader, raw['percent'], pointer(path, 'percent'), 'A percentage');
    return 'amount' in raw
      ? readMoney(reader, raw, path, domain.what)
      : readQuantity(reader, raw, path, domain);
  }
  return refuse(
    reader,
    path,
    `The ${domain.what} takes a text, number, truth value, amount or quantity, not ${typeName(raw)}.`,
  );
}

/** Reads a value that is written out and checks it against the type, scale, list and unit of its place. */
export function readLiteral(
  reader: DocumentReader,
  raw: unknown,
  path: NodePath,
  domain: ValueDomain,
): Scalar | null {
  switch (domain.type) {
    case 'any':
      return readAny(reader, raw, path, domain);
    case 'boolean':
      if (typeof raw === 'boolean') return raw;
      return refuse(reader, path, `The ${domain.what} is true or false, not ${typeName(raw)}.`);
    case 'number':
      return isObject(raw)
        ? readQuantity(reader, raw, path, domain)
        : readNumber(reader, raw, path, `A value of ${domain.what}`);
    case 'percent': {
      const object = readObject(reader, raw, path, `A share of ${domain.what}`, ['percent']);
      return object && readNumber(reader, object['percent'], pointer(path, 'percent'), 'A percentage');
    }
    case 'money':
      if (isObject(raw)) return readMoney(reader, raw, path, domain.what);
      return refuse(
        reader,
        path,
        `The ${domain.what} takes money such as {amount: 1000000, currency: SAR}, not ${typeName(raw)}.`,
      );
    case 'duration':
      return readDuration(reader, raw, path, `A value of ${domain.what}`);
    case 'date':
      return readDay(reader, raw, path, `A value of ${domain.what}`);
    default:
      return readWordValue(reader, raw, path, domain);
  }
}

function checkAgreement(
  reader: DocumentReader,
  needPath: NeedPath,
  path: NodePath,
  domain: ValueDomain,
): void {
  if (!typesAgree(needPath.type, domain.type)) {
    refuse(
      reader,
      path,
      `The need ${needPath.id} is a ${needPath.type}, but the ${domain.what} takes a ${domain.type}. Use another path or translate it with map.`,
    );
    return;
  }
  if (needPath.type !== 'level' || domain.levels.length === 0) return;
  // The lowest class means "none of these" and has no counterpart.
  const foreign = needPath.levels.slice(1).filter((level) => !domain.levels.includes(level));
  if (foreign.length === 0) return;
  refuse(
    reader,
    path,
    `The need ${needPath.id} can be ${foreign.join(', ')}, which the ${domain.what} doesn't know (${domain.levels.join(', ')}). Translate the levels with map.`,
  );
}

function readNeedValue(
  reader: DocumentReader,
  raw: JsonObject,
  path: NodePath,
  domain: ValueDomain,
): Value | null {
  readObject(reader, raw, path, 'A value taken from the need', ['need', 'map', 'default']);
  const needPath = readNeedPath(reader, raw['need'], pointer(path, 'need'));
  if (needPath === null) return null;
  let map: Record<string, Scalar> | null = null;
  if (raw['map'] === undefined) {
    checkAgreement(reader, needPath, path, domain);
  } else {
    map = {};
    const keys = isObject(raw['map'])
      ? raw['map']
      : readObject(reader, raw['map'], pointer(path, 'map'), 'A map', []);
    for (const [key, value] of Object.entries(keys ?? {})) {
      const at = pointer(path, 'map', key);
      readLiteral(reader, typeKey(key, needPath), at, domainOfNeed(needPath));
      const translated = readLiteral(reader, value, at, domain);
      if (translated !== null) map[key] = translated;
    }
  }
  const stated = raw['default'];
  const at = pointer(path, 'default');
  const fallback = Array.isArray(stated)
    ? readList(reader, stated, at, 'A default').flatMap((item, index) => {
        const literal = readLiteral(reader, item, pointer(at, index), domain);
        return literal === null ? [] : [literal];
      })
    : stated === undefined
      ? null
      : readLiteral(reader, stated, at, domain);
  return { kind: 'need', need: needPath.id, map, default: fallback };
}

/** Keys of a map are texts, whatever the type of the need. */
function typeKey(key: string, needPath: NeedPath): unknown {
  if (needPath.type === 'boolean') return key === 'true' ? true : key === 'false' ? false : key;
  return needPath.type === 'number' ? Number(key) : key;
}

/** Reads a value of a test: written out, or taken from the need. */
export function readValue(
  reader: DocumentReader,
  raw: unknown,
  path: NodePath,
  domain: ValueDomain,
): Value | null {
  if (isObject(raw) && 'need' in raw) return readNeedValue(reader, raw, path, domain);
  const value = readLiteral(reader, raw, path, domain);
  return value === null ? null : { kind: 'literal', value };
}

function namesSet(raw: unknown): raw is string {
  return typeof raw === 'string' && /^(group|list|home):/.test(raw);
}

function readSetItem(
  reader: DocumentReader,
  raw: unknown,
  path: NodePath,
  domain: ValueDomain,
): SetValue[number] | null {
  if (isObject(raw) && 'fact' in raw) {
    readObject(reader, raw, path, 'A set item taken from a fact', ['fact']);
    const attribute = readAttribute(reader, raw['fact'], pointer(path, 'fact'));
    if (attribute === null) return null;
    if (!typesAgree(attribute.type, domain.type)) {
      return refuse(
        reader,
        path,
        `The attribute ${attribute.id} is a ${attribute.type}, but the ${domain.what} takes a ${domain.type}.`,
      );
    }
    return { kind: 'fact', fact: String(raw['fact']) };
  }
  if (namesSet(raw)) {
    checkReference(reader, raw, path);
    return { kind: 'literal', value: raw };
  }
  return readValue(reader, raw, path, domain);
}

/** Reads a set of a test; a named set or a value taken from the need may stand for the whole. */
export function readSet(reader: DocumentReader, raw: unknown, path: NodePath, domain: ValueDomain): SetValue {
  if (isObject(raw) || namesSet(raw)) {
    const value = readSetItem(reader, raw, path, domain);
    return value === null ? [] : [value];
  }
  return readList(reader, raw, path, `The set for ${domain.what}`).flatMap((item, index) => {
    const value = readSetItem(reader, item, pointer(path, index), domain);
    return value === null ? [] : [value];
  });
}
