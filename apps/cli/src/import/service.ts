import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Something that can't be reached or refuses, and what to do. */
export class Unavailable extends Error {}

/** Codes of connections that the other side has ended. */
const CUT: ReadonlySet<string> = new Set(['EPIPE', 'ECONNRESET', 'UND_ERR_SOCKET']);

type Environment = Readonly<Record<string, string | undefined>>;

/** What a service answered. */
export interface Answer {
  readonly status: number;
  readonly location: string | null;
  readonly body: Readonly<Record<string, unknown>>;
}

/** A request that the service did not grant, as its problem document says it. */
export class Refused extends Unavailable {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

/** Address and key of the service that a command speaks to. */
export class Service {
  private constructor(
    readonly url: string,
    private readonly key: string,
  ) {}

  /** Finds the service by the option and the environment. */
  static at(stated: string | undefined, environment: Environment): Service {
    const host = environment['PLACET_HOST'] ?? '127.0.0.1';
    const port = environment['PLACET_PORT'] ?? '3000';
    const url = stated ?? environment['PLACET_URL'] ?? `http://${host}:${port}`;
    if (!/^https?:\/\//.test(url) || !URL.canParse(url))
      throw new Unavailable(`"${url}" is no address of a service; write it like http://127.0.0.1:3000.`);
    return new Service(url.replace(/\/+$/, ''), keyOf(environment));
  }

  /** Sends a request; throws {@link Refused} with what the service says, or {@link Unavailable}. */
  async ask(
    method: string,
    path: string,
    content: { body?: object; stream?: ReadableStream<Uint8Array>; headers?: Record<string, string> } = {},
  ): Promise<Answer> {
    const { body, stream, headers = {} } = content;
    const request: RequestInit & { duplex?: 'half' } = {
      method,
      redirect: 'manual',
      headers: {
        authorization: `Bearer ${this.key}`,
        accept: 'application/json',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      // A body that is a stream is sent while it is read.
      ...(stream === undefined ? {} : { body: stream, duplex: 'half' }),
    };
    const response = await this.reached(fetch(`${this.url}${path}`, request));
    const answer: unknown = await response.json().catch(() => ({}));
    const found = isRecord(answer) ? answer : {};
    if (response.status >= 400) throw new Refused(response.status, this.refusal(response.status, found));
    return { status: response.status, location: response.headers.get('location'), body: found };
  }

  private async reached(request: Promise<Response>): Promise<Response> {
    try {
      return await request;
    } catch (error) {
      const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
      if (cause instanceof Unavailable) throw cause;
      if (cause instanceof Error && 'code' in cause && CUT.has(String(cause.code)))
        throw new Unavailable(
          `${this.url} ended the connection while it was sent to. The content may be larger than it takes (PLACET_BODY_MAX_MB).`,
          { cause: error },
        );
      throw new Unavailable(
        `No service answers at ${this.url} (${cause instanceof Error ? cause.message : String(cause)}). Start it with npm start, or name another one with --url.`,
        { cause: error },
      );
    }
  }

  private refusal(status: number, problem: Readonly<Record<string, unknown>>): string {
    const { title, detail, errors } = problem;
    const parts = (Array.isArray(errors) ? errors : []).filter(isRecord).map((one) => textIn(one, 'detail'));
    const said = [...new Set([detail, ...parts])].filter(
      (part): part is string => typeof part === 'string' && part !== '',
    );
    return `${this.url} refuses (${status}${typeof title === 'string' ? `, ${title}` : ''}): ${said.join(' ') || 'no reason given.'}`;
  }
}

function keyOf(environment: Environment): string {
  const stated = environment['PLACET_KEY'] ?? environment['PLACET_ADMIN_KEY'];
  if (stated !== undefined && stated !== '') return stated;
  const file = join(environment['PLACET_DATA_DIR'] ?? '.placet', 'admin.key');
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    throw new Unavailable(
      `There is no key: set PLACET_KEY, or run this where the service has its data folder (${file} is not readable).`,
    );
  }
}

/** A member that is text; else nothing. */
export function textIn(record: Readonly<Record<string, unknown>>, name: string): string {
  const value = record[name];
  return typeof value === 'string' ? value : '';
}

/** Says whether a value is a JSON object. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
