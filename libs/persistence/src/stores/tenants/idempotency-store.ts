import { randomUUID } from 'node:crypto';
import { Injectable, Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { IdempotencyStore, type KeyClaim } from '#application';

const KEPT = `interval '24 hours'`;
/** Longer than a request may take; whoever has a claim for longer is gone. */
const AT_WORK = `interval '180 seconds'`;
const SWEEP_EVERY_MS = 10 * 60_000;

/** Idempotency keys in Postgres: one row per principal and key decides who does the work. */
@Injectable()
export class PostgresIdempotencyStore extends IdempotencyStore {
  private readonly logger = new Logger(PostgresIdempotencyStore.name);
  private swept = 0;

  constructor(private readonly source: DataSource) {
    super();
  }

  async claim(principal: string, key: string): Promise<KeyClaim> {
    this.sweep();
    const claim = randomUUID();
    const [claimed] = await this.source.query<unknown[]>(
      `INSERT INTO placet.idempotency AS known (principal, key, claim) VALUES ($1, $2, $3)
       ON CONFLICT (principal, key) DO UPDATE SET claim = excluded.claim, claimed = now(), request = NULL, answer = NULL
         WHERE known.claimed < now() - ${KEPT} OR (known.answer IS NULL AND known.claimed < now() - ${AT_WORK})
       RETURNING claim`,
      [principal, key, claim],
    );
    if (claimed !== undefined) return { state: 'claimed', claim };
    const [known] = await this.source.query<{ request: string | null; answer: Buffer | null }[]>(
      'SELECT request, answer FROM placet.idempotency WHERE principal = $1 AND key = $2',
      [principal, key],
    );
    // A row that went meanwhile was released: the client tries again, as with one that is at work.
    if (known === undefined || known.answer === null || known.request === null) return { state: 'inFlight' };
    return { state: 'answered', request: known.request, answer: known.answer };
  }

  async keep(principal: string, key: string, kept: Parameters<IdempotencyStore['keep']>[2]): Promise<void> {
    await this.source.query(
      'UPDATE placet.idempotency SET request = $4, answer = $5 WHERE principal = $1 AND key = $2 AND claim = $3',
      [principal, key, kept.claim, kept.request, kept.answer],
    );
  }

  async release(principal: string, key: string, claim: string): Promise<void> {
    await this.source.query(
      'DELETE FROM placet.idempotency WHERE principal = $1 AND key = $2 AND claim = $3 AND answer IS NULL',
      [principal, key, claim],
    );
  }

  /** Removes what is older than a day, from time to time and beside the request. */
  private sweep(): void {
    if (Date.now() - this.swept < SWEEP_EVERY_MS) return;
    this.swept = Date.now();
    this.source
      .query(`DELETE FROM placet.idempotency WHERE claimed < now() - ${KEPT}`)
      .catch((error: unknown) => this.logger.warn(`Old idempotency keys are not removed: ${String(error)}`));
  }
}
