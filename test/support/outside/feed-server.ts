import { createServer, type IncomingMessage } from 'node:http';

/** What a feed answers to one request. */
export interface FeedAnswer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

/** A feed of a test's own, which remembers what it was asked. */
export interface TestFeed {
  readonly url: string;
  readonly asked: { readonly url: string; readonly headers: IncomingMessage['headers'] }[];
  /** What is answered from now on. */
  answer: (url: URL, request: IncomingMessage) => FeedAnswer;
  close(): Promise<void>;
}

/** Starts a feed on the loopback address. */
export async function startFeed(): Promise<TestFeed> {
  const asked: TestFeed['asked'] = [];
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://feed.test');
    asked.push({ url: `${url.pathname}${url.search}`, headers: request.headers });
    const { status = 200, headers = {}, body = '' } = feed.answer(url, request);
    response.writeHead(status, headers).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const feed: TestFeed = {
    url: `http://127.0.0.1:${address.port}`,
    asked,
    answer: () => ({ status: 404 }),
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
  return feed;
}
