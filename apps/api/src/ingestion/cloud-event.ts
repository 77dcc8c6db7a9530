import type { IncomingHttpHeaders } from 'node:http';
import { parseJson } from '../http/body.ts';
import { ProblemException } from '../http/problem.ts';

const STRUCTURED = /^application\/cloudevents\+json\s*(;|$)/i;
const JSON_TYPE = /^[\w.+-]+\/(?:[\w.+-]+\+)?json\s*(;|$)/i;
/** An envelope is held whole; large documents are sent without one. */
const ENVELOPE_MAX_BYTES = 64 * 1024 * 1024;
const REQUIRED = ['id', 'source', 'type'] as const;

/** What a delivery holds, without the envelope it may have come in. */
export interface Unwrapped {
  readonly body: AsyncIterable<Uint8Array>;
  readonly contentType: string | null;
}

/**
 * Takes a delivery out of its CloudEvent (1.0): in binary mode the attributes are headers and the body is the data
 * already; in structured mode the data is cut out of the envelope exactly as it was written. Anything else passes.
 */
export async function unwrapped(
  headers: IncomingHttpHeaders,
  body: AsyncIterable<Uint8Array>,
): Promise<Unwrapped> {
  const contentType = headers['content-type']?.slice(0, 200) ?? null;
  if (/^application\/cloudevents-batch/i.test(contentType ?? ''))
    throw new ProblemException(
      'unsupported-media-type',
      'Batches of CloudEvents are not taken; send each event as a delivery, or the documents as JSON Lines.',
    );
  if (contentType !== null && STRUCTURED.test(contentType)) return fromEnvelope(await collect(body));
  if (headers['ce-specversion'] !== undefined)
    requireAttributes(
      (name) => headers[`ce-${name}`],
      (name) => ({ header: `ce-${name}` }),
    );
  return { body, contentType };
}

function fromEnvelope(bytes: Uint8Array): Unwrapped {
  const event = parseJson(bytes);
  if (typeof event !== 'object' || event === null || Array.isArray(event))
    throw malformed({ pointer: '' }, 'A CloudEvent must be a JSON object.');
  requireAttributes(
    (name) => Reflect.get(event, name),
    (name) => ({ pointer: `/${name}` }),
  );
  const stated: unknown = Reflect.get(event, 'datacontenttype');
  const contentType = typeof stated === 'string' ? stated.slice(0, 200) : 'application/json';
  const base64: unknown = Reflect.get(event, 'data_base64');
  if (typeof base64 === 'string') return { body: once(Buffer.from(base64, 'base64')), contentType };
  const data: unknown = Reflect.get(event, 'data');
  if (data === undefined) throw malformed({ pointer: '/data' }, 'The CloudEvent carries no data.');
  if (typeof data === 'string' && !JSON_TYPE.test(contentType))
    return { body: once(Buffer.from(data)), contentType };
  // Cut out rather than written anew: numbers keep their digits.
  return { body: once(Buffer.from(memberText(Buffer.from(bytes).toString('utf8'), 'data'))), contentType };
}

function requireAttributes(
  attribute: (name: string) => unknown,
  place: (name: string) => { header: string } | { pointer: string },
): void {
  if (attribute('specversion') !== '1.0')
    throw malformed(place('specversion'), 'The specversion of a CloudEvent must be 1.0.');
  for (const name of REQUIRED) {
    const value = attribute(name);
    if (typeof value !== 'string' || value === '')
      throw malformed(place(name), `A CloudEvent needs the attribute ${name}.`);
  }
}

function malformed(place: { header: string } | { pointer: string }, detail: string): ProblemException {
  return new ProblemException('invalid-request', detail, [{ ...place, detail }]);
}

/** The text of a member of a JSON object that is known to be well-formed; of several, the last, as parsers do. */
function memberText(text: string, name: string): string {
  let found = '';
  let depth = 0;
  let key: string | null = null;
  let start = 0;
  for (let at = 0; at < text.length; at++) {
    const char = text[at] ?? '';
    if (char === '"') {
      const end = endOfString(text, at);
      if (depth === 1 && key === null) {
        key = String(JSON.parse(text.slice(at, end + 1)));
        at = text.indexOf(':', end);
        start = at + 1;
      } else at = end;
    } else if (char === '{' || char === '[') depth += 1;
    else if (char === '}' || char === ']' || char === ',') {
      if (depth === 1) {
        if (key === name) found = text.slice(start, at);
        key = null;
      }
      if (char !== ',') depth -= 1;
    }
  }
  return found.trim();
}

function endOfString(text: string, start: number): number {
  for (let at = start + 1; ; at++) {
    if (text[at] === '\\') at += 1;
    else if (text[at] === '"') return at;
  }
}

async function collect(body: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of body) {
    size += part.byteLength;
    if (size > ENVELOPE_MAX_BYTES)
      throw new ProblemException(
        'too-large',
        'A CloudEvent may have 64 MiB. Send larger documents without an envelope.',
      );
    parts.push(part);
  }
  return Buffer.concat(parts);
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
