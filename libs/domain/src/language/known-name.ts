import type { Group } from '../model/geography.ts';
import type { Scheme } from '../model/scheme.ts';
import type { Attribute, NeedPath, Vocabulary } from '../model/vocabulary.ts';
import { refuse, type DocumentReader } from './document-reader.ts';
import { nearestNames } from './nearest.ts';
import type { NodePath } from './test.ts';

const GROUP = /^(?:group|list):(.+)$/;

/** Turns a vocabulary pattern into an expression: single letters `n` and `m` between signs stand for digits. */
function patternOf(id: string): RegExp {
  const escaped = id.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
  return new RegExp(`^${escaped.replaceAll(/\b[nm]\b/g, String.raw`\d+`)}$`);
}

/** Finds the attribute of a name, by itself or by a pattern such as `offering.csf.SOV-n-m`. */
export function attributeOf(vocabulary: Vocabulary, name: string): Attribute | null {
  const exact = vocabulary.attributes.get(name);
  if (exact !== undefined && !exact.pattern) return exact;
  for (const attribute of vocabulary.attributes.values()) {
    if (attribute.pattern && patternOf(attribute.id).test(name)) return attribute;
  }
  return null;
}

/** Looks an attribute up and refuses unknown names. */
export function readAttribute(reader: DocumentReader, value: unknown, path: NodePath): Attribute | null {
  const attribute = typeof value === 'string' ? attributeOf(reader.vocabulary, value) : null;
  if (attribute !== null) return attribute;
  return refuse(
    reader,
    path,
    `${JSON.stringify(value)} is no attribute of the vocabulary, so no fact could ever state it. Use a declared attribute or add it to the vocabulary first.`,
    typeof value === 'string' ? nearestNames(value, reader.vocabulary.attributes.keys()) : [],
  );
}

/** Looks a need path up and refuses unknown ones. */
export function readNeedPath(reader: DocumentReader, value: unknown, path: NodePath): NeedPath | null {
  const needPath = typeof value === 'string' ? reader.vocabulary.needs.get(value) : undefined;
  if (needPath !== undefined) return needPath;
  return refuse(
    reader,
    path,
    `${JSON.stringify(value)} is no need path of the vocabulary, so no question could ever answer it. Use a declared path or add it to the vocabulary first.`,
    typeof value === 'string' ? nearestNames(value, reader.vocabulary.needs.keys()) : [],
  );
}

/** Looks a certification scheme up; `null` both for a refused name and when no schemes were given to check. */
export function readScheme(reader: DocumentReader, value: unknown, path: NodePath): Scheme | null {
  const { schemes } = reader.names;
  if (typeof value !== 'string' || value === '') {
    return refuse(
      reader,
      path,
      `A certificate test names its scheme by id, not by ${JSON.stringify(value)}.`,
    );
  }
  if (schemes === undefined) return null;
  return (
    schemes.get(value) ??
    refuse(
      reader,
      path,
      `"${value}" is no known certification scheme, so no certificate could satisfy it. Use a known scheme or deliver the scheme first.`,
      nearestNames(value, schemes.keys()),
    )
  );
}

/** Splits `group:EU` and `list:X` into the id of their group; `null` for every other text. */
export function groupIdOf(item: string): string | null {
  return GROUP.exec(item)?.[1] ?? null;
}

/** Checks a reference such as `group:EU`, `group:home` or `home:country`; other texts pass. */
export function checkReference(reader: DocumentReader, item: string, path: NodePath): void {
  if (item.startsWith('home:') && item !== 'home:country') {
    refuse(reader, path, `"${item}" is no reference. The market itself is written home:country.`, [
      'home:country',
    ]);
    return;
  }
  const id = groupIdOf(item);
  const { groups } = reader.names;
  if (id === null || id === 'home' || groups === undefined || groups.has(id)) return;
  refuse(
    reader,
    path,
    `"${item}" names no known group, so nothing could be a member. Use a known group or deliver the group first.`,
    nearestNames(id, groups.keys()).map((name) => `group:${name}`),
  );
}

/** Finds the group behind a reference, if groups were given. */
export function knownGroup(reader: DocumentReader, item: string): Group | null {
  const id = groupIdOf(item);
  return id === null ? null : (reader.names.groups?.get(id) ?? null);
}
