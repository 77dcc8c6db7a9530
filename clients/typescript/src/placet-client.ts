import createClient, {
  type Client,
  createFinalURL,
  createQuerySerializer,
  defaultPathSerializer,
} from 'openapi-fetch';
import { carefulFetch, type SendingOptions } from './careful-fetch.ts';
import type { components, paths } from './schema.ts';

/** Where the service is, and how requests are sent. */
export interface PlacetOptions extends SendingOptions {
  /** Address of the service, such as `https://placet.example`. */
  readonly baseUrl: string;
}

/** Lists also come as tables, which `client.api` does not read. */
type Json = 'application/json';

interface Page<Item> {
  readonly items: readonly Item[];
  readonly next: string | null;
}

/** Routes that answer `{items, next}`. */
export type ListPath = {
  [Path in keyof paths]: paths[Path] extends {
    get: { responses: { 200: { content: { 'application/json': Page<unknown> } } } };
  }
    ? Path
    : never;
}[keyof paths];

/** What a list has one of. */
export type ItemOf<Path extends ListPath> = paths[Path] extends {
  get: { responses: { 200: { content: { 'application/json': Page<infer Item> } } } };
}
  ? Item
  : never;

/** The parameters of a list, without the cursor, which is the iterator's. */
export interface ListParameters<Path extends ListPath> {
  readonly path?: paths[Path] extends { get: { parameters: { path: infer InPath } } } ? InPath : never;
  readonly query?: paths[Path] extends { get: { parameters: { query?: infer Query } } }
    ? Omit<NonNullable<Query>, 'cursor'>
    : never;
}

/** A delivery that has been read to its end, or is on its way there. */
export type Delivery = components['schemas']['Delivery'];

const POLL_FIRST_MS = 50;
const POLL_AT_MOST_MS = 2000;

/** Speaks to a Placet service. Everything that is refused is thrown as a `ProblemError`. */
export class PlacetClient {
  /** Every route with its types: `client.api.GET('/v1/markets/{market}', …)`. */
  readonly api: Client<paths, Json>;
  private readonly send: (request: Request) => Promise<Response>;
  private readonly baseUrl: string;

  constructor(options: PlacetOptions) {
    this.baseUrl = options.baseUrl.replace(/\/$/, '');
    this.send = carefulFetch(options);
    this.api = createClient<paths, Json>({ baseUrl: this.baseUrl, fetch: this.send });
  }

  /** All items of a list, page after page, as they are asked for. */
  async *items<Path extends ListPath>(
    path: Path,
    parameters?: ListParameters<Path>,
  ): AsyncGenerator<ItemOf<Path>> {
    let cursor: string | null = null;
    do {
      const url = createFinalURL(path, {
        baseUrl: this.baseUrl,
        params: {
          path: Object.fromEntries(Object.entries(parameters?.path ?? {})),
          query: {
            ...Object.fromEntries(Object.entries(parameters?.query ?? {})),
            ...(cursor === null ? {} : { cursor }),
          },
        },
        querySerializer: createQuerySerializer({ array: { style: 'form', explode: false } }),
        pathSerializer: defaultPathSerializer,
      });
      const response = await this.send(new Request(url));
      const page: Page<ItemOf<Path>> = await response.json();
      yield* page.items;
      cursor = page.next;
    } while (cursor !== null);
  }

  /** Delivers raw bytes to a source and waits until every item is accounted for. */
  async deliver(
    source: string,
    body: string | Uint8Array<ArrayBuffer>,
    options: { readonly type?: string; readonly signal?: AbortSignal } = {},
  ): Promise<Delivery> {
    const { type = 'application/yaml', signal } = options;
    const response = await this.send(
      new Request(`${this.baseUrl}/v1/sources/${encodeURIComponent(source)}/deliveries`, {
        method: 'POST',
        headers: { 'content-type': type },
        body,
        ...(signal === undefined ? {} : { signal }),
      }),
    );
    const { id }: { id: string } = await response.json();
    return this.finished(id, signal);
  }

  /** Waits for a delivery to be read to its end. What is asked afterwards knows what it brought. */
  async finished(delivery: string, signal?: AbortSignal): Promise<Delivery> {
    for (let wait = POLL_FIRST_MS; ; wait = Math.min(POLL_AT_MOST_MS, wait * 1.5)) {
      const found = await dataOf(
        this.api.GET('/v1/deliveries/{delivery}', {
          params: { path: { delivery } },
          ...(signal === undefined ? {} : { signal }),
        }),
      );
      if (found.finished !== null) return found;
      await new Promise((resolve) => setTimeout(resolve, wait));
      signal?.throwIfAborted();
    }
  }
}

/** What a call of `client.api` answers; refusals were thrown before. */
export async function dataOf<Data>(
  answer: Promise<{ readonly data?: Data; readonly response: Response }>,
): Promise<NonNullable<Data>> {
  const { data, response } = await answer;
  if (data === undefined || data === null) throw new Error(`${response.url} answered without a body.`);
  return data;
}
