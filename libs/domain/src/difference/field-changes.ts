/** Something with named members. */
export type Fields = Readonly<Record<string, unknown>>;

/** One field that differs between two versions; a side is absent when the field was. */
export interface FieldChange {
  /** Path of the field, e.g. `deadline.instant` or `lots[LOT-0001].title.en`. */
  readonly field: string;
  readonly before?: unknown;
  readonly after?: unknown;
}

/** Lists what differs between two values, member by member; lists whose items have ids are compared by id, others whole. */
export function fieldChanges(before: Fields, after: Fields): FieldChange[] {
  const changes: FieldChange[] = [];
  for (const field of sortedKeys(before, after)) diffValues(field, before[field], after[field], changes);
  return changes;
}

/** Writes a value as text in which equal values are equal: keys sorted, absent fields left out. */
export function canonicalText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalText).join(',')}]`;
  if (isRecord(value)) {
    const members = Object.keys(value)
      .filter((key) => value[key] !== undefined)
      .toSorted()
      .map((key) => `${JSON.stringify(key)}:${canonicalText(value[key])}`);
    return `{${members.join(',')}}`;
  }
  return JSON.stringify(value) ?? 'null';
}

function diffValues(field: string, before: unknown, after: unknown, changes: FieldChange[]): void {
  if (canonicalText(before) === canonicalText(after)) return;
  if (isRecord(before) && isRecord(after)) {
    for (const key of sortedKeys(before, after)) {
      diffValues(`${field}.${key}`, before[key], after[key], changes);
    }
    return;
  }
  const left = byId(before);
  const right = byId(after);
  if (left !== undefined && right !== undefined) {
    for (const id of [...new Set([...left.keys(), ...right.keys()])].toSorted()) {
      diffValues(`${field}[${id}]`, left.get(id), right.get(id), changes);
    }
    return;
  }
  changes.push({
    field,
    ...(before === undefined ? {} : { before }),
    ...(after === undefined ? {} : { after }),
  });
}

/** The items of a list by their id, or `undefined` unless every item has one of its own. */
function byId(value: unknown): Map<string, unknown> | undefined {
  if (!Array.isArray(value)) return undefined;
  const items = new Map<string, unknown>();
  for (const item of value as readonly unknown[]) {
    if (!isRecord(item) || typeof item['id'] !== 'string' || items.has(item['id'])) return undefined;
    items.set(item['id'], item);
  }
  return items;
}

function isRecord(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function sortedKeys(a: object, b: object): string[] {
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].toSorted();
}
