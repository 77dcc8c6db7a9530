import type { ServerResponse } from 'node:http';
import { cloudEvent, type EventFilter, type LoggedEvent } from '#application';

const PAGE = 100;
/** Somebody who takes nothing for so long is cut off: what waits for them must not pile up. */
const SLOW_MS = 30_000;
/** Who opened a stream may have lost the right to it meanwhile: they open another one. */
const LONGEST_MS = 3600_000;
/** How long the last words of a stream may take. */
const LAST_WORDS_MS = 2000;

/** Why a stream ends: told as its last event. */
export type StreamEnd = 'complete' | 'slow' | 'renew' | 'shutdown' | 'failed';

/** What is streamed to one client. */
export interface StreamedEvents {
  readonly position: string;
  readonly filter: EventFilter;
  /** Whether to wait for more when the log has been read to its end. */
  readonly follow: boolean;
  /** Events after a position, and up to where the log was looked through. */
  readonly read: (position: string, limit: number) => Promise<{ events: LoggedEvent[]; upTo: string }>;
}

/**
 * One client of the live stream (Server-Sent Events). It reads a page of the log, hands it over, and reads on when the
 * client has taken it: no more than a page is held, however slow the client is.
 */
export class ChangeStream {
  private readonly started = Date.now();
  private position: string;
  private isClosed = false;
  private hasNews = false;
  private end: StreamEnd | undefined;
  private interrupt: () => void = () => undefined;

  constructor(
    private readonly response: ServerResponse,
    private readonly streamed: StreamedEvents,
    private readonly heartbeatMs: number,
  ) {
    this.position = streamed.position;
    response.once('close', () => {
      this.isClosed = true;
      this.interrupt();
    });
  }

  /** Says that the log may have more. */
  wake(): void {
    this.hasNews = true;
    this.interrupt();
  }

  /** Ends the stream before its time. */
  stop(end: StreamEnd): void {
    this.end ??= end;
    this.interrupt();
  }

  /** Settles when the client has gone or the stream has ended. */
  async run(): Promise<void> {
    // The comment opens the stream for clients that wait for the first byte.
    await this.write(`: placet\nretry: 2000\n\n`);
    try {
      while (!this.isOver()) await this.turn();
    } catch {
      this.end = 'failed';
    }
    await this.close();
  }

  private async turn(): Promise<void> {
    this.hasNews = false;
    const { events, upTo } = await this.streamed.read(this.position, PAGE);
    for (const event of events) {
      if (this.isOver()) return;
      await this.write(frameOf(event));
      this.position = event.position;
    }
    if (events.length === PAGE) return;
    this.position = upTo;
    if (!this.streamed.follow) this.end ??= 'complete';
    if (Date.now() - this.started > LONGEST_MS) this.end ??= 'renew';
    if (this.hasNews || this.isOver()) return;
    if (!(await this.interrupted(this.heartbeatMs))) await this.write(': alive\n\n');
  }

  private isOver(): boolean {
    return this.isClosed || this.end !== undefined;
  }

  private async write(text: string): Promise<void> {
    if (this.isClosed || this.response.write(text)) return;
    const deadline = Date.now() + SLOW_MS;
    const drained = (): void => this.interrupt();
    this.response.once('drain', drained);
    while (this.response.writableNeedDrain && !this.isOver()) {
      if (Date.now() >= deadline) this.end = 'slow';
      else await this.interrupted(deadline - Date.now());
    }
    this.response.off('drain', drained);
  }

  /** Waits; answers whether something happened before the time was over. */
  private interrupted(ms: number): Promise<boolean> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve(false), ms);
      this.interrupt = () => {
        clearTimeout(timer);
        resolve(true);
      };
    });
  }

  private async close(): Promise<void> {
    if (this.isClosed) return;
    const reason = this.end ?? 'complete';
    this.response.end(`event: placet.stream.ended\ndata: ${JSON.stringify({ reason })}\n\n`);
    await Promise.race([
      new Promise((resolve) => this.response.once('close', resolve)),
      new Promise((resolve) => setTimeout(resolve, LAST_WORDS_MS).unref()),
    ]);
    this.response.destroy();
  }
}

function frameOf(event: LoggedEvent): string {
  return `id: ${event.position}\nevent: ${event.type}\ndata: ${JSON.stringify(cloudEvent(event))}\n\n`;
}
