import { setTimeout as pause } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import type { Day } from '#domain';
import { AcceptDelivery } from '../ingestion/accept-delivery.ts';
import type { ItemProblem } from '../ports/intake/deliveries.ts';
import { AddressRefused, type FetchedPage, Fetcher } from '../ports/intake/fetching.ts';
import { Folders } from '../ports/intake/folders.ts';
import { type PullPosition, type SourceRecord, SourceRuns, SourceStore } from '../ports/intake/sources.ts';
import { addressAt, isEmptyPage, isStart, needsBody, positionAfter } from './paging.ts';

const MAX_BYTES = 2 * 1024 ** 3;
/** Pages whose paging is written inside are held whole. */
const PAGE_MAX_BYTES = 64 * 1024 * 1024;
/** A run ends here and the next one goes on, so that one source can't keep a worker for ever. */
const PAGES_A_RUN = 1000;
const POLITE_MS = 200;
const BEAT_MS = 5000;
const FIRST_RETRY_MS = 60_000;
const LAST_RETRY_MS = 6 * 3600_000;

/** Looks at a pull or folder source once: everything new becomes deliveries, and the position is kept page by page. */
@Injectable()
export class RunSource {
  constructor(
    private readonly sources: SourceStore,
    private readonly runs: SourceRuns,
    private readonly accept: AcceptDelivery,
    private readonly fetcher: Fetcher,
    private readonly folders: Folders,
  ) {}

  /**
   * `isAsked`: a person wants it now, so a back-off doesn't hold it up. Answers the run, or null when none was made.
   *
   * @param getsOn is called with every part of what is fetched.
   */
  async run(
    sourceId: string,
    now: Date,
    isAsked: boolean,
    getsOn: () => void = () => undefined,
  ): Promise<string | null> {
    const source = await this.sources.find(sourceId);
    if (source?.state !== 'active' || source.kind === 'push' || source.url === null) return null;
    const { position, failures, notBefore } = await this.runs.state(sourceId);
    if (!isAsked && notBefore !== null && notBefore > now) return null;
    const id = await this.runs.begin(sourceId);
    if (id === null) return null;
    const run = { id, getsOn };
    const beat = setInterval(() => void this.runs.beat(id).catch(() => undefined), BEAT_MS);
    try {
      const end =
        source.kind === 'folder'
          ? await this.takeFiles(source, source.url, run, position)
          : await this.takePages(source, source.url, run, position, now.toISOString().slice(0, 10));
      await this.runs.finish(id, sourceId, { problem: null, position: end });
    } catch (error) {
      const failure = error instanceof SourceFailed ? error : failureOf(error);
      const retryAt = new Date(now.getTime() + (failure.retryAfterMs ?? backOff(failures)));
      await this.runs.finish(id, sourceId, { problem: failure.problem, retryAt });
    } finally {
      clearInterval(beat);
    }
    return id;
  }

  private async takePages(
    source: SourceRecord,
    base: string,
    run: RunUnderWay,
    from: PullPosition,
    today: Day,
  ): Promise<PullPosition> {
    let position = from;
    for (let pages = 0; pages < PAGES_A_RUN; pages++) {
      const address = addressAt(base, source.paging, position, today);
      if (address === null) return position;
      if (pages > 0) await pause(POLITE_MS);
      const page = await this.fetcher.get(address, conditionsOf(source, position));
      run.getsOn();
      if (page.status === 304) {
        page.cancel();
        return position;
      }
      if (page.status === 404 && source.paging?.style === 'page' && position.page !== undefined) {
        page.cancel();
        return {};
      }
      if (page.status !== 200) {
        page.cancel();
        throw refusedBy(page);
      }
      const after = await this.takePage(source, run, page, position, today);
      ({ position } = after);
      if (after.isLast) return position;
    }
    return position;
  }

  private async takePage(
    source: SourceRecord,
    run: RunUnderWay,
    page: FetchedPage,
    position: PullPosition,
    today: Day,
  ): Promise<{ position: PullPosition; isLast: boolean }> {
    const whole = needsBody(source.paging) ? await wholeOf(page) : null;
    const body = whole === null ? undefined : jsonOf(whole);
    const after = positionAfter(
      source.paging,
      position,
      { url: page.url, headers: page.headers, body },
      today,
    );
    if (whole !== null && isEmptyPage(source.paging, body)) return after;
    await this.accept.run({
      source: source.id,
      body: told(whole === null ? page.body : once(whole), run.getsOn),
      contentType: page.headers['content-type']?.slice(0, 200) ?? null,
      maxBytes: MAX_BYTES,
      run: { id: run.id, together: (tx) => this.runs.advance(tx, run.id, source.id, after.position) },
    });
    return after;
  }

  private async takeFiles(
    source: SourceRecord,
    url: string,
    run: RunUnderWay,
    from: PullPosition,
  ): Promise<PullPosition> {
    let position = from;
    for (const { name, size, modified } of await this.folders.waiting(url)) {
      const file = `${name}\n${size}\n${modified.toISOString()}`;
      // Accepted before, but the process ended before the file was moved.
      if (position.file !== file) {
        position = { file };
        const next = position;
        await this.accept.run({
          source: source.id,
          body: told(this.folders.read(url, name), run.getsOn),
          contentType: null,
          maxBytes: MAX_BYTES,
          run: { id: run.id, together: (tx) => this.runs.advance(tx, run.id, source.id, next) },
        });
      }
      await this.folders.markProcessed(url, name);
    }
    return position;
  }
}

interface RunUnderWay {
  readonly id: string;
  readonly getsOn: () => void;
}

/** Tells of every part that goes through. */
async function* told(body: AsyncIterable<Uint8Array>, getsOn: () => void): AsyncGenerator<Uint8Array> {
  for await (const part of body) {
    getsOn();
    yield part;
  }
}

/** A run can't go on, for a reason that its account shows. */
class SourceFailed extends Error {
  readonly problem: ItemProblem;
  readonly retryAfterMs: number | undefined;
  constructor(type: string, title: string, detail: string, retryAfterMs?: number) {
    super(detail);
    this.problem = { type, title, detail, errors: [] };
    this.retryAfterMs = retryAfterMs;
  }
}

function failureOf(error: unknown): SourceFailed {
  const detail = error instanceof Error ? error.message : String(error);
  return error instanceof AddressRefused
    ? new SourceFailed('address-refused', 'The address must not be asked', detail, LAST_RETRY_MS)
    : new SourceFailed('source-unreachable', 'The source could not be read', detail);
}

function refusedBy({ status, headers }: FetchedPage): SourceFailed {
  const after = Number(headers['retry-after']);
  const date = Date.parse(headers['retry-after'] ?? '');
  const wait = Number.isFinite(after) ? after * 1000 : Number.isNaN(date) ? undefined : date - Date.now();
  return new SourceFailed(
    'source-answer',
    'The source answered with an error',
    `The source answered with status ${status}.`,
    wait === undefined ? undefined : Math.min(Math.max(wait, 1000), LAST_RETRY_MS),
  );
}

/** Doubles with every failure in a row, with jitter so that sources don't come back together. */
function backOff(failures: number): number {
  const full = Math.min(FIRST_RETRY_MS * 2 ** failures, LAST_RETRY_MS);
  return full / 2 + Math.random() * (full / 2);
}

function conditionsOf(source: SourceRecord, position: PullPosition): Record<string, string> {
  if (!isStart(source.paging, position)) return {};
  return {
    ...(position.etag === undefined ? {} : { 'if-none-match': position.etag }),
    ...(position.lastModified === undefined ? {} : { 'if-modified-since': position.lastModified }),
  };
}

async function wholeOf(page: FetchedPage): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of page.body) {
    bytes += part.byteLength;
    if (bytes > PAGE_MAX_BYTES) {
      page.cancel();
      throw new SourceFailed(
        'source-answer',
        'The page is too large',
        'A page whose paging is written inside may have 64 MiB. Ask for smaller pages.',
      );
    }
    parts.push(part);
  }
  return Buffer.concat(parts);
}

function jsonOf(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    throw new SourceFailed(
      'source-answer',
      'The page is no JSON',
      'The paging of this source is written in its pages, but the page is no JSON.',
    );
  }
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
