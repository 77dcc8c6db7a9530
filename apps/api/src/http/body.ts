import { Readable, type Writable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { AuthenticatedRequest } from './access.guard.ts';
import { ProblemException } from './problem.ts';
import { digested } from './writes/repeated-request.ts';

const JSON_MAX_BYTES = 1024 * 1024;
const JSON_MAX_DEPTH = 64;
/** What no database keeps as text: NUL, and surrogates without their other half. */
const UNSTORABLE = /\0|\p{Surrogate}/u;
const REACHES_PROTOTYPES = new Set(['__proto__', 'constructor', 'prototype']);
const DELIVERIES = '/v1/sources/:source/deliveries';

/** What a compressed body may become. */
export interface UnpackedLimits {
  readonly bytes: number;
  /** Plain bytes for one compressed; counted from `ratioFrom` on, since short texts compress well. */
  readonly ratio: number;
  readonly ratioFrom: number;
}

/** The limits of every delivery. */
export const UNPACKED_LIMITS: UnpackedLimits = {
  bytes: 2 * 1024 ** 3,
  ratio: 100,
  ratioFrom: 10 * 1024 ** 2,
};

/** Reads bodies: JSON everywhere, but deliveries are handed on as a stream, whatever their type. */
export function registerBodyParser(fastify: FastifyInstance): void {
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('*', { bodyLimit: UNPACKED_LIMITS.bytes }, (request, payload, done) => {
    if (request.routeOptions.url === DELIVERIES) {
      done(null, payload);
      return;
    }
    readJson(request, payload).then(
      (body) => done(null, body),
      (error: unknown) => done(error instanceof Error ? error : new Error(String(error))),
    );
  });
}

async function readJson(request: FastifyRequest, payload: Readable): Promise<unknown> {
  const type = request.headers['content-type'] ?? '';
  if (!/^application\/(?:[\w.+-]+\+)?json\s*(;|$)/i.test(type)) {
    throw new ProblemException(
      'unsupported-media-type',
      `This route reads application/json, not "${type.slice(0, 80)}".`,
    );
  }
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of bytesOf(payload)) {
    size += part.byteLength;
    if (size > JSON_MAX_BYTES) throw new ProblemException('too-large', 'The JSON body is larger than 1 MiB.');
    parts.push(part);
  }
  return parseJson(Buffer.concat(parts));
}

/** Parses strict UTF-8 JSON of bounded depth; property names that reach prototypes are refused. */
export function parseJson(bytes: Uint8Array): unknown {
  const text = decode(bytes);
  if (text.trim() === '') throw malformed('The body is empty.');
  if (depthOf(text) > JSON_MAX_DEPTH)
    throw malformed(`The JSON is nested deeper than ${JSON_MAX_DEPTH} levels.`);
  try {
    return JSON.parse(text, (key, value: unknown) => {
      if (REACHES_PROTOTYPES.has(key)) throw malformed(`The property name "${key}" is not allowed.`);
      if (typeof value === 'string' && UNSTORABLE.test(value))
        throw malformed(`The text of "${key.slice(0, 80)}" holds NUL or half a surrogate pair.`);
      return value;
    });
  } catch (error) {
    if (error instanceof ProblemException) throw error;
    throw malformed(
      `The body is no JSON: ${error instanceof Error ? error.message.slice(0, 200) : 'syntax error'}.`,
    );
  }
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw malformed('The body is not valid UTF-8.');
  }
}

function malformed(detail: string): ProblemException {
  return new ProblemException('invalid-request', detail, [{ pointer: '', detail }]);
}

function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  let inString = false;
  for (let i = 0; i < text.length; i++) {
    const char = text[i];
    if (inString) {
      if (char === '\\') i++;
      else if (char === '"') inString = false;
    } else if (char === '"') inString = true;
    else if (char === '{' || char === '[') deepest = Math.max(deepest, ++depth);
    else if (char === '}' || char === ']') depth--;
  }
  return deepest;
}

/** The body that the parser handed on unread. */
function bodyStream(request: Pick<FastifyRequest, 'body'>): AsyncIterable<Uint8Array> {
  if (!(request.body instanceof Readable)) throw malformed('The body is missing.');
  return bytesOf(request.body);
}

async function* bytesOf(stream: Readable): AsyncGenerator<Uint8Array> {
  for await (const part of stream) {
    if (part instanceof Uint8Array) yield part;
  }
}

/** The bytes as they come; a body without any is refused at its end, before anything of it is kept. */
export async function* notEmpty(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let isEmpty = true;
  for await (const part of body) {
    if (part.byteLength > 0) isEmpty = false;
    yield part;
  }
  if (isEmpty)
    throw malformed(
      'The body is empty, so there is nothing to deliver. Send the document as the body (curl: --data-binary @file).',
    );
}

/** The plain bytes of a delivery's body: at most `maxBytes` on the wire, gunzipped with a bound on size and ratio. */
export function deliveryBytes(request: AuthenticatedRequest, maxBytes: number): AsyncIterable<Uint8Array> {
  const plain = plainBytes(request, maxBytes);
  const { repeatable } = request;
  return repeatable === undefined
    ? plain
    : digested(request, plain, (digest) => (repeatable.digest = digest));
}

/** The plain bytes of a body; {@link deliveryBytes} with other limits. */
export function plainBytes(
  request: Pick<FastifyRequest, 'body' | 'headers'>,
  maxBytes: number,
  unpacked = UNPACKED_LIMITS,
): AsyncIterable<Uint8Array> {
  const wire = { bytes: 0 };
  const limited = limit(bodyStream(request), maxBytes, wire);
  const encoding = request.headers['content-encoding']?.trim().toLowerCase();
  if (encoding === undefined || encoding === 'identity') return limited;
  if (encoding !== 'gzip') {
    throw new ProblemException(
      'unsupported-media-type',
      `The content encoding "${encoding.slice(0, 40)}" is not supported; send gzip or identity.`,
    );
  }
  return gunzip(limited, wire, unpacked);
}

async function* limit(
  body: AsyncIterable<Uint8Array>,
  maxBytes: number,
  wire: { bytes: number },
): AsyncGenerator<Uint8Array> {
  for await (const part of body) {
    wire.bytes += part.byteLength;
    if (wire.bytes > maxBytes) {
      throw new ProblemException(
        'too-large',
        `The body is larger than ${Math.floor(maxBytes / 1024 / 1024)} MiB. Compress it, split it, or raise PLACET_BODY_MAX_MB.`,
      );
    }
    yield part;
  }
}

/** Waits until a stream takes more, or is closed. */
function drained(stream: Writable): Promise<void> {
  return new Promise((resolve) => {
    const go = (): void => {
      stream.off('drain', go).off('close', go);
      resolve();
    };
    stream.on('drain', go).on('close', go);
  });
}

async function* gunzip(
  body: AsyncIterable<Uint8Array>,
  wire: { bytes: number },
  limits: UnpackedLimits,
): AsyncGenerator<Uint8Array> {
  const plain = createGunzip();
  let failure: unknown;
  const feed = (async () => {
    try {
      for await (const part of body) {
        if (!plain.write(part)) await drained(plain);
        if (plain.destroyed) return;
      }
      plain.end();
    } catch (error) {
      failure = error;
      plain.destroy();
    }
  })();
  let bytes = 0;
  try {
    for await (const part of bytesOf(plain)) {
      bytes += part.byteLength;
      if (bytes > limits.bytes || (bytes > limits.ratioFrom && bytes > wire.bytes * limits.ratio)) {
        throw new ProblemException(
          'too-large',
          `The compressed body unpacks to more than ${limits.bytes / 1024 ** 2} MiB or more than ${limits.ratio} times its size; send it in parts.`,
        );
      }
      yield part;
    }
  } catch (error) {
    if (failure !== undefined) throw failure;
    if (error instanceof ProblemException) throw error;
    throw malformed('The body is no valid gzip.');
  } finally {
    plain.destroy();
    await feed;
  }
  if (failure !== undefined) throw failure;
}
