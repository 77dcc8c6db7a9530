import { hash as digest } from 'node:crypto';
import type { ReadItem } from '#application';
import type { NoticeVersion } from '#domain';
import { readEforms } from '../eforms/read-eforms.ts';
import type { Mapping } from '../mapping/mapping.ts';
import { readMapped } from '../mapping/read-mapped.ts';
import type { IsUnread, ItemProblem } from '../notice/problem.ts';
import { readOcds } from '../ocds/read-ocds.ts';
import { readProzorro } from '../prozorro/read-prozorro.ts';
import { readTed } from '../ted/read-ted.ts';
import { readTedApi } from '../ted-api/read-ted-api.ts';

const FRAGMENT_CHARS = 8000;

/** What a delivery says about itself. */
export interface DeliveryContext {
  readonly source: string;
  readonly charset?: string;
  /** Places of items that must be left unread. */
  readonly skip?: ReadonlySet<number>;
}

/** What every reader of notices yields. */
interface Reading {
  readonly pointer: string;
  readonly line: number;
  readonly raw: string;
  readonly schema?: string;
  readonly notice?: NoticeVersion;
  readonly problem?: ItemProblem;
}

type Reader = (
  chunks: AsyncIterable<Uint8Array>,
  context: { readonly source: string; readonly charset?: string; readonly isUnread: IsUnread },
) => AsyncIterable<Reading>;

/** Readers of formats that need no mapping, by the name under which a source pins them. */
const READERS: Readonly<Record<string, Reader>> = {
  ocds: readOcds,
  eforms: readEforms,
  'ted-xml': readTed,
  'ted-api': readTedApi,
  prozorro: readProzorro,
};

/** Names of the formats that {@link noticeItems} reads. */
export const NOTICE_FORMATS: readonly string[] = Object.keys(READERS);

/** Streams the notices of a delivery; nothing if the format is none of {@link NOTICE_FORMATS}. */
export function noticeItems(
  format: string,
  chunks: AsyncIterable<Uint8Array>,
  context: DeliveryContext,
): AsyncIterable<ReadItem> | undefined {
  const reader = Object.hasOwn(READERS, format) ? READERS[format] : undefined;
  return reader === undefined ? undefined : toItems(reader, chunks, context, format);
}

/** Streams the notices of a flat source by its mapping. */
export function mappedItems(
  mapping: Mapping,
  chunks: AsyncIterable<Uint8Array>,
  context: DeliveryContext,
): AsyncIterable<ReadItem> {
  const reader: Reader = (bytes, options) => readMapped(bytes, mapping, options);
  return toItems(reader, chunks, context, `mapping-${mapping.id}-${mapping.version}`);
}

async function* toItems(
  reader: Reader,
  chunks: AsyncIterable<Uint8Array>,
  { skip, ...context }: DeliveryContext,
  format: string,
): AsyncGenerator<ReadItem> {
  // Readers yield one item for another, so what they are at is what they have yielded.
  let ordinal = 0;
  const isUnread = (): boolean => skip?.has(ordinal) === true;
  for await (const reading of reader(chunks, { ...context, isUnread })) {
    ordinal += 1;
    const { pointer, raw, notice } = reading;
    if (notice === undefined) {
      yield broken(reading);
      continue;
    }
    const hash = digest('sha256', raw, 'hex');
    // The version of the schema decides how releases are merged.
    const read = reading.schema === undefined ? format : `${format}-${reading.schema}`;
    yield { kind: 'notice', pointer, notice: { notice, raw, format: read, hash, pointer } };
  }
}

function broken({ pointer, line, raw, problem }: Reading): ReadItem {
  const detail = problem?.detail ?? 'The notice could not be read.';
  return {
    kind: 'broken',
    pointer,
    what: 'notice',
    key: null,
    problem: {
      type: problem?.type ?? 'unreadable-text',
      title: 'The notice can not be used',
      detail,
      errors: [{ pointer: problem?.pointer ?? pointer, detail, line }],
    },
    fragment: raw.slice(0, FRAGMENT_CHARS),
  };
}
