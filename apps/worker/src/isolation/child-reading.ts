import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { DeliveryStore, FinishDelivery, IsolatedReading } from '#application';
import { TRY_AGAIN } from './read-apart.ts';

/** The program that reads apart, and its bounds. */
export class ChildProgram {
  readonly path: string = fileURLToPath(new URL('reading-child.js', import.meta.url));
  /** Heap of the process, in MiB. */
  readonly heapMb: number = 256;
  /** Longest time of one item; the start of the process has as much again. */
  readonly itemMs: number = 20_000;
}

/** A delivery with more poison than this is given up: its reader, or the whole document, is broken. */
const POISON_MAX = 100;

interface Ended {
  /** The item that was next when it ended; null when it never came that far. */
  readonly at: number | null;
  readonly code: number | null;
  readonly how: string;
}

/** Reads in child processes, one after the other, until the delivery is through. */
@Injectable()
export class ChildReading extends IsolatedReading implements OnApplicationShutdown {
  private readonly logger = new Logger(ChildReading.name);
  private readonly kills = new Set<() => void>();
  private isStopping = false;

  constructor(
    private readonly deliveries: DeliveryStore,
    private readonly finishDelivery: FinishDelivery,
    private readonly source: DataSource,
    private readonly program: ChildProgram,
  ) {
    super();
  }

  onApplicationShutdown(): void {
    this.isStopping = true;
    for (const kill of this.kills) kill();
  }

  async read(deliveryId: string): Promise<void> {
    for (let poison = 0; poison < POISON_MAX; poison++) {
      this.logger.warn(`Delivery ${deliveryId} is read in a process of its own`);
      const known = await this.deliveries.poison(deliveryId);
      const { at, code, how } = await this.once(deliveryId);
      if (code === 0) return;
      if (this.isStopping || code === TRY_AGAIN || at === null)
        throw new Error(`Delivery ${deliveryId} could not be read apart: its process ${how}`);
      this.logger.error(`Item ${at} of delivery ${deliveryId} is poison: its process ${how}`);
      if (known.has(at)) {
        await this.giveUp(deliveryId, at, how);
        return;
      }
      await this.deliveries.addPoison(deliveryId, at, how);
    }
    await this.giveUp(deliveryId, POISON_MAX, 'ended again and again');
  }

  /** The reader can't get past an item even when told to: what is behind it stays unread, and the account says so. */
  private async giveUp(deliveryId: string, at: number, how: string): Promise<void> {
    const received = await this.deliveries.settledPrefix(deliveryId);
    const detail = `Item number ${at} ends the process that reads it (it ${how}) and the reader can't get past it, so what comes after it is unread. Deliver the document again without it.`;
    const problem = {
      type: 'poison',
      title: 'The delivery ends the process that reads it',
      detail,
      errors: [],
    };
    await this.finishDelivery.run(deliveryId, {
      state: received === 0 ? 'refused' : 'done',
      received,
      problem,
    });
  }

  private once(deliveryId: string): Promise<Ended> {
    const { path, heapMb, itemMs } = this.program;
    const child = spawn(process.execPath, [`--max-old-space-size=${heapMb}`, path, deliveryId], {
      env: { ...process.env, DATABASE_URL: this.databaseUrl() },
      stdio: ['ignore', 'ignore', 'inherit', 'pipe'],
    });
    return new Promise((resolve, reject) => {
      let at: number | null = null;
      let isLate = false;
      const kill = (): void => void child.kill('SIGKILL');
      const late = (): void => {
        isLate = true;
        kill();
      };
      let timer = setTimeout(late, itemMs * 2);
      this.kills.add(kill);
      const lines = createInterface({ input: progressOf(child.stdio[3]) });
      lines.on('line', (line) => {
        at = Number(line);
        clearTimeout(timer);
        timer = setTimeout(late, itemMs);
      });
      child.once('error', reject);
      child.once('close', (code, signal) => {
        clearTimeout(timer);
        this.kills.delete(kill);
        const how = isLate ? `needed more than ${itemMs} ms` : `ended with ${signal ?? `code ${code}`}`;
        resolve({ at, code, how });
      });
    });
  }

  private databaseUrl(): string {
    const { options } = this.source;
    if (options.type !== 'postgres' || options.url === undefined)
      throw new Error('The record needs PostgreSQL');
    return options.url;
  }
}

function progressOf(stream: unknown): Readable {
  if (!(stream instanceof Readable)) throw new Error('The child has no pipe to say how far it is');
  return stream;
}
