/** A JSON value in which no number has been rounded. */
export type JsonValue = null | boolean | string | number | ExactNumber | JsonArray | JsonObject;
export type JsonArray = readonly JsonValue[];
export interface JsonObject {
  readonly [key: string]: JsonValue;
}

/**
 * A number kept as printed because a double could change it: fractions, exponents, and integers past 2^53.
 * Plain `number`s in a {@link JsonValue} are always safe integers printed canonically, so nothing is ever lost.
 */
export class ExactNumber {
  constructor(readonly text: string) {}
}

/** Says whether a value is an object (and neither a list nor an exact number). */
export function isJsonObject(value: JsonValue | undefined): value is JsonObject {
  return (
    typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof ExactNumber)
  );
}

/** Says whether a value is a list. */
export function isJsonArray(value: JsonValue | undefined): value is JsonArray {
  return Array.isArray(value);
}

/** Reads a member of an object; inherited names such as `constructor` are absent. */
export function member(object: JsonObject, key: string): JsonValue | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

/** Writes a value with every number as it was printed. */
export function writeJson(value: JsonValue): string {
  if (value instanceof ExactNumber) return value.text;
  if (isJsonArray(value)) return `[${value.map(writeJson).join(',')}]`;
  if (isJsonObject(value)) {
    const members = Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}:${writeJson(item)}`);
    return `{${members.join(',')}}`;
  }
  return JSON.stringify(value);
}

/** Writes a value so that equal values give equal text: keys sorted, `1.50` and `15e-1` the same number. */
export function canonicalJson(value: JsonValue): string {
  if (value instanceof ExactNumber || typeof value === 'number') return shortestDecimal(value);
  if (isJsonArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (isJsonObject(value)) {
    const members = Object.keys(value)
      .toSorted()
      .map((key) => `${JSON.stringify(key)}:${canonicalJson(value[key] ?? null)}`);
    return `{${members.join(',')}}`;
  }
  return JSON.stringify(value);
}

/** Compares two values; object keys in any order, numbers by value. */
export function sameJson(a: JsonValue, b: JsonValue): boolean {
  if (a === b) return true;
  if (typeof a === 'string' || typeof b === 'string') return false;
  return canonicalJson(a) === canonicalJson(b);
}

/**
 * Writes a JSON number as a plain decimal: exponents are carried out, printed zeros stay (`1e3` is `1000`, `1.50` is
 * `1.50`). Returns `undefined` for a number of more than 100 digits, which is no amount of money.
 */
export function plainDecimal(value: number | ExactNumber): string | undefined {
  const text = typeof value === 'number' ? String(value) : value.text;
  const parts = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text);
  if (parts === null) return undefined;
  const [, sign = '', whole = '', fraction = '', power = '0'] = parts;
  const exponent = Number(power);
  if (Math.abs(exponent) > 100 || whole.length + fraction.length > 100) return undefined;
  if (exponent === 0) return fraction === '' ? sign + whole : `${sign}${whole}.${fraction}`;
  const digits = whole + fraction;
  const point = whole.length + exponent;
  const padded = point <= 0 ? '0'.repeat(1 - point) + digits : digits.padEnd(point, '0');
  const split = Math.max(point, 1);
  const head = padded.slice(0, split).replace(/^0+(?=\d)/, '');
  const tail = padded.slice(split);
  return tail === '' ? sign + head : `${sign}${head}.${tail}`;
}

function shortestDecimal(value: number | ExactNumber): string {
  const plain = plainDecimal(value);
  if (plain === undefined) return value instanceof ExactNumber ? value.text : String(value);
  const short = plain.includes('.') ? plain.replace(/\.?0+$/, '') : plain;
  return short === '-0' ? '0' : short;
}
