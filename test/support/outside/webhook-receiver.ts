import { createServer, type IncomingHttpHeaders } from 'node:http';

/** One request as a receiver got it. */
export interface ReceivedRequest {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** The body as JSON. */
  // oxlint-disable-next-line typescript/no-explicit-any -- events are explored by tests that assert their shape
  readonly event: any;
  readonly at: number;
}

/** What a receiver answers. */
export interface ReceiverAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** A receiver of webhooks of a test's own, which remembers what it got. */
export interface WebhookReceiver {
  readonly url: string;
  readonly got: ReceivedRequest[];
  /** How many requests were under way at once, at most. */
  readonly atOnce: () => number;
  /** What is answered from now on; 204 at first. */
  answer: (request: ReceivedRequest) => ReceiverAnswer | Promise<ReceiverAnswer>;
  /** Requests to a path. */
  at(path: string): ReceivedRequest[];
  close(): Promise<void>;
}

/** Starts a receiver on the loopback address. */
export async function startReceiver(): Promise<WebhookReceiver> {
  const got: ReceivedRequest[] = [];
  let underWay = 0;
  let most = 0;
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    underWay += 1;
    most = Math.max(most, underWay);
    response.once('close', () => (underWay -= 1));
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const body = Buffer.concat(parts).toString('utf8');
      const event: unknown = JSON.parse(body);
      const received = { path: request.url ?? '', headers: request.headers, body, event, at: Date.now() };
      got.push(received);
      void Promise.resolve(receiver.answer(received)).then(({ status, headers = {}, body: text = '' }) =>
        response.writeHead(status, headers).end(text),
      );
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const receiver: WebhookReceiver = {
    url: `http://127.0.0.1:${address.port}`,
    got,
    atOnce: () => most,
    answer: () => ({ status: 204 }),
    at: (path) => got.filter((request) => request.path === path),
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
  return receiver;
}
