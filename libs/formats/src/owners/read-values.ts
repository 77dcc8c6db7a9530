import { cutPieces } from '../documents/document-pieces.ts';
import type { DocumentItem } from '../documents/document-item.ts';
import { decodeUtf8, toUtf8 } from '../text/decode.ts';
import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '../text/json-value.ts';
import { parseJson, type ParsedText } from '../text/json.ts';
import { DEFAULT_TEXT_LIMITS } from '../text/limits.ts';

/** One object of a delivery with its place. */
export interface PlacedObject {
  readonly pointer: string;
  readonly line: number;
  readonly object: JsonObject;
}

/**
 * Reads the objects of a JSON delivery: an array, a single object, the list under one of the named members, or JSON
 * Lines. What can't be read becomes an item with its problem.
 */
export function readObjects(
  bytes: Uint8Array,
  members: readonly string[],
): { readonly objects: readonly PlacedObject[]; readonly broken: readonly DocumentItem[] } {
  const utf8 = toUtf8(bytes);
  if (utf8.problem !== null) return { objects: [], broken: [brokenText('', 1, 1, utf8.problem)] };
  const objects: PlacedObject[] = [];
  const broken: DocumentItem[] = [];
  const pieces = cutPieces(utf8.bytes);
  for (const [at, piece] of pieces.entries()) {
    const base = pieces.length > 1 ? `/${at}` : '';
    const decoded = decodeUtf8(piece.bytes);
    if (decoded.text === null) {
      broken.push(brokenText(base, piece.firstLine, 1, decoded.problem));
      continue;
    }
    const { parsed, problem } = parseJson(decoded.text, DEFAULT_TEXT_LIMITS, piece.firstLine);
    if (parsed === null)
      broken.push(brokenText(base, problem.line, problem.column, problem.message, base + problem.pointer));
    else
      collect(
        parsed,
        { base, members, mayBeLarge: piece.bytes.length > DEFAULT_TEXT_LIMITS.itemBytes },
        objects,
        broken,
      );
  }
  return { objects, broken };
}

/** A value of a delivery; only one that is longer than an item may hold one that is too long. */
interface Piece {
  readonly base: string;
  readonly members: readonly string[];
  readonly mayBeLarge: boolean;
}

function collect(
  parsed: ParsedText,
  { base, members, mayBeLarge }: Piece,
  objects: PlacedObject[],
  broken: DocumentItem[],
): void {
  const add = (value: JsonValue, inner: string): void => {
    const { line, column } = parsed.locate(inner);
    const { itemBytes } = DEFAULT_TEXT_LIMITS;
    if (mayBeLarge && parsed.sourceBytes(inner) > itemBytes)
      broken.push(
        brokenText(base + inner, line, column, `The item is larger than ${itemBytes} bytes. Split it.`),
      );
    else if (isJsonObject(value)) objects.push({ pointer: base + inner, line, object: value });
    else
      broken.push(
        brokenText(base + inner, line, column, 'This is no object. Every element describes one thing.'),
      );
  };
  const { value } = parsed;
  if (isJsonArray(value)) {
    for (const [at, element] of value.entries()) add(element, `/${at}`);
    return;
  }
  if (isJsonObject(value)) {
    const name = members.find((member) => value[member] !== undefined);
    const list = name === undefined ? undefined : value[name];
    if (isJsonArray(list)) {
      for (const [at, element] of list.entries()) add(element, `/${name ?? ''}/${at}`);
      return;
    }
    if (isJsonObject(list)) {
      add(list, `/${name ?? ''}`);
      return;
    }
  }
  add(value, '');
}

function brokenText(
  pointer: string,
  line: number,
  column: number,
  message: string,
  place = pointer,
): DocumentItem {
  const problem = { pointer: place, line, column, message, stage: 'text' as const };
  return { pointer, line, kind: null, id: null, version: null, document: null, problems: [problem] };
}

/** An object that says something that can't be used. */
export function brokenItem(
  { pointer, line, object }: PlacedObject,
  message: string,
  inner = '',
): DocumentItem {
  const problem = { pointer: pointer + inner, line, column: 1, message, stage: 'meaning' as const };
  return { pointer, line, kind: null, id: null, version: null, document: object, problems: [problem] };
}

/** The text at a path of members; empty text is absent. */
export function textAt(object: JsonValue | undefined, ...path: readonly string[]): string | undefined {
  let value = object;
  for (const name of path) value = isJsonObject(value) ? value[name] : undefined;
  // Golden copies in JSON wrap text that may carry a language.
  if (isJsonObject(value)) value = value['$'];
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}

/** The objects of a list at a path; a single object counts as a list of one. */
export function objectsAt(object: JsonValue | undefined, ...path: readonly string[]): readonly JsonObject[] {
  let value = object;
  for (const name of path) value = isJsonObject(value) ? value[name] : undefined;
  if (isJsonObject(value)) return [value];
  return isJsonArray(value) ? value.filter(isJsonObject) : [];
}

/** Every text at a path: one, or a list of them. */
export function textsAt(object: JsonValue | undefined, ...path: readonly string[]): readonly string[] {
  let value = object;
  for (const name of path) value = isJsonObject(value) ? value[name] : undefined;
  const list = isJsonArray(value) ? value : value === undefined ? [] : [value];
  return list.flatMap((one) => textAt(one) ?? []);
}

/** The day at the beginning of a date or instant; `undefined` for anything else. */
export function dayOf(text: string | undefined): string | undefined {
  return text === undefined ? undefined : /^\d{4}-\d{2}-\d{2}/.exec(text)?.[0];
}
