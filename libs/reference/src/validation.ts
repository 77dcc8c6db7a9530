import type { World } from '#domain';
import {
  buildWorld,
  checkReferences,
  documentKey,
  readDocuments,
  type AssembledWorld,
  type DocumentItem,
  type PlainValue,
  type ReadHints,
  type StoredDocument,
} from '#formats';

/** One file to validate. */
export interface ValidatedFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** One thing to tell about a file. */
export interface Remark {
  readonly path: string;
  readonly line: number;
  readonly column: number;
  readonly pointer: string;
  readonly message: string;
  /** Information is told but refuses nothing. */
  readonly severity: 'problem' | 'info';
}

/** What validating files has come to. */
export interface Validation {
  readonly items: number;
  readonly remarks: readonly Remark[];
  readonly world: AssembledWorld;
}

/** Recording plays no part in validating, so any instant will do. */
const RECORDED = '1970-01-01T00:00:00Z';

interface PlacedItem {
  readonly path: string;
  readonly item: DocumentItem;
}

/**
 * Validates files together: each by itself, then against the names that all of them define, then for references that
 * lead nowhere and for rules whose questions no default need answers. `context` holds documents that may be referred
 * to without being validated.
 */
export function validate(
  files: readonly ValidatedFile[],
  context: readonly ValidatedFile[] = [],
): Validation {
  const own = new Set(files.map(({ path }) => path));
  const around = context.filter(({ path }) => !own.has(path));
  // Names first: what a document may say depends on the vocabulary, schemes and groups of all documents.
  const names = buildWorld([...around, ...files].flatMap((file) => storedIn(read(file, {}))));
  const hints: ReadHints = { vocabulary: names.vocabulary, schemes: names.schemes, groups: names.groups };
  const placed = files.flatMap((file) => read(file, names.vocabulary.attributes.size === 0 ? {} : hints));
  const documents = [...around.flatMap((file) => storedIn(read(file, {}))), ...storedIn(placed)];
  const world = buildWorld(documents);
  const remarks = [
    ...placed.flatMap(ownProblems),
    ...repeatedItems(placed),
    ...danglingReferences(placed, world, documents),
    ...unansweredNeeds(placed, world),
  ];
  return { items: placed.length, remarks, world };
}

function read(file: ValidatedFile, hints: ReadHints): readonly PlacedItem[] {
  return [...readDocuments(file.bytes, hints)].map((item) => ({ path: file.path, item }));
}

/** Items as the store would hold them; what is broken isn't stored. */
function storedIn(placed: readonly PlacedItem[]): readonly StoredDocument[] {
  return placed.flatMap(({ item: { kind, id, version, document, problems } }) =>
    kind === null || id === null || document === null || problems.length > 0
      ? []
      : [{ kind, id, version, document, recordedFrom: RECORDED, recordedTo: null }],
  );
}

function ownProblems({ path, item }: PlacedItem): readonly Remark[] {
  return item.problems.map(({ pointer, line, column, message }) => ({
    path,
    line,
    column,
    pointer,
    message,
    severity: 'problem',
  }));
}

function remark(
  { path, item }: PlacedItem,
  pointer: string,
  message: string,
  severity: Remark['severity'],
): Remark {
  return { path, line: item.line, column: 1, pointer, message, severity };
}

/** Two files that state one thing would take turns in replacing each other. */
function repeatedItems(placed: readonly PlacedItem[]): readonly Remark[] {
  const first = new Map<string, PlacedItem>();
  return placed.flatMap((place): readonly Remark[] => {
    const { kind, id, version, pointer } = place.item;
    if (kind === null || id === null) return [];
    const key = documentKey({ kind, id, version });
    const before = first.get(key);
    if (before === undefined) {
      first.set(key, place);
      return [];
    }
    // Inside one file the reader has said so.
    if (before.path === place.path) return [];
    const message = `${kind} "${id}" is also in ${before.path} (line ${before.item.line}). Keep it in one place.`;
    return [remark(place, pointer, message, 'problem')];
  });
}

function danglingReferences(
  placed: readonly PlacedItem[],
  world: World,
  documents: readonly StoredDocument[],
): readonly Remark[] {
  const registers = new Set(documents.flatMap(({ kind, id }) => (kind === 'register' ? [id] : [])));
  return placed.flatMap((place): readonly Remark[] => {
    const { kind, document, problems, pointer } = place.item;
    if (kind === null || document === null || problems.length > 0) return [];
    return checkReferences(kind, document, { world, registers }).map((finding) => {
      // A delivered fact stands alone in its stored document, but in a list in its file.
      const inner = kind === 'facts' ? finding.pointer.replace(/^\/facts\/0/, '') : finding.pointer;
      return remark(place, pointer + inner, finding.message, 'problem');
    });
  });
}

/** Need paths that a regime asks for and that no default need of its markets states: their answers stay unknown. */
function unansweredNeeds(placed: readonly PlacedItem[], world: World): readonly Remark[] {
  if (world.markets.size === 0) return [];
  return placed.flatMap((place): readonly Remark[] => {
    const { kind, document, problems, pointer } = place.item;
    if (kind !== 'regime' || document === null || problems.length > 0) return [];
    const stated = statedNeeds(world, typeof document['market'] === 'string' ? document['market'] : '*');
    const open = [...needsOf(document)]
      .filter((path) => !stated.has(path) && world.vocabulary.needs.get(path)?.unstated === 'ask')
      .toSorted();
    if (open.length === 0) return [];
    const message = `No default need of its markets states ${open.join(', ')}: there its answers stay unknown.`;
    return [remark(place, pointer, message, 'info')];
  });
}

function statedNeeds(world: World, market: string): ReadonlySet<string> {
  const concerned = [...world.markets.values()].filter(
    ({ code, blocs }) => market === '*' || code === market || blocs.includes(market),
  );
  const paths = concerned.flatMap(({ needs }) => Object.values(needs).flatMap((need) => Object.keys(need)));
  // Every question has a date.
  return new Set([...paths, 'asOf']);
}

function needsOf(value: PlainValue, found: Set<string> = new Set()): ReadonlySet<string> {
  if (typeof value !== 'object' || value === null) return found;
  for (const [key, inner] of Object.entries(value)) {
    if (key === 'need' && typeof inner === 'string') found.add(inner);
    else needsOf(inner, found);
  }
  return found;
}
