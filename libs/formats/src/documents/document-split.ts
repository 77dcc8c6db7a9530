import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '../text/json-value.ts';
import { pointerTo } from '../text/pointer.ts';
import { shapeOf, type HoldingShape, type StatementShape } from './document-shapes.ts';
import type { DocumentKind, DocumentType } from './document-kinds.ts';
import { firstDay } from './to-domain/dates.ts';
import { derivedId } from './to-domain/evidence.ts';
import { holdingId } from './to-domain/ownership.ts';

/** One versioned thing inside a document. */
export interface SplitItem {
  readonly kind: DocumentKind;
  /** Where it stands inside the document. */
  readonly pointer: string;
  readonly id: string | null;
  readonly version: string | null;
  /** The item as it is stored: a document by itself. */
  readonly document: JsonObject;
  /** Translates a pointer inside the stored item back into the delivered document. */
  readonly source: (pointer: string) => string;
}

/** The items of a document, and for lists what is left around them. */
export interface Split {
  readonly items: readonly SplitItem[];
  readonly shell: JsonObject | null;
}

/** Takes a document apart into what is versioned by itself. */
export function splitDocument(type: DocumentType, document: JsonObject): Split {
  if (type.kind === 'facts') return splitFacts(document);
  if (type.kind !== null) {
    const version = versionOf(type.kind, document);
    return {
      items: [
        {
          kind: type.kind,
          pointer: '',
          id: textOf(document[type.identity]) ?? (type.kind === 'vocabulary' ? 'vocabulary' : null),
          version: textOf(version),
          document,
          source: (pointer) => pointer,
        },
      ],
      shell: null,
    };
  }
  const items = type.lists.flatMap(({ member, kind, identity, element }) =>
    elementsOf(document[member]).map((value, at): SplitItem => {
      const pointer = pointerTo(pointerTo('', member), at);
      const named = kind === 'holding' ? withHoldingId(value) : value;
      return {
        kind,
        pointer,
        id: textOf(named[identity]),
        version: null,
        document: { schema: element, ...named },
        source: (inner) => pointer + inner,
      };
    }),
  );
  return { items, shell: document };
}

/**
 * What tells the versions of a document apart that count side by side. A reading of a register is told from others by
 * the day it speaks of; of a mapping the last one counts, whatever its author calls it.
 */
function versionOf(kind: DocumentKind, document: JsonObject): JsonValue | undefined {
  if (kind === 'mapping') return undefined;
  return document['version'] ?? (kind === 'register' ? document['asOf'] : undefined);
}

/** Each fact is delivered, superseded and withdrawn by itself, so each is an item with what surrounds it. */
function splitFacts(document: JsonObject): Split {
  const { facts, ...around } = document;
  const vendor = textOf(document['vendor']) ?? '';
  const used = new Map<string, number>();
  const items = elementsOf(facts).map((fact, at): SplitItem => {
    const statement = shapeOf<StatementShape>(fact);
    const id =
      typeof statement.id === 'string' ? statement.id : numbered(factId(statement, vendor, document), used);
    const prefix = `/facts/${at}`;
    return {
      kind: 'facts',
      pointer: prefix,
      id: vendor === '' ? null : id,
      version: null,
      document: { ...around, facts: [{ ...fact, id }] },
      source: (pointer) =>
        pointer.startsWith('/facts/0') ? prefix + pointer.slice('/facts/0'.length) : prefix,
    };
  });
  return { items, shell: document };
}

/**
 * The id of a delivered fact that names none: its subject, attribute, source and start. A correction from the same
 * source replaces the fact; another source adds one, and the two may contradict each other visibly.
 */
function factId(statement: StatementShape, vendor: string, document: JsonObject): string {
  const around = document['source'];
  const title = statement.source?.title ?? (isJsonObject(around) ? textOf(around['title']) : null);
  const subject = typeof statement.subject === 'string' ? statement.subject : `provider:${vendor}`;
  const from = typeof statement.valid?.from === 'string' ? firstDay(statement.valid.from) : null;
  const source = title === null ? '' : `@${slug(title)}`;
  return `facts/${derivedId(subject, statement)}${source}${from === null ? '' : `@${from}`}`;
}

function slug(title: string): string {
  return title
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
    .replaceAll(/^-|-$/g, '')
    .slice(0, 60);
}

function numbered(id: string, used: Map<string, number>): string {
  const count = (used.get(id) ?? 0) + 1;
  used.set(id, count);
  return count === 1 ? id : `${id}#${count}`;
}

function withHoldingId(value: JsonObject): JsonObject {
  const { id, owner, owned } = shapeOf<HoldingShape>(value);
  return id === undefined && typeof owner === 'string' && typeof owned === 'string'
    ? { id: holdingId({ owner, owned }), ...value }
    : value;
}

/** Elements that aren't objects keep their place so that later ones keep their pointers. */
function elementsOf(list: JsonValue | undefined): readonly JsonObject[] {
  return isJsonArray(list) ? list.map((element) => (isJsonObject(element) ? element : {})) : [];
}

function textOf(value: JsonValue | undefined): string | null {
  return typeof value === 'string' ? value : null;
}
