import { existsSync, readFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { setTimeout as pause } from 'node:timers/promises';
import { readMapping } from '#formats';
import { faultLine } from '../problem-lines.ts';
import type { Terminal } from '../terminal.ts';
import { EXIT, UsageError, type Words } from '../words.ts';
import { type Content, openContent } from './content.ts';
import {
  type Account,
  accounting,
  type Problem,
  progressLine,
  readAccount,
  readProblem,
  sendingLine,
} from './progress.ts';
import { isRecord, Refused, Service } from './service.ts';

type ImportWords = Extract<Words, { command: 'import' }>;

const FIRST_PROBLEMS = 10;
const PROBLEMS_PAGE = 200;
const PACK_FROM_BYTES = 1024 * 1024;
const LOOK_EVERY_MS = 250;
const LOOK_SELDOM_MS = 2000;

/** Delivers a file or an address, follows it until every item is accounted for, and says what has to be corrected. */
export async function importFrom(
  words: ImportWords,
  environment: Readonly<Record<string, string | undefined>>,
  terminal: Terminal,
): Promise<number> {
  const service = Service.at(words.url, environment);
  const allowed = (environment['PLACET_EGRESS_ALLOW'] ?? '').split(',').filter((part) => part !== '');
  // Before anything is made for it: a name that doesn't exist is the commonest mistake.
  const content = await openContent(words.from, allowed);
  const mapping = await mappingFor(words.mapping, service, terminal);
  const source = await sourceFor(words, mapping, service);
  const location = await send(service, source, content, terminal);
  const account = await follow(service, location, terminal, LOOK_EVERY_MS);
  const problems = account.counts.quarantined > 0 ? await problemsOf(service, account) : [];
  report(words, source, account, problems, terminal);
  return account.state === 'refused' || account.counts.quarantined > 0 ? EXIT.problems : EXIT.fine;
}

/** The id of the mapping; one that is given as a file is delivered first. */
async function mappingFor(
  stated: string | undefined,
  service: Service,
  terminal: Terminal,
): Promise<string | undefined> {
  if (stated === undefined || !existsSync(stated)) return stated;
  const bytes = readFileSync(stated);
  const { mapping, problems } = readMapping(bytes);
  if (mapping === null) {
    for (const { line, column, pointer, message } of problems)
      terminal.complain(faultLine(stated, { line, column, pointer, detail: message, nearest: [] }));
    throw new UsageError(`${stated} is no mapping that can be used.`);
  }
  const source = await sourceFor({ source: 'cli' }, undefined, service);
  const body = Readable.from([bytes]);
  const headers = { 'content-type': 'application/yaml' };
  const location = await send(service, source, { body, size: bytes.length, headers }, terminal);
  const account = await follow(service, location, terminal, LOOK_EVERY_MS);
  if (account.counts.quarantined > 0 || account.state === 'refused')
    throw new UsageError(`The service did not take the mapping ${stated}: ${accounting(account)}.`);
  return mapping.id;
}

/** The source to deliver to: made when it doesn't exist, refused when it is set up otherwise. */
async function sourceFor(
  words: Pick<ImportWords, 'source' | 'format'>,
  mapping: string | undefined,
  service: Service,
): Promise<string> {
  const { format } = words;
  const id = words.source ?? (mapping === undefined ? 'cli' : `cli-${mapping}`.slice(0, 63));
  try {
    const { body } = await service.ask('GET', `/v1/sources/${encodeURIComponent(id)}`);
    for (const [name, stated] of Object.entries({ format, mapping }))
      if (stated !== undefined && body[name] !== stated)
        throw new UsageError(
          `The source "${id}" has ${body[name] === undefined ? `no ${name}` : `another ${name}`}. Choose another source, or change it with PATCH /v1/sources/${id}.`,
        );
    return id;
  } catch (error) {
    // A sender may not look at sources; it delivers to its own.
    if (error instanceof Refused && error.status === 403) return id;
    if (!(error instanceof Refused) || error.status !== 404) throw error;
  }
  const made = {
    id,
    name: words.source === undefined ? 'Command line' : id,
    kind: 'push',
    ...(format === undefined ? {} : { format }),
    ...(mapping === undefined ? {} : { mapping }),
  };
  await service.ask('POST', '/v1/sources', { body: made });
  return id;
}

async function send(
  service: Service,
  source: string,
  { body, size, headers }: Content,
  terminal: Terminal,
): Promise<string> {
  let sent = 0;
  let told = 0;
  const counted = async function* (): AsyncGenerator<Uint8Array> {
    for await (const part of body) {
      const chunk = Buffer.from(part);
      sent += chunk.length;
      if (Date.now() - told >= (terminal.isWatched ? 100 : LOOK_SELDOM_MS)) {
        told = Date.now();
        terminal.show(sendingLine(sent, size, terminal.columns));
      }
      yield chunk;
    }
  };
  const isPacked = headers['content-encoding'] !== undefined || /gzip/.test(headers['content-type'] ?? '');
  // What the service takes is limited as it goes over the wire.
  const packs = !isPacked && (size === null || size > PACK_FROM_BYTES);
  const parts = packs ? packed(counted()) : counted();
  const { location } = await service.ask('POST', `/v1/sources/${encodeURIComponent(source)}/deliveries`, {
    stream: streamOf(parts),
    headers: { ...headers, ...(packs ? { 'content-encoding': 'gzip' } : {}) },
  });
  if (location === null) throw new Error('The service accepted the delivery without saying where it is');
  return location;
}

async function* packed(parts: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const packing = createGzip({ level: 4 });
  const sending = pipeline(Readable.from(parts), packing);
  // Its failure is that of the stream, which is read below.
  sending.catch(() => undefined);
  for await (const part of packing) yield Buffer.from(part);
  await sending;
}

/** What fetch takes as a body: parts are read when they are wanted. */
function streamOf(parts: AsyncGenerator<Uint8Array>): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const next = await parts.next();
      if (next.done === true) controller.close();
      else controller.enqueue(next.value);
    },
    async cancel() {
      await parts.return(undefined);
    },
  });
}

/** Asks again and again until every item is accounted for; seldom where nobody watches. */
async function follow(
  service: Service,
  location: string,
  terminal: Terminal,
  everyMs: number,
): Promise<Account> {
  let told = 0;
  for (;;) {
    const account = readAccount((await service.ask('GET', location)).body);
    if (account.isOver) {
      terminal.clear();
      return account;
    }
    if (terminal.isWatched || Date.now() - told >= LOOK_SELDOM_MS) {
      told = Date.now();
      terminal.show(progressLine(account, new Date(), terminal.columns));
    }
    await pause(everyMs);
  }
}

/** The first problems in the order of the document. */
async function problemsOf(service: Service, account: Account): Promise<Problem[]> {
  try {
    const { body } = await service.ask('GET', `/v1/quarantine?delivery=${account.id}&limit=${PROBLEMS_PAGE}`);
    return inOrder(problemsIn(body['items'])).slice(0, FIRST_PROBLEMS);
  } catch (error) {
    if (!(error instanceof Refused) || error.status !== 403) throw error;
  }
  // A sender may not look into quarantine, but into its own deliveries.
  const problems: Problem[] = [];
  let next: unknown = '';
  while (typeof next === 'string' && problems.length < FIRST_PROBLEMS) {
    const cursor = next === '' ? '' : `&cursor=${encodeURIComponent(next)}`;
    const { body } = await service.ask(
      'GET',
      `/v1/deliveries/${account.id}/items?limit=${PROBLEMS_PAGE}${cursor}`,
    );
    problems.push(...problemsIn(body['items']));
    next = body['next'];
  }
  return problems.slice(0, FIRST_PROBLEMS);
}

function problemsIn(items: unknown): Problem[] {
  return (Array.isArray(items) ? items : []).filter(isRecord).flatMap((item) => {
    const { problem, pointer } = item;
    return isRecord(problem) ? [readProblem(typeof pointer === 'string' ? pointer : '', problem)] : [];
  });
}

function inOrder(problems: readonly Problem[]): Problem[] {
  return problems.toSorted((one, other) => firstLine(one) - firstLine(other));
}

function firstLine({ errors }: Problem): number {
  return errors[0]?.line ?? Number.POSITIVE_INFINITY;
}

function report(
  words: ImportWords,
  source: string,
  account: Account,
  problems: readonly Problem[],
  terminal: Terminal,
): void {
  const { id, state, format, received, counts } = account;
  if (words.json) {
    const result = { delivery: id, source, state, format, counts: { received, ...counts } };
    terminal.say(JSON.stringify({ ...result, problems: [...account.problems, ...problems] }, null, 2));
    return;
  }
  terminal.say(`delivery ${id} to ${source}: ${state}${format === null ? '' : `, read as ${format}`}`);
  terminal.say(accounting(account));
  const where = words.from === '-' ? 'standard input' : words.from;
  for (const problem of [...account.problems, ...problems])
    for (const line of linesOf(where, problem)) terminal.say(line);
  const unseen = counts.quarantined - problems.length;
  if (unseen > 0) terminal.say(`and ${unseen} more: GET /v1/quarantine?delivery=${id}`);
}

function linesOf(where: string, { pointer, detail, errors }: Problem): string[] {
  if (errors.length === 0)
    return [faultLine(where, { line: null, column: null, pointer, detail, nearest: [] })];
  return errors.map((error) => faultLine(where, error));
}
