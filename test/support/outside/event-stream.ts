/** One event of a stream. */
export interface StreamedEvent {
  readonly id: string;
  readonly type: string;
  // oxlint-disable-next-line typescript/no-explicit-any -- events are explored by tests that assert their shape
  readonly data: any;
}

/** A client of Server-Sent Events. */
export interface EventStreamClient {
  readonly status: number;
  readonly headers: Headers;
  readonly events: StreamedEvent[];
  /** Comments, which keep the connection alive. */
  readonly comments: string[];
  /** Settles when the server has ended the stream. */
  readonly ended: Promise<void>;
  close(): void;
}

/** Follows a stream of events; `lastSeen` is where it goes on. */
export async function openEventStream(
  url: string,
  key: string,
  lastSeen?: string,
): Promise<EventStreamClient> {
  const abort = new AbortController();
  const response = await fetch(url, {
    signal: abort.signal,
    headers: {
      accept: 'text/event-stream',
      authorization: `Bearer ${key}`,
      ...(lastSeen === undefined ? {} : { 'last-event-id': lastSeen }),
    },
  });
  const events: StreamedEvent[] = [];
  const comments: string[] = [];
  return {
    status: response.status,
    headers: response.headers,
    events,
    comments,
    ended: readAll(response, events, comments),
    close: () => abort.abort(),
  };
}

async function readAll(response: Response, events: StreamedEvent[], comments: string[]): Promise<void> {
  const decoder = new TextDecoder();
  let text = '';
  try {
    for await (const part of response.body ?? []) {
      text += decoder.decode(part, { stream: true });
      for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
        take(text.slice(0, end), events, comments);
        text = text.slice(end + 2);
      }
    }
  } catch {
    // Closed by this side.
  }
}

function take(frame: string, events: StreamedEvent[], comments: string[]): void {
  const field = (name: string): string =>
    frame
      .split('\n')
      .filter((line) => line.startsWith(`${name}: `))
      .map((line) => line.slice(name.length + 2))
      .join('\n');
  if (frame.startsWith(':')) comments.push(frame);
  const data = field('data');
  if (data !== '') events.push({ id: field('id'), type: field('event'), data: JSON.parse(data) });
}
