import type { NoticeVersion } from '#domain';
import {
  isJsonArray,
  isJsonObject,
  member,
  writeJson,
  type JsonObject,
  type JsonValue,
} from '../json/json-value.ts';
import { readJsonItems, type JsonItem } from '../json/read-json-items.ts';
import { leftUnread, type ItemProblem } from '../notice/problem.ts';
import { ocdsVersion, type OcdsVersion } from './merge-rules.ts';
import type { OcdsContext } from './ocds-context.ts';
import { textAt } from './release-fields.ts';
import { noticeFromRelease } from './release-notice.ts';
import { isVersionedRelease, latestOfVersioned } from './versioned-release.ts';

/** One release found in a delivery: as a notice, or with the reason why it can't be one. */
export interface OcdsItem {
  /** JSON Pointer of the release in the document. */
  readonly pointer: string;
  /** Line on which the item that holds the release begins, from 1. */
  readonly line: number;
  /** Bytes before the item that holds the release. */
  readonly offset: number;
  /** The release as JSON, numbers as printed; of a refused item the beginning of its text. */
  readonly raw: string;
  /** Schema whose merge rules apply to the release. */
  readonly schema: OcdsVersion;
  readonly release?: JsonObject;
  readonly notice?: NoticeVersion;
  readonly problem?: ItemProblem;
}

/** Rules that an item can break beside those of JSON and of the release itself. */
export type OcdsRule = 'ocds-not-a-release' | 'ocds-linked-releases' | 'ocds-empty-record';

/**
 * Reads OCDS 1.0 and 1.1 in every container that publishers use, told apart by content: single releases and records,
 * release packages, record packages, arrays of them, JSON Lines of any. A record gives its embedded releases; its
 * compiled (or versioned) release counts where releases are only linked. Bad items are told, good neighbours pass.
 */
export async function* readOcds(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  context: OcdsContext,
): AsyncGenerator<OcdsItem, void, undefined> {
  const options = {
    lists: ['releases', 'records'],
    unless: ['ocid'],
    ...(context.shape === undefined ? {} : { shape: context.shape }),
    ...(context.charset === undefined ? {} : { charset: context.charset }),
    ...(context.limits === undefined ? {} : { limits: context.limits }),
  };
  for await (const item of readJsonItems(chunks, options)) yield* itemsOf(item, context);
}

function* itemsOf(item: JsonItem, context: OcdsContext): Generator<OcdsItem> {
  const position = { pointer: item.pointer, line: item.line, offset: item.offset };
  if (item.type === 'problem') {
    const problem = { type: item.problem.rule, detail: item.problem.message, pointer: item.pointer };
    yield { ...position, raw: item.fragment, schema: '1.1', problem };
  } else if (item.type === 'envelope') {
    // A record whose ocid follows its releases: they have been read, what else it holds comes now.
    if ('ocid' in item.value && item.lists.includes('releases'))
      yield* new RecordReader(position, context, packageVersion(item.value)).afterReleases(item.value);
  } else {
    const schema = packageVersion(item.before ?? (isJsonObject(item.value) ? item.value : undefined));
    yield* new RecordReader(position, context, schema).value(item.value, item.text);
  }
}

/** Reads what an item holds: a release, a record, or a package that stands inside a list or after its own ocid. */
class RecordReader {
  constructor(
    private readonly position: Pick<OcdsItem, 'pointer' | 'line' | 'offset'>,
    private readonly context: OcdsContext,
    private readonly schema: string | undefined,
  ) {}

  *value(value: JsonValue, text?: string): Generator<OcdsItem> {
    if (!isJsonObject(value)) {
      yield this.refused('', 'ocds-not-a-release', 'A release is an object; this is none.', value);
    } else if (
      isJsonArray(member(value, 'releases')) ||
      'compiledRelease' in value ||
      'versionedRelease' in value
    ) {
      yield* this.record(value);
    } else if (isJsonArray(member(value, 'records'))) {
      for (const [index, item] of this.list(value, 'records'))
        yield* this.at(`/records/${index}`).value(item);
    } else if (isVersionedRelease(value)) {
      yield this.versioned('', value);
    } else if (looksLikeRelease(value)) {
      yield this.release('', value, text);
    } else {
      const keys = Object.keys(value).slice(0, 5).join(', ');
      const detail = `This object is no release, record or package of OCDS (it has ${keys === '' ? 'no members' : keys}).`;
      yield this.refused('', 'ocds-not-a-release', detail, value);
    }
  }

  /** Embedded releases; the compiled release only for what is linked, so that nothing is counted twice. */
  private *record(record: JsonObject): Generator<OcdsItem> {
    let embedded = 0;
    let linked = 0;
    for (const [index, release] of this.list(record, 'releases')) {
      const pointer = `/releases/${index}`;
      if (!isJsonObject(release))
        yield this.refused(pointer, 'ocds-not-a-release', 'A release is an object; this is none.', release);
      else if (isLink(release)) linked += 1;
      else {
        embedded += 1;
        if (looksLikeRelease(release)) yield this.release(pointer, release);
        else {
          const detail = 'This object in the list of releases has nothing of a release.';
          yield this.refused(pointer, 'ocds-not-a-release', detail, release);
        }
      }
    }
    if (linked > 0 || embedded === 0) yield* this.compiled(record, linked, embedded);
  }

  *afterReleases(record: JsonObject): Generator<OcdsItem> {
    const compiled = member(record, 'compiledRelease');
    if (isJsonObject(compiled) && Object.keys(compiled).length > 0)
      yield this.release('/compiledRelease', compiled);
  }

  private *compiled(record: JsonObject, linked: number, embedded: number): Generator<OcdsItem> {
    const compiled = member(record, 'compiledRelease');
    const versioned = member(record, 'versionedRelease');
    if (isJsonObject(compiled) && Object.keys(compiled).length > 0) {
      // Compiled releases of some publishers leave out the ocid that their record states.
      const ocid = member(record, 'ocid') ?? null;
      yield this.release('/compiledRelease', { ocid, ...compiled });
    } else if (isJsonObject(versioned) && Object.keys(versioned).length > 0) {
      yield this.versioned('/versionedRelease', versioned);
    } else if (linked > 0) {
      const detail = `The record only links to ${linked} ${linked === 1 ? 'release' : 'releases'}; deliver the packages they are in, or a record with its compiledRelease.`;
      yield this.refused('/releases', 'ocds-linked-releases', detail, record);
    } else if (embedded === 0 && 'ocid' in record) {
      yield this.refused(
        '',
        'ocds-empty-record',
        'The record holds no release and no compiled release.',
        record,
      );
    }
  }

  private *list(object: JsonObject, key: string): Generator<[number, JsonValue]> {
    const value = member(object, key);
    if (isJsonArray(value)) yield* value.entries();
  }

  private at(pointer: string): RecordReader {
    return new RecordReader(
      { ...this.position, pointer: this.position.pointer + pointer },
      this.context,
      this.schema,
    );
  }

  private versioned(pointer: string, value: JsonObject): OcdsItem {
    return this.unread(pointer, value) ?? this.release(pointer, latestOfVersioned(value));
  }

  private unread(pointer: string, value: JsonValue): OcdsItem | undefined {
    if (this.context.isUnread?.() !== true) return undefined;
    const at = this.position.pointer + pointer;
    return {
      ...this.position,
      pointer: at,
      raw: writeJson(value),
      schema: '1.1',
      problem: leftUnread(at),
    };
  }

  private release(pointer: string, release: JsonObject, text?: string): OcdsItem {
    const unread = this.unread(pointer, release);
    if (unread !== undefined) return unread;
    const place = { ...this.position, pointer: this.position.pointer + pointer };
    const raw = text ?? writeJson(release);
    const schema = this.schemaOf(release);
    const read = noticeFromRelease(release, this.context, this.schema ?? schema);
    if ('notice' in read) return { ...place, raw, schema, release, notice: read.notice };
    const problem = { type: read.rule, detail: read.detail, pointer: `${place.pointer}/${read.member}` };
    return { ...place, raw, schema, release, problem };
  }

  /** A release on its own says its version only by what it has: organizations in `parties` came with 1.1. */
  private schemaOf(release: JsonObject): OcdsVersion {
    if (this.schema !== undefined) return ocdsVersion(this.schema);
    return 'parties' in release ? '1.1' : '1.0';
  }

  private refused(pointer: string, type: OcdsRule, detail: string, value: JsonValue): OcdsItem {
    const at = this.position.pointer + pointer;
    const problem = { type, detail, pointer: at };
    return { ...this.position, pointer: at, raw: writeJson(value), schema: '1.1', problem };
  }
}

function packageVersion(envelope: JsonObject | undefined): string | undefined {
  return envelope === undefined ? undefined : textAt(envelope, 'version');
}

/** Any part of a release makes one; what it lacks is told afterwards by rule. */
function looksLikeRelease(object: JsonObject): boolean {
  const parts = [
    'ocid',
    'tender',
    'awards',
    'contracts',
    'planning',
    'buyer',
    'parties',
    'releaseMeta',
    'bids',
  ];
  return parts.some((part) => part in object);
}

function isLink(release: JsonObject): boolean {
  return typeof member(release, 'url') === 'string' && !('ocid' in release);
}
