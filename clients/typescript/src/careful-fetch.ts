import { problemOf, retryAfterOf } from './problem-error.ts';

/** How requests are sent. */
export interface SendingOptions {
  /** A key, `plc_…`; without one, only what is open to everybody can be asked. */
  readonly key?: string;
  /** Languages of titles and sentences, as in `Accept-Language`. */
  readonly language?: string;
  /** How often a request is tried again after 429, 503 or a broken connection; 3 by default. */
  readonly retries?: number;
  /** The longest wait before one more try, in milliseconds; 30 s by default. */
  readonly waitAtMostMs?: number;
  /** What sends; the global `fetch` by default. */
  readonly fetch?: (request: Request) => Promise<Response>;
}

const RETRIES = 3;
const WAIT_AT_MOST_MS = 30_000;
const FIRST_WAIT_MS = 250;
const WORTH_ANOTHER_TRY: ReadonlySet<number> = new Set([429, 503]);

/**
 * Makes a `fetch` that signs requests, lets each read what the ones before it have seen or written (whichever replica
 * answers), tries again when that may help and can do no harm, and throws a ProblemError for every refusal.
 */
export function carefulFetch(options: SendingOptions): (request: Request) => Promise<Response> {
  const send = options.fetch ?? ((request) => fetch(request));
  const retries = options.retries ?? RETRIES;
  const waitAtMostMs = options.waitAtMostMs ?? WAIT_AT_MOST_MS;
  let seen: string | null = null;
  return async (request) => {
    if (options.key !== undefined) request.headers.set('authorization', `Bearer ${options.key}`);
    if (options.language !== undefined) request.headers.set('accept-language', options.language);
    if (seen !== null && !request.headers.has('placet-at-least'))
      request.headers.set('placet-at-least', seen);
    // With it a request that makes something can be repeated: the service answers as it answered the first time.
    if (request.method === 'POST' && !request.headers.has('idempotency-key'))
      request.headers.set('idempotency-key', crypto.randomUUID());
    const isRepeatable = ['GET', 'HEAD', 'POST'].includes(request.method);
    for (let attempt = 0; ; attempt += 1) {
      const isLast = !isRepeatable || attempt >= retries;
      const wait = Math.min(waitAtMostMs, FIRST_WAIT_MS * 2 ** attempt);
      let response: Response;
      try {
        response = await send(request.clone());
      } catch (error) {
        if (isLast || request.signal.aborted) throw error;
        await pause(wait, request.signal);
        continue;
      }
      if (response.ok || response.status === 304) {
        seen = later(seen, response.headers.get('placet-position'));
        return response;
      }
      if (isLast || !WORTH_ANOTHER_TRY.has(response.status)) throw await problemOf(response);
      const asked = retryAfterOf(response) ?? wait;
      // A service that asks for more patience than the caller has is told so at once.
      if (asked > waitAtMostMs) throw await problemOf(response);
      await response.body?.cancel();
      await pause(asked, request.signal);
    }
  };
}

/** The later of two positions of the change log. */
function later(one: string | null, other: string | null): string | null {
  if (one === null || other === null) return one ?? other;
  const [oneXid = '0', oneSeq = '0'] = one.split('-');
  const [otherXid = '0', otherSeq = '0'] = other.split('-');
  const byTransaction = BigInt(otherXid) - BigInt(oneXid);
  return byTransaction > 0n || (byTransaction === 0n && BigInt(otherSeq) > BigInt(oneSeq)) ? other : one;
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      clearTimeout(timer);
      reject(signal.reason instanceof Error ? signal.reason : new Error('aborted'));
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop);
      resolve();
    }, milliseconds);
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
}
