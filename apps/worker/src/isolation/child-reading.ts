import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { DeliveryStore, FinishDelivery, IsolatedReading } from '#application';
import { RECORD_TURN, TRY_AGAIN } from './read-apart.ts';

/** The program that reads apart, and its bounds. */
export class ChildProgram {
  readonly path: string = fileURLToPath(new URL('reading-child.js', import.meta.url));
  /** Heap of the process, in MiB. */
  readonly heapMb: number = 256;
  /** Longest time that a reader may need for one item. */
  readonly itemMs: number = 20_000;
}

/** The record may be slow (frozen, restarting, locked) for several times as long before a reading is given up. */
const RECORD_PATIENCE = 6;

/** A delivery with more poison than this is given up: its reader, or the whole document, is broken. */
const POISON_MAX = 100;

interface Ended {
  /** The item that was read or written when it ended; null when it never came that far. */
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

  /**
   * An item is poison when the process ends at it twice running: once may be the moment's fault (a machine out of
   * memory, a session that was cut), and a neighbour must never be blamed.
   */
  async read(deliveryId: string, getsOn: () => void = () => undefined): Promise<void> {
    let suspect: number | null = null;
    for (let poison = 0; poison < POISON_MAX;) {
      this.logger.warn(`Delivery ${deliveryId} is read in a process of its own`);
      const known = await this.deliveries.poison(deliveryId);
      const { at, code, how } = await this.once(deliveryId, getsOn);
      if (code === 0) return;
      if (this.isStopping || code === TRY_AGAIN || at === null)
        throw new Error(`Delivery ${deliveryId} could not be read apart: its process ${how}`);
      if (at !== suspect) {
        this.logger.warn(`Item ${at} of delivery ${deliveryId} may be poison: its process ${how}`);
        suspect = at;
        continue;
      }
      this.logger.error(`Item ${at} of delivery ${deliveryId} is poison: its process ${how}`);
      if (known.has(at)) {
        await this.giveUp(deliveryId, at, how);
        return;
      }
      await this.deliveries.addPoison(deliveryId, at, how);
      suspect = null;
      poison += 1;
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

  private once(deliveryId: string, getsOn: () => void): Promise<Ended> {
    const { path, heapMb, itemMs } = this.program;
    const child = spawn(process.execPath, [`--max-old-space-size=${heapMb}`, path, deliveryId], {
      env: { ...process.env, DATABASE_URL: this.databaseUrl() },
      stdio: ['ignore', 'ignore', 'inherit', 'pipe'],
    });
    return new Promise((resolve, reject) => {
      let at: number | null = null;
      let said = 0;
      let lateAfter: number | null = null;
      const kill = (): void => void child.kill('SIGKILL');
      const within = (ms: number): NodeJS.Timeout => {
        const heard = said;
        const late = (): void => {
          if (said !== heard) return;
          lateAfter = ms;
          kill();
        };
        // If it was this process that stood still, what the child said meanwhile is heard first.
        return setTimeout(() => setImmediate(late), ms);
      };
      let timer = within(itemMs * RECORD_PATIENCE);
      this.kills.add(kill);
      const lines = createInterface({ input: progressOf(child.stdio[3]) });
      lines.on('line', (line) => {
        said += 1;
        getsOn();
        if (line !== RECORD_TURN) at = Number(line);
        clearTimeout(timer);
        timer = within(line === RECORD_TURN ? itemMs * RECORD_PATIENCE : itemMs);
      });
      child.once('error', reject);
      child.once('close', (code, signal) => {
        clearTimeout(timer);
        this.kills.delete(kill);
        const how =
          lateAfter === null ? `ended with ${signal ?? `code ${code}`}` : `needed more than ${lateAfter} ms`;
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
