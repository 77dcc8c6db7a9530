import { firstDay, isDay } from '../calendar/day.ts';
import type { Group } from '../model/geography.ts';
import type { Scheme } from '../model/scheme.ts';
import type { Day } from '../model/time.ts';
import type { Vocabulary } from '../model/vocabulary.ts';
import { LANGUAGE_LIMITS } from './limits.ts';
import { nearestNames } from './nearest.ts';
import { pointer, type Problem } from './problem.ts';
import type { NodePath } from './test.ts';

/** Names besides the vocabulary that a document may use; a missing list isn't checked. */
export interface KnownNames {
  readonly schemes?: ReadonlyMap<string, Scheme>;
  readonly groups?: ReadonlyMap<string, Group>;
  /** Frameworks that `seal` tests may name, besides the one of the document itself. */
  readonly frameworks?: ReadonlySet<string>;
}

/** What reading a document needs to know, and the problems found so far. */
export interface DocumentReader {
  readonly vocabulary: Vocabulary;
  readonly names: KnownNames;
  readonly problems: Problem[];
}

export type JsonObject = Readonly<Record<string, unknown>>;

const ID = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;
const DURATION = /^P(?=.)(\d{1,5}Y)?(\d{1,5}M)?(\d{1,5}W)?(\d{1,6}D)?(T(?=.)(\d{1,5}H)?(\d{1,5}M)?)?$/;

/** Says whether a JSON value is an object and no list. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Records a problem; unknown names carry the nearest known ones. */
export function refuse(
  reader: DocumentReader,
  path: NodePath,
  message: string,
  nearest: readonly string[] = [],
): null {
  reader.problems.push(
    nearest.length === 0 ? { pointer: path, message } : { pointer: path, message, nearest },
  );
  return null;
}

/** Names the JSON type of a value for messages. */
export function typeName(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  return Array.isArray(value) ? 'a list' : `${typeof value === 'object' ? 'an' : 'a'} ${typeof value}`;
}

/** Reads an object and refuses keys that the form doesn't know. */
export function readObject(
  reader: DocumentReader,
  value: unknown,
  path: NodePath,
  what: string,
  keys: readonly string[],
): JsonObject | null {
  if (!isObject(value)) {
    return refuse(
      reader,
      path,
      `${what} must be an object, not ${typeName(value)}. Write it with the keys ${keys.join(', ')}.`,
    );
  }
  for (const key of Object.keys(value)) {
    if (keys.includes(key)) continue;
    const message = `${what} has no key "${key}". Its keys are ${keys.join(', ')}; remove it or correct the spelling.`;
    refuse(reader, pointer(path, key), message, nearestNames(key, keys));
  }
  return value;
}

/** Reads a list and refuses one that is longer than the language allows, before any item is read. */
export function readList(
  reader: DocumentReader,
  value: unknown,
  path: NodePath,
  what: string,
  longest: number = LANGUAGE_LIMITS.items,
): readonly unknown[] {
  if (!Array.isArray(value)) {
    refuse(reader, path, `${what} must be a list, not ${typeName(value)}. Put the single item in a list.`);
    return [];
  }
  if (value.length > longest) {
    const message = `${what} has ${value.length} items; at most ${longest} are evaluated. Split it or use a group.`;
    refuse(reader, path, message);
    return [];
  }
  return value;
}

/** Reads a text that says something. */
export function readText(
  reader: DocumentReader,
  value: unknown,
  path: NodePath,
  what: string,
): string | null {
  if (typeof value === 'string' && value.trim() !== '') return value;
  return refuse(reader, path, `${what} must be a text with at least one character, not ${typeName(value)}.`);
}

/** Reads a text where the key is there at all. */
export function readOptionalText(
  reader: DocumentReader,
  value: unknown,
  path: NodePath,
  what: string,
): string | undefined {
  return value === undefined || value === null
    ? undefined
    : (readText(reader, value, path, what) ?? undefined);
}

/** Reads one of a closed list of words. */
export function readWord<Word extends string>(
  reader: DocumentReader,
  value: unknown,
  path: NodePath,
  what: string,
  words: readonly Word[],
): Word | null {
  const word = words.find((candidate) => candidate === value);
  if (word !== undefined) return word;
  const found = typeof value === 'string' ? `"${value}"` : typeName(value);
  return refuse(
    reader,
    path,
    `${what} is one of ${words.join(', ')}, not ${found}. Choose one of them.`,
    typeof value === 'string' ? nearestNames(value, words) : [],
  );
}

/** Reads a finite number that is not below a bound. */
export function readNumber(
  reader: DocumentReader,
  value: unknown,
  path: NodePath,
  what: string,
  lowest = -Infinity,
): number | null {
  if (typeof value === 'number' && Number.isFinite(value) && value >= lowest) return value;
  const bound = lowest === -Infinity ? '' : ` of at least ${lowest}`;
  return refuse(reader, path, `${what} must be a number${bound}, not ${typeName(value)}.`);
}

/** Reads an ISO 8601 duration such as `P12M`, `P90D` or `PT6H`. */
export function readDuration(
  reader: DocumentReader,
  value: unknown,
  path: NodePath,
  what: string,
): string | null {
  if (typeof value === 'string' && DURATION.test(value)) return value;
  return refuse(
    reader,
    path,
    `${what} must be an ISO 8601 duration such as P12M or P90D, not ${JSON.stringify(value)}.`,
  );
}

/** Reads a full calendar date. */
export function readDay(reader: DocumentReader, value: unknown, path: NodePath, what: string): Day | null {
  if (typeof value === 'string' && isDay(value)) return value;
  return refuse(
    reader,
    path,
    `${what} must be a calendar date such as 2026-11-24, not ${JSON.stringify(value)}.`,
  );
}

/** Reads a date that a source may state partially (`2022-03`) as its first day. */
export function readPartialDay(
  reader: DocumentReader,
  value: unknown,
  path: NodePath,
  what: string,
): Day | null {
  const stated = typeof value === 'number' ? String(value) : value;
  const day = typeof stated === 'string' ? firstDay(stated) : null;
  if (day !== null) return day;
  return refuse(
    reader,
    path,
    `${what} must be a date such as 2026, 2026-11 or 2026-11-24, not ${JSON.stringify(value)}.`,
  );
}

/** Reads an identifier that is stable across versions. */
export function readId(reader: DocumentReader, value: unknown, path: NodePath, what: string): string | null {
  if (typeof value === 'string' && ID.test(value)) return value;
  return refuse(
    reader,
    path,
    `${what} must begin with a letter or digit and hold only letters, digits, dots, dashes and underscores, not ${JSON.stringify(value)}.`,
  );
}
