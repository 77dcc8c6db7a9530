import { createHash } from 'node:crypto';
import {
  DeliveryReader,
  type ItemProblem,
  Pace,
  type ReadingHints,
  type ReadItem,
  Unreadable,
} from '#application';
import { canonicalText, nearestNames, type World } from '#domain';
import { readBods } from '../bods/read-bods.ts';
import { detect, type DetectedFormat } from '../detect/detect.ts';
import type { DocumentItem, DocumentProblem } from '../documents/document-item.ts';
import { checkMeaning } from '../documents/meaning/check-meaning.ts';
import { readDocumentsInSteps } from '../documents/read-documents.ts';
import { checkShape } from '../documents/shape.ts';
import { readGleif } from '../gleif/read-gleif.ts';
import { shippedMappings, type MappingCatalogue } from '../mapping/catalogue.ts';
import type { AnyMapping, RegisterMapping } from '../mapping/mapping.ts';
import { type MappedRegister, readMappedRegister } from '../mapping/read-register.ts';
import { readMapping } from '../mapping/read-mapping.ts';
import { leftUnread } from '../notice/problem.ts';
import { statementsIn } from './document-statements.ts';
import { entitiesOf } from './known-entities.ts';
import { mappingsIn } from './known-mappings.ts';
import { mappedItems, NOTICE_FORMATS, noticeItems, type DeliveryContext } from './notice-items.ts';

const SNIFF_BYTES = 64 * 1024;
/** Placet documents are read whole; feeds of notices are streamed. */
const DOCUMENTS_MAX_BYTES = 64 * 1024 * 1024;
const FRAGMENT_CHARS = 8000;

/** A source pins a mapping as `mapping:` and its id. */
const MAPPING = 'mapping:';

/** Reads deliveries: detects the format from content and streams items with their positions. */
export class ContentReader extends DeliveryReader {
  /** `shipped` are the mappings that are known before any is delivered. */
  constructor(private readonly shipped: () => MappingCatalogue = shippedMappings) {
    super();
  }

  async open(
    raw: AsyncIterable<Uint8Array>,
    hints: ReadingHints,
    world: () => World,
  ): Promise<{ format: string; items: AsyncIterable<ReadItem>; mapping?: string }> {
    const known = mappingsIn(world(), this.shipped());
    if (hints.mapping !== undefined && hints.mapping !== null) {
      const own = typeof hints.mapping === 'string' ? named(hints.mapping, known) : ownMapping(hints.mapping);
      return mapped(own, byMapping(own, raw, contextOf(hints), world));
    }
    const { head, rest } = await peek(raw);
    const detected = detect(head, hints.contentType ?? undefined);
    const format = hints.format ?? refine(detected, head, known);
    if (format === 'placet') return { format, items: documentItems(await collect(rest), world, hints.skip) };
    if (isOwnerFormat(format))
      return { format, items: ownerItems(format, await collect(rest), world, hints.skip) };
    const context = contextOf(hints);
    const notices = noticeItems(format, rest, context);
    if (notices !== undefined) return { format, items: notices };
    const mapping = format.startsWith(MAPPING) ? known.get(format.slice(MAPPING.length)) : undefined;
    if (mapping === undefined) throw new Unreadable(unknownFormat(format, detected, known));
    return mapped(mapping, byMapping(mapping, rest, context, world));
  }

  mappingOf({ format, mapping }: { format: string | null; mapping?: unknown }, world: World): string | null {
    const known = mappingsIn(world, this.shipped());
    try {
      if (typeof mapping === 'string') return fingerprintOf(known.get(mapping));
      if (mapping !== undefined && mapping !== null) return fingerprintOf(ownMapping(mapping));
    } catch (error) {
      // Nothing would be read by it, so what was read before stands.
      if (error instanceof Unreadable) return null;
      throw error;
    }
    return fingerprintOf(
      format?.startsWith(MAPPING) === true ? known.get(format.slice(MAPPING.length)) : undefined,
    );
  }
}

/** What a mapping reads, and which one it was: an id and a version are its author's words, and may stay the same. */
function mapped(
  mapping: AnyMapping,
  items: AsyncIterable<ReadItem>,
): { format: string; items: AsyncIterable<ReadItem>; mapping?: string } {
  const fingerprint = fingerprintOf(mapping);
  return {
    format: `${MAPPING}${mapping.id}`,
    items,
    ...(fingerprint === null ? {} : { mapping: fingerprint }),
  };
}

/** Of mappings of notices alone: a register speaks of the day on which it came, and comes again by itself. */
function fingerprintOf(mapping: AnyMapping | undefined): string | null {
  return mapping === undefined || 'register' in mapping ? null : sha256(canonicalText(mapping));
}

function refine(detected: DetectedFormat, head: Uint8Array, mappings: MappingCatalogue): string {
  if (NOTICE_FORMATS.includes(detected) || isOwnerFormat(detected)) return detected;
  if (detected === 'placet-json' || detected === 'placet-yaml') return 'placet';
  const text = Buffer.from(head).toString('latin1');
  const isJson = detected === 'json' || detected === 'jsonl';
  if (isJson && /"schema"\s*:\s*"placet\./.test(text)) return 'placet';
  const [mapping, other] = mappings.recognise(head);
  if (mapping !== undefined && other === undefined) return `${MAPPING}${mapping.id}`;
  if (detected === 'jsonl') return 'ocds';
  if (detected === 'json') return /"(ocid|releases|records)"\s*:/.test(text) ? 'ocds' : 'placet';
  // YAML without a schema line, or text with a broken beginning: the document reader says what is wrong and where.
  return detected === 'unknown' ? 'placet' : detected;
}

/** Notices or a register, as the mapping says. */
function byMapping(
  mapping: AnyMapping,
  chunks: AsyncIterable<Uint8Array>,
  context: DeliveryContext & { readonly accepted: string },
  world: () => World,
): AsyncIterable<ReadItem> {
  return 'register' in mapping
    ? registerItems(mapping, chunks, context, world)
    : mappedItems(mapping, chunks, context);
}

/** A register is one item: with an entry left out, absence would prove what isn't so. */
async function* registerItems(
  mapping: RegisterMapping,
  chunks: AsyncIterable<Uint8Array>,
  context: DeliveryContext & { readonly accepted: string },
  world: () => World,
): AsyncGenerator<ReadItem> {
  if (context.skip?.has(0) === true) {
    const problem = { ...leftUnread(''), title: 'Left unread', errors: [] };
    yield { kind: 'broken', pointer: '', what: 'register', key: mapping.register.id, problem, fragment: '' };
    return;
  }
  const { item, places } = await readMappedRegister(chunks, mapping, context);
  yield toReadItem(understood(checked(item), places, world()), world());
}

/** Checks the levels of a register against its scheme, and says of each problem where its entry stands. */
function understood(item: DocumentItem, places: MappedRegister['places'], world: World): DocumentItem {
  if (item.document === null || item.problems.length > 0) return item;
  const { vocabulary, schemes } = world;
  const problems = checkMeaning('register', item.document, { vocabulary, schemes }).map(
    ({ pointer, message, nearest }): DocumentProblem => {
      const entry = /^\/entries\/(\d+)/.exec(pointer)?.[1];
      const place = (entry === undefined ? undefined : places[Number(entry)]) ?? { pointer: '', line: 1 };
      return {
        ...place,
        column: 1,
        message,
        stage: 'meaning',
        ...(nearest === undefined ? {} : { nearest }),
      };
    },
  );
  return { ...item, problems };
}

/** The mapping that a source brings with it; it was checked when it was stored, but the language may have moved on. */
function ownMapping(document: unknown): AnyMapping {
  const { mapping, problems } = readMapping(Buffer.from(JSON.stringify(document)));
  if (mapping !== null) return mapping;
  throw new Unreadable({
    type: 'invalid-mapping',
    title: 'The mapping of the source can not be used',
    detail: `Correct the mapping of the source (PATCH /v1/sources/…): ${problems[0]?.message ?? 'it is not valid'}`,
    errors: problems.map(({ pointer, line, column, message }) => ({
      pointer,
      detail: message,
      line,
      column,
    })),
  });
}

function contextOf(hints: ReadingHints): DeliveryContext & { readonly accepted: string } {
  const charset = /;\s*charset\s*=\s*"?([\w.:-]+)/i.exec(hints.contentType ?? '')?.[1];
  return {
    source: hints.source,
    accepted: (hints.accepted ?? new Date()).toISOString().slice(0, 10),
    ...(charset === undefined ? {} : { charset }),
    ...(hints.skip === undefined ? {} : { skip: hints.skip }),
  };
}

async function peek(
  raw: AsyncIterable<Uint8Array>,
): Promise<{ head: Uint8Array; rest: AsyncIterable<Uint8Array> }> {
  const iterator = raw[Symbol.asyncIterator]();
  const held: Uint8Array[] = [];
  let size = 0;
  while (size < SNIFF_BYTES) {
    const next = await iterator.next();
    if (next.done) break;
    held.push(next.value);
    size += next.value.byteLength;
  }
  async function* rest(): AsyncGenerator<Uint8Array> {
    yield* held;
    for (let next = await iterator.next(); !next.done; next = await iterator.next()) yield next.value;
  }
  return { head: Buffer.concat(held).subarray(0, SNIFF_BYTES), rest: rest() };
}

async function collect(chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of chunks) {
    size += part.byteLength;
    if (size > DOCUMENTS_MAX_BYTES) {
      throw new Unreadable({
        type: 'delivery-too-large',
        title: 'Too large for documents',
        detail: 'A delivery of Placet documents may unpack to 64 MiB. Send it in parts.',
        errors: [],
      });
    }
    parts.push(part);
  }
  return Buffer.concat(parts);
}

async function* documentItems(
  bytes: Uint8Array,
  world: () => World,
  skip?: ReadonlySet<number>,
): AsyncGenerator<ReadItem> {
  // Asked anew for each item: a delivery may bring the vocabulary that its later documents use.
  let ordinal = 0;
  const hints = {
    isUnread: () => skip?.has(ordinal) === true,
    get vocabulary() {
      return world().vocabulary;
    },
    get schemes() {
      return world().schemes;
    },
    get groups() {
      return world().groups;
    },
  };
  const pace = new Pace();
  for (const item of readDocumentsInSteps(bytes, hints)) {
    await pace.rest();
    if (item === null) continue;
    const isUnread = hints.isUnread();
    ordinal += 1;
    yield isUnread ? unread(item) : toReadItem(item, world());
  }
}

/** An item that ended its process before: it is not looked into. */
function unread({ pointer, kind, id, document }: DocumentItem): ReadItem {
  const problem = { ...leftUnread(pointer), title: 'Left unread', errors: [] };
  return { kind: 'broken', pointer, what: kind, key: id, problem, fragment: fragmentOf(document) };
}

function fragmentOf(document: DocumentItem['document']): string {
  return document === null ? '' : JSON.stringify(document).slice(0, FRAGMENT_CHARS);
}

type OwnerFormat = 'bods' | 'gleif';

function isOwnerFormat(format: string): format is OwnerFormat {
  return format === 'bods' || format === 'gleif';
}

/** Owners and identities; what is known of them is asked anew for each item, like the names that documents use. */
async function* ownerItems(
  format: OwnerFormat,
  bytes: Uint8Array,
  world: () => World,
  skip?: ReadonlySet<number>,
): AsyncGenerator<ReadItem> {
  const known = entitiesOf(world());
  let ordinal = 0;
  const isUnread = (): boolean => skip?.has(ordinal) === true;
  const items = format === 'bods' ? readBods(bytes, known, isUnread) : readGleif(bytes, known, isUnread);
  for await (const item of items) {
    const isLeft = isUnread();
    ordinal += 1;
    yield isLeft ? unread(item) : toReadItem(checked(item), world());
  }
}

/** What a source prints may still break the rules of a document; then it waits in quarantine as it came. */
function checked(item: DocumentItem): DocumentItem {
  const { kind, document, pointer, line } = item;
  if (kind === null || document === null || item.problems.length > 0) return item;
  const [first] = checkShape(`${kind}.v1.json`, document);
  if (first === undefined) return item;
  const message = `Read as ${kind}, the statement is not valid at ${first.pointer}: ${first.message}`;
  return { ...item, problems: [{ pointer, line, column: 1, message, stage: 'meaning' }] };
}

function toReadItem(item: DocumentItem, world: World): ReadItem {
  const { pointer, kind, id, document } = item;
  if (item.problems.length > 0 || kind === null || id === null || document === null) {
    return {
      kind: 'broken',
      pointer,
      what: kind,
      key: id,
      problem: problemOf(item),
      fragment: fragmentOf(document),
    };
  }
  const stated = document['revision'];
  const revision = typeof stated === 'number' ? stated : null;
  const content = { kind, key: id, version: item.version ?? '', revision, body: document };
  const hash = sha256(canonicalText(document));
  const statements = statementsIn({ kind, id, version: item.version, document }, world);
  return { kind: 'document', pointer, document: { ...content, hash, pointer, statements } };
}

function problemOf(item: DocumentItem): ItemProblem {
  const [first] = item.problems;
  return {
    type: first?.stage === 'text' ? 'unreadable-text' : 'invalid-document',
    title: first?.stage === 'text' ? 'The text can not be read' : 'The document is not valid',
    detail: first?.message ?? 'The document names no known schema.',
    errors: item.problems.map(({ pointer, line, column, message, nearest }) => ({
      pointer,
      detail: message,
      line,
      column,
      ...(nearest === undefined ? {} : { nearest: [nearest].flat() }),
    })),
  };
}

function unknownFormat(format: string, detected: DetectedFormat, mappings: MappingCatalogue): ItemProblem {
  const known = `Known formats are placet, ${NOTICE_FORMATS.join(', ')}, and ${mappings.ids.map((id) => MAPPING + id).join(', ')}.`;
  return {
    type: 'unknown-format',
    title: 'The format is not known',
    detail:
      format === detected
        ? `The content looks like ${detected}, and no mapping recognises it. Pin the format of the source, or write a mapping for it. ${known}`
        : `No reader is called ${JSON.stringify(format)}. ${known}`,
    errors: [],
  };
}

/** The mapping that a source names. */
function named(id: string, mappings: MappingCatalogue): AnyMapping {
  const mapping = mappings.get(id);
  if (mapping !== undefined) return mapping;
  const [nearest] = nearestNames(id, mappings.ids);
  throw new Unreadable({
    type: 'invalid-mapping',
    title: 'The mapping of the source is not known',
    detail: `There is no mapping ${JSON.stringify(id)}. ${nearest === undefined ? 'Deliver it' : `Did you mean "${nearest}"? Otherwise deliver it`}, or name another one with PATCH /v1/sources/….`,
    errors: [],
  });
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
