import { randomUUID } from 'node:crypto';
import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { AuditAnchor, AuditedWrite, AuditEntry } from './audit-chain.ts';

/** A write whose outcome is to be appended; `begun` is what {@link AuditStore.begin} knows it by. */
export interface FinishedWrite {
  readonly begun: string;
  /** Whose chain it belongs to. */
  readonly tenant: string;
  readonly write: AuditedWrite;
}

/** Which entries are asked for. */
export interface AuditQuestion {
  readonly actor?: string;
  readonly action?: string;
  readonly subject?: string;
}

/** A note that its own process never brought to the chain. */
export interface LeftNote extends FinishedWrite {
  /** Whether it was noted in the transaction of the write, so that the write was done. */
  readonly isDone: boolean;
}

/**
 * Where the audit is kept: notes, and a chain for each tenant. A write of the record is noted in its own transaction, by
 * whatever runs that (see {@link writeToNote}); a write of something else is noted here before it begins.
 */
export abstract class AuditStore {
  /** Notes that a write begins; from here on it can not go unnoticed. */
  abstract begin(id: string, tenant: string, write: AuditedWrite): Promise<void>;
  /** Forgets a begun write that changed nothing. */
  abstract cancel(id: string): Promise<void>;
  /**
   * Appends the writes among these that are still noted to the chains of their tenants, in this order, and moves the
   * anchors, for each tenant all or nothing.
   */
  abstract append(writes: readonly FinishedWrite[]): Promise<void>;
  /** Notes whose process is gone, or could not reach the chain. */
  abstract left(): Promise<LeftNote[]>;
  /** Entries before a place in a tenant's chain, latest first. */
  abstract latest(
    tenant: string,
    question: AuditQuestion,
    before: number | null,
    limit: number,
  ): Promise<AuditEntry[]>;
  /** The whole chain of a tenant, from its first entry. */
  abstract all(tenant: string): AsyncIterable<AuditEntry>;
  /** The end of a tenant's chain as it was noted when the last entry was appended. */
  abstract anchor(tenant: string): Promise<AuditAnchor | null>;
  /** Every tenant, since each has a chain. */
  abstract tenants(): Promise<readonly string[]>;
}

const APPEND_AT_MOST = 200;
/** What ended processes have noted is looked for so often. */
const RECOVER_EVERY_MS = 5_000;

interface Waiting {
  readonly finished: FinishedWrite;
  readonly resolve: () => void;
  readonly reject: (reason: unknown) => void;
}

/**
 * Brings noted writes to the chain when their outcome is known. One append is under way at a time and takes along all
 * that wait, so that chains, which are one after the other, keep up with bursts.
 */
@Injectable()
export class AuditTrail implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(AuditTrail.name);
  private waiting: Waiting[] = [];
  private isAppending = false;
  private recovering: NodeJS.Timeout | undefined;

  constructor(private readonly store: AuditStore) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.recover();
    this.recovering = setInterval(() => void this.recover(), RECOVER_EVERY_MS).unref();
  }

  onApplicationShutdown(): void {
    clearInterval(this.recovering);
  }

  /** @throws whatever the store throws; the write must not be done then. */
  async begin(tenant: string, write: AuditedWrite): Promise<string> {
    const id = randomUUID();
    await this.store.begin(id, tenant, write);
    return id;
  }

  cancel(id: string): Promise<void> {
    return this.store.cancel(id);
  }

  /** Settles when the write stands in the chain. */
  async finish(begun: string, tenant: string, write: AuditedWrite): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.waiting.push({ finished: { begun, tenant, write }, resolve, reject });
      void this.appendWaiting();
    });
  }

  private async appendWaiting(): Promise<void> {
    if (this.isAppending) return;
    this.isAppending = true;
    while (this.waiting.length > 0) {
      const taken = this.waiting.slice(0, APPEND_AT_MOST);
      this.waiting = this.waiting.slice(taken.length);
      try {
        await this.store.append(taken.map(({ finished }) => finished));
        for (const { resolve } of taken) resolve();
      } catch (error) {
        for (const { reject } of taken) reject(error);
      }
    }
    this.isAppending = false;
  }

  /** Appends what others noted and left: what was done is known to be, of what was begun elsewhere only that it was tried. */
  private async recover(): Promise<void> {
    try {
      const left = await this.store.left();
      if (left.length === 0) return;
      await this.store.append(
        left.map(({ begun, tenant, write, isDone }) => ({
          begun,
          tenant,
          write: { ...write, details: { ...write.details, outcome: isDone ? 'done' : 'unknown' } },
        })),
      );
    } catch (error) {
      this.logger.warn(`Writes of ended processes are not in the audit yet: ${String(error)}`);
    }
  }
}
