import { createGzip } from 'node:zlib';
import { Readable } from 'node:stream';
import { release } from './release-feed.ts';

/** A document of any length that is made while it is sent and never held. */
export interface LongFeed {
  readonly name: string;
  readonly contentType: string;
  readonly encoding?: 'gzip';
  /** The document with so many bytes, about. */
  readonly bytes: (length: number) => AsyncIterable<Uint8Array>;
  /** What becomes of it: read to its end, or held as one item that is too large. */
  readonly ends: 'read' | 'held';
}

/**
 * Length of the long text of an item. It stands where no reader looks: what a gibibyte of text costs to index is
 * another question than whether it is read in bounded memory.
 */
const TEXT_CHARS = 60_000;
const WORDS =
  'hosting of data and its backup in two places under the law of the country for the authority'.split(' ');

/** Documents of every kind that is streamed, with what design 8 says of them. */
export const LONG_FEEDS: readonly LongFeed[] = [
  {
    name: 'JSON Lines',
    contentType: 'application/x-ndjson',
    bytes: (length) => items('', (index) => `${releaseLine('lines', index)}\n`, '', length),
    ends: 'read',
  },
  {
    name: 'one JSON document',
    contentType: 'application/json',
    bytes: (length) =>
      items(
        '{"releases":[',
        (index) => `${index === 0 ? '' : ','}${releaseLine('document', index)}`,
        ']}',
        length,
      ),
    ends: 'read',
  },
  {
    name: 'JSON Lines in gzip',
    contentType: 'application/x-ndjson',
    encoding: 'gzip',
    bytes: (length) =>
      Readable.from(items('', (index) => `${releaseLine('gzip', index)}\n`, '', length)).pipe(
        createGzip({ level: 1 }),
      ),
    ends: 'read',
  },
  {
    name: 'CSV',
    contentType: 'text/csv',
    bytes: (length) =>
      items('#,description,annex\n', (index) => `T/${index},A purchase,"${words(index)}"\n`, '', length),
    ends: 'read',
  },
  {
    name: 'XML',
    contentType: 'application/xml',
    bytes: (length) =>
      items(
        '<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><id>https://contrataciondelestado.es/sindicacion/a</id>',
        (index) =>
          `<entry><id>${index}</id><updated>2026-03-02T09:00:00Z</updated><title>A purchase</title><annex>${words(index)}</annex></entry>`,
        '</feed>',
        length,
      ),
    ends: 'read',
  },
  {
    name: 'one XML notice without end',
    contentType: 'application/xml',
    bytes: (length) =>
      items(
        '<ContractNotice xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2">',
        (index) => `<cbc:Note>${words(index)}</cbc:Note>`,
        '</ContractNotice>',
        length,
      ),
    ends: 'held',
  },
  {
    name: 'one line of JSON without end',
    contentType: 'application/json',
    bytes: (length) =>
      items('{"ocid":"ocds-endless","id":"1","x":["', (index) => words(index), '"]}', length),
    ends: 'held',
  },
];

/** Feeds don't repeat each other: what was delivered before would only be found unchanged. */
function releaseLine(feed: string, index: number): string {
  return JSON.stringify({ ...release(`ocds-${feed}-${index}`), annex: words(index) });
}

/** Words in another order for each item, so that nothing compresses to next to nothing. */
function words(index: number): string {
  let state = index * 2_654_435_761 + 1;
  const parts: string[] = [];
  for (let length = 0; length < TEXT_CHARS;) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    const word = `${WORDS[state % WORDS.length] ?? ''}${state % 9973}`;
    parts.push(word);
    length += word.length + 1;
  }
  return parts.join(' ');
}

async function* items(
  head: string,
  item: (index: number) => string,
  tail: string,
  length: number,
): AsyncGenerator<Uint8Array> {
  yield Buffer.from(head);
  for (let sent = 0, index = 0; sent < length; index++) {
    const bytes = Buffer.from(item(index));
    sent += bytes.length;
    yield bytes;
    await new Promise((resolve) => setImmediate(resolve));
  }
  yield Buffer.from(tail);
}
