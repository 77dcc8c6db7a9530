import { decodeUtf8, toUtf8 } from '../text/decode.ts';
import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '../text/json-value.ts';
import { parseJson, type ParsedText } from '../text/json.ts';
import { DEFAULT_TEXT_LIMITS, type TextLimits } from '../text/limits.ts';
import { leftUnread } from '../notice/problem.ts';
import { parseYamlInSteps } from '../text/yaml.ts';
import { nearestNames } from '#domain';
import type { DocumentItem, DocumentProblem, ReadHints } from './document-item.ts';
import { DOCUMENT_TYPES, type DocumentType } from './document-kinds.ts';
import { cutPieces, type Piece } from './document-pieces.ts';
import { splitDocument, type SplitItem } from './document-split.ts';
import { checkMeaning } from './meaning/check-meaning.ts';
import { quote } from './quote.ts';
import { checkShape, type ShapeProblem } from './shape.ts';

/**
 * Reads a delivery of Placet documents in YAML, JSON or JSON Lines and yields every item with its problems. Lists yield
 * one item for each element. Never throws for what the delivery holds: what is broken becomes an item with problems,
 * and its neighbours are read all the same.
 */
export function* readDocuments(
  bytes: Uint8Array,
  hints: ReadHints = {},
): Generator<DocumentItem, void, undefined> {
  for (const item of readDocumentsInSteps(bytes, hints)) if (item !== null) yield item;
}

/** Reads like {@link readDocuments}; every `null` is a place in the work where others may have their turn. */
export function* readDocumentsInSteps(
  bytes: Uint8Array,
  hints: ReadHints = {},
): Generator<DocumentItem | null, void, undefined> {
  const limits = hints.limits ?? DEFAULT_TEXT_LIMITS;
  const utf8 = toUtf8(bytes);
  if (utf8.problem !== null) {
    yield unreadable('', { pointer: '', line: 1, column: 1, message: utf8.problem, stage: 'text' });
    return;
  }
  const pieces = cutPieces(utf8.bytes, hints.format);
  let isEmpty = true;
  for (const [at, piece] of pieces.entries()) {
    for (const item of readPiece(piece, pieces.length > 1 ? `/${at}` : '', hints, limits)) {
      isEmpty &&= item === null;
      yield item;
    }
  }
  if (isEmpty) {
    const message = 'The delivery holds no document. Send one with a "schema" such as placet.vendor/v1.';
    yield unreadable('', { pointer: '', line: 1, column: 1, message, stage: 'text' });
  }
}

function* readPiece(
  piece: Piece,
  base: string,
  hints: ReadHints,
  limits: TextLimits,
): Generator<DocumentItem | null> {
  const refuse = (message: string): DocumentItem =>
    unreadable(base, { pointer: base, line: piece.firstLine, column: 1, message, stage: 'text' });
  if (piece.bytes.length > limits.documentBytes) {
    yield refuse(
      `The document is larger than ${limits.documentBytes} bytes. Send its elements as JSON Lines.`,
    );
    return;
  }
  if (piece.syntax === 'yaml' && piece.bytes.length > limits.yamlBytes) {
    yield refuse(
      `The YAML document is larger than ${limits.yamlBytes} bytes. Send it as JSON, or as several documents with a line of --- between them.`,
    );
    return;
  }
  const decoded = decodeUtf8(piece.bytes);
  if (decoded.text === null) {
    yield refuse(decoded.problem);
    return;
  }
  const { parsed, problem } =
    piece.syntax === 'yaml'
      ? yield* resting(parseYamlInSteps(decoded.text, limits, piece.firstLine))
      : parseJson(decoded.text, limits, piece.firstLine);
  if (parsed === null) {
    yield unreadable(base, { ...problem, pointer: base + problem.pointer, stage: 'text' });
    return;
  }
  // Only a piece that is longer than an item may hold one that is too long.
  const longest = piece.bytes.length > limits.itemBytes ? limits.itemBytes : null;
  if (isJsonArray(parsed.value)) {
    for (const [at, element] of parsed.value.entries()) {
      yield* readDocument(element, { parsed, inner: `/${at}`, base, longest }, hints);
    }
  } else if (parsed.value !== null) {
    yield* readDocument(parsed.value, { parsed, inner: '', base, longest }, hints);
  }
}

/** Passes each step on as a rest. */
function* resting<T>(steps: Generator<void, T, void>): Generator<null, T> {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    yield null;
  }
}

/** Where a document stands: `inner` points into the parsed text, `base` at that text in the delivery. */
interface Place {
  readonly parsed: ParsedText;
  readonly inner: string;
  readonly base: string;
  readonly longest: number | null;
}

function* readDocument(value: JsonValue, place: Place, hints: ReadHints): Generator<DocumentItem> {
  const type = typeOf(value);
  if ('problem' in type) {
    const pointer = isJsonObject(value) && 'schema' in value ? '/schema' : '';
    const problem = problemAt(place, { pointer, at: 'value', message: type.problem }, 'shape');
    const document = isJsonObject(value) ? value : null;
    yield { ...locatedItem(place, '', null), document, problems: [problem] };
    return;
  }
  const shape = checkShape(type.type.file, type.document);
  const { items, shell } = splitDocument(type.type, type.document);
  const seen = new Map<string, string>();
  for (const item of items) {
    const own = shape.filter(({ pointer }) => isWithin(pointer, item.pointer));
    yield readItem(item, own, place, hints, seen);
  }
  const outer = shape.filter(({ pointer }) => !items.some((item) => isWithin(pointer, item.pointer)));
  if (shell !== null && (outer.length > 0 || items.length === 0)) {
    const problems = outer.map((problem) => problemAt(place, problem, 'shape'));
    if (problems.length > 0) yield { ...locatedItem(place, '', null), document: shell, problems };
  }
}

function readItem(
  item: SplitItem,
  shape: readonly ShapeProblem[],
  place: Place,
  hints: ReadHints,
  seen: Map<string, string>,
): DocumentItem {
  const located = { ...locatedItem(place, item.pointer, item), document: item.document };
  if (hints.isUnread?.() === true) {
    const { pointer, line } = located;
    return {
      ...located,
      problems: [{ pointer, line, column: 1, message: leftUnread(pointer).detail, stage: 'meaning' }],
    };
  }
  const { longest, parsed, inner } = place;
  if (longest !== null && parsed.sourceBytes(inner + item.pointer) > longest) {
    const message = `The item is larger than ${longest} bytes. Split it.`;
    return {
      ...located,
      document: null,
      problems: [problemAt(place, { pointer: item.pointer, at: 'value', message }, 'text')],
    };
  }
  const problems = shape.map((problem) => problemAt(place, problem, 'shape'));
  if (item.id !== null) {
    const key = `${item.kind}\n${item.id}\n${item.version ?? ''}`;
    const first = seen.get(key);
    if (first !== undefined) {
      const message = `${quote(item.id)} stands twice in this list (first at ${first}). Keep one of the two.`;
      problems.push(problemAt(place, { pointer: item.pointer, at: 'value', message }, 'meaning'));
    } else seen.set(key, place.base + inner + item.pointer);
  }
  // A regime's own reader explains its tests better than their schema does; otherwise meaning needs a sound shape.
  if (shape.length > 0 && item.kind !== 'regime') return { ...located, problems };
  const findings = checkMeaning(item.kind, item.document, hints);
  const meant = findings.map((finding) =>
    problemAt(place, { ...finding, pointer: item.source(finding.pointer), at: 'value' }, 'meaning'),
  );
  const uncovered = problems.filter(
    ({ pointer }) =>
      !meant.some((other) => isWithin(other.pointer, pointer) || isWithin(pointer, other.pointer)),
  );
  return { ...located, problems: [...meant, ...uncovered] };
}

/** Finds the type of a document, or says why it has none. */
function typeOf(
  value: JsonValue,
): { readonly type: DocumentType; readonly document: JsonObject } | { readonly problem: string } {
  if (!isJsonObject(value))
    return { problem: `A document is an object with a "schema", not ${quote(value)}.` };
  const schema = value['schema'];
  const known = [...DOCUMENT_TYPES.keys()];
  if (typeof schema !== 'string') {
    return { problem: `The document doesn't say what it is. Add a "schema", one of ${known.join(', ')}.` };
  }
  const type = DOCUMENT_TYPES.get(schema);
  if (type !== undefined) return { type, document: value };
  const [nearest] = nearestNames(schema, known);
  const advice = nearest === undefined ? `Known are ${known.join(', ')}.` : `Did you mean "${nearest}"?`;
  return { problem: `${quote(schema)} is no document of Placet. ${advice}` };
}

function isWithin(pointer: string, parent: string): boolean {
  return parent === '' || pointer === parent || pointer.startsWith(`${parent}/`);
}

function locatedItem(
  place: Place,
  pointer: string,
  item: SplitItem | null,
): Omit<DocumentItem, 'document' | 'problems'> {
  return {
    pointer: place.base + place.inner + pointer,
    line: place.parsed.locate(place.inner + pointer).line,
    kind: item?.kind ?? null,
    id: item?.id ?? null,
    version: item?.version ?? null,
  };
}

function problemAt(place: Place, problem: ShapeProblem, stage: DocumentProblem['stage']): DocumentProblem {
  const inner = place.inner + problem.pointer;
  return {
    pointer: place.base + inner,
    ...place.parsed.locate(inner, problem.at),
    message: problem.message,
    ...(problem.nearest === undefined ? {} : { nearest: problem.nearest }),
    stage,
  };
}

function unreadable(pointer: string, problem: DocumentProblem): DocumentItem {
  return {
    pointer,
    line: problem.line,
    kind: null,
    id: null,
    version: null,
    document: null,
    problems: [problem],
  };
}

/** Collects all items of a delivery; for small ones such as a form or a test. */
export function readAllDocuments(bytes: Uint8Array, hints: ReadHints = {}): readonly DocumentItem[] {
  return [...readDocuments(bytes, hints)];
}
