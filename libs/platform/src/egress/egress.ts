import { lookup, type LookupAddress, type LookupAllOptions } from 'node:dns';
import { request as requestHttp, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { createBrotliDecompress, createGunzip } from 'node:zlib';
import { pipeline, type Readable } from 'node:stream';
import { refusalOfAddress } from './addresses.ts';

const REDIRECTS = 5;
const TIMEOUT_MS = 60_000;
const REDIRECTING = new Set([301, 302, 303, 307, 308]);

/** An address must not be asked, and why. */
export class EgressRefused extends Error {}

/** What an outgoing request wants. */
export interface EgressRequest {
  readonly method?: 'GET' | 'POST';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Whether to go where the answer sends us; every step is checked like the first. */
  readonly follow?: boolean;
  /** Longest silence in ms. */
  readonly timeoutMs?: number;
  /** Ends the request, and its answer if that is still on the way. */
  readonly signal?: AbortSignal;
}

/** An answer whose body is still on the way. */
export interface EgressAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly url: string;
  readonly body: Readable;
}

/** Finds all addresses of a name. */
export type Resolve = (
  host: string,
  options: LookupAllOptions,
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

/**
 * The one door for requests to addresses that users name. The name is resolved once, every address it has is checked,
 * and the connection goes to what was checked, so that a name can't change its meaning in between.
 */
export class Egress {
  constructor(
    private readonly allowed: readonly string[],
    private readonly resolve: Resolve = lookup,
  ) {}

  /** Throws {@link EgressRefused} when the address, or one it redirects to, must not be asked. */
  async ask(address: string, request: EgressRequest = {}): Promise<EgressAnswer> {
    let url = this.checked(address);
    for (let redirects = 0; ; redirects++) {
      const answer = await this.once(url, request);
      const { location } = answer.headers;
      const status = answer.statusCode ?? 0;
      if (request.follow !== true || !REDIRECTING.has(status) || location === undefined)
        return { status, headers: plainHeaders(answer), url: url.href, body: unpacked(answer) };
      answer.destroy();
      if (redirects === REDIRECTS)
        throw new EgressRefused(`The address redirects more than ${REDIRECTS} times.`);
      const next = this.checked(location, url);
      if (url.protocol === 'https:' && next.protocol === 'http:')
        throw new EgressRefused('The address redirects from https to http.');
      url = next;
    }
  }

  /** Checks what can be checked without asking: scheme, credentials, addresses written as numbers. */
  checked(address: string, base?: URL): URL {
    const url = URL.canParse(address, base) ? new URL(address, base) : undefined;
    if (url === undefined) throw new EgressRefused('The address is no URL.');
    if (url.protocol !== 'http:' && url.protocol !== 'https:')
      throw new EgressRefused(`Only http and https are asked, not "${url.protocol.slice(0, 20)}".`);
    if (url.username !== '' || url.password !== '')
      throw new EgressRefused('The address must not carry a user name or password.');
    const host = hostOf(url);
    if (isIP(host) !== 0) this.requireAllowed(host, host);
    return url;
  }

  /**
   * Checks an address without asking it: like {@link checked}, and every address that its name has now. A name that
   * can't be resolved passes; asking will tell.
   */
  async check(address: string): Promise<void> {
    const host = hostOf(this.checked(address));
    if (isIP(host) !== 0) return;
    const addresses = await new Promise<LookupAddress[]>((resolve) => {
      this.resolve(host, { all: true }, (error, found) => resolve(error ? [] : found));
    });
    for (const { address: found } of addresses) this.requireAllowed(host, found);
  }

  private requireAllowed(host: string, address: string): void {
    const refusal = refusalOfAddress(address, this.allowed);
    if (refusal !== null) throw new EgressRefused(`"${host}" must not be asked: ${refusal}.`);
  }

  private once(url: URL, request: EgressRequest): Promise<IncomingMessage> {
    const { method = 'GET', headers = {}, body, timeoutMs = TIMEOUT_MS, signal } = request;
    const options: RequestOptions = {
      method,
      // A kept connection would have been checked for an earlier request only.
      agent: false,
      lookup: this.checkedLookup(),
      timeout: timeoutMs,
      ...(signal === undefined ? {} : { signal }),
      headers: { 'accept-encoding': 'gzip', 'user-agent': 'placet', ...headers },
    };
    return new Promise((resolve, reject) => {
      const outgoing = (url.protocol === 'https:' ? requestHttps : requestHttp)(url, options, resolve);
      outgoing.once('timeout', () => outgoing.destroy(new Error(`No answer within ${timeoutMs} ms`)));
      outgoing.once('error', reject);
      outgoing.end(body);
    });
  }

  private checkedLookup(): LookupFunction {
    return (host, options, callback) => {
      this.resolve(host, { ...options, all: true }, (error, addresses) => {
        if (error) {
          callback(error, []);
          return;
        }
        try {
          if (addresses.length === 0) throw new EgressRefused(`"${host}" has no address.`);
          for (const { address } of addresses) this.requireAllowed(host, address);
        } catch (refused) {
          callback(refused instanceof Error ? refused : new Error(String(refused)), []);
          return;
        }
        const [first] = addresses;
        if (options.all === true || first === undefined) callback(null, addresses);
        else callback(null, first.address, first.family);
      });
    };
  }
}

function hostOf(url: URL): string {
  return url.hostname.replace(/^\[(.*)\]$/, '$1');
}

function plainHeaders(answer: IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    Object.entries(answer.headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, Array.isArray(value) ? value.join(', ') : value]],
    ),
  );
}

/** The body without its packing; who reads it bounds its size. */
function unpacked(answer: IncomingMessage): Readable {
  const encoding = answer.headers['content-encoding']?.toLowerCase();
  const unpack =
    encoding === 'gzip' ? createGunzip() : encoding === 'br' ? createBrotliDecompress() : undefined;
  if (unpack === undefined) return answer;
  return pipeline(answer, unpack, () => undefined);
}
