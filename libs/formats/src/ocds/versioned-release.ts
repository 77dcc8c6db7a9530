import { isJsonArray, isJsonObject, member, type JsonObject, type JsonValue } from '../json/json-value.ts';
import { parseInstant } from '../notice/instant.ts';

/** Says whether an object is a versioned release: its values are lists of entries with the release they came from. */
export function isVersionedRelease(object: JsonObject): boolean {
  return member(object, 'date') === undefined && Object.values(object).some(isHistory);
}

/**
 * Takes the last value of every field of a versioned release: the compiled release that it was made with. Its date is
 * that of the newest entry.
 */
export function latestOfVersioned(versioned: JsonObject): JsonObject {
  let date = '';
  let newest = '';
  const latest = (value: JsonValue): JsonValue | undefined => {
    if (isHistory(value)) {
      const entry = value.at(-1);
      if (!isJsonObject(entry)) return undefined;
      const printed = member(entry, 'releaseDate');
      const order = typeof printed === 'string' ? parseInstant(printed)?.order : undefined;
      if (typeof printed === 'string' && order !== undefined && order > newest)
        [newest, date] = [order, printed];
      return member(entry, 'value') ?? undefined;
    }
    if (isJsonArray(value)) return value.flatMap((item) => latest(item) ?? []);
    if (!isJsonObject(value)) return value;
    const members = Object.entries(value).flatMap(([key, item]): [string, JsonValue][] => {
      const last = latest(item);
      return last === undefined ? [] : [[key, last]];
    });
    return Object.fromEntries(members);
  };
  const compiled = latest(versioned);
  const ocid = member(versioned, 'ocid');
  const id = `${typeof ocid === 'string' ? ocid : ''}-${date}`;
  return { ...(isJsonObject(compiled) ? compiled : {}), tag: ['compiled'], id, date };
}

function isHistory(value: JsonValue): value is readonly JsonValue[] {
  return (
    isJsonArray(value) &&
    value.length > 0 &&
    value.every((entry) => isJsonObject(entry) && 'releaseID' in entry && 'value' in entry)
  );
}
