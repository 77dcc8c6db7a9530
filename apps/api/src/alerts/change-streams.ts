import type { ServerResponse } from 'node:http';
import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import type { Principal } from '#access';
import { type EventFilter, EventLog, isAtLeast, Transactions } from '#application';
import { ProblemException } from '../http/problem.ts';
import { ChangeStream } from './change-stream.ts';

const POLL_MS = 2000;
const HEARTBEAT_MS = 15_000;
const STREAMS_MAX = 1000;
const STREAMS_PER_KEY = 20;

/** All live streams of this process: wakes them, bounds them, and ends them before anything else when it stops. */
@Injectable()
export class ChangeStreams implements OnModuleDestroy {
  private readonly logger = new Logger(ChangeStreams.name);
  private readonly open = new Map<ChangeStream, { readonly key: string; readonly done: Promise<void> }>();
  private timer: NodeJS.Timeout | undefined;
  private listening: Promise<() => Promise<void>> | undefined;
  private isStopping = false;

  constructor(
    private readonly transactions: Transactions,
    private readonly log: EventLog,
  ) {}

  async onModuleDestroy(): Promise<void> {
    this.isStopping = true;
    clearInterval(this.timer);
    await (
      await this.listening
    )?.();
    for (const stream of this.open.keys()) stream.stop('shutdown');
    await Promise.all([...this.open.values()].map(({ done }) => done));
  }

  /**
   * Where a stream begins: after the event that its client has had, or at the end of the log.
   *
   * @throws ProblemException when there are too many.
   */
  async begin(principal: Principal, lastSeen: string | undefined): Promise<string> {
    if (this.isStopping) throw new ProblemException('unavailable', 'The service is stopping; try again.');
    const own = [...this.open.values()].filter(({ key }) => key === principal.id).length;
    if (own >= STREAMS_PER_KEY || this.open.size >= STREAMS_MAX) {
      const detail = `There are ${own} streams of this key, and ${STREAMS_PER_KEY} at most. Close one first.`;
      throw new ProblemException('too-many-requests', detail, [], { 'retry-after': '30' });
    }
    await this.listen();
    return lastSeen ?? this.transactions.runAs(principal.tenant, (tx) => this.log.head(tx));
  }

  /** Streams to a response whose head has been sent; settles when it has ended. */
  async serve(
    response: ServerResponse,
    { id, tenant }: Principal,
    position: string,
    filter: EventFilter,
    follow: boolean,
  ): Promise<void> {
    const read = (after: string, limit: number): ReturnType<typeof this.read> =>
      this.read(tenant, filter, after, limit);
    const stream = new ChangeStream(response, { position, filter, follow, read }, HEARTBEAT_MS);
    const done = stream.run();
    this.open.set(stream, { key: id, done });
    try {
      await done;
    } finally {
      this.open.delete(stream);
    }
  }

  private read(
    tenant: string,
    filter: EventFilter,
    after: string,
    limit: number,
  ): ReturnType<ConstructorParameters<typeof ChangeStream>[1]['read']> {
    return this.transactions
      .runAs(tenant, async (tx) => {
        // The end first: what is then not found up to it will never be.
        const head = await this.log.head(tx);
        const events = await this.log.after(tx, after, filter, limit);
        const last = events.at(-1)?.position ?? after;
        return { events, upTo: isAtLeast(head, last) ? head : last };
      })
      .catch((error: unknown) => {
        this.logger.warn(`A stream could not be read: ${String(error)}`);
        throw error;
      });
  }

  /** Begins to listen with the first stream: most processes never have one. */
  private async listen(): Promise<void> {
    if (this.listening === undefined) {
      this.listening = this.log.onWake(() => this.wake());
      this.timer = setInterval(() => this.wake(), POLL_MS);
      this.timer.unref();
    }
    await this.listening;
  }

  private wake(): void {
    for (const stream of this.open.keys()) stream.wake();
  }
}
