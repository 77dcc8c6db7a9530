import { Injectable } from '@nestjs/common';
import { RereadMapped } from '#application';
import { RecurringWork } from '#messaging';
import { Env } from '#platform';

/** Looks for documents whose mapping has changed since they were read; the ledger says which, never the queue. */
@Injectable()
export class Rereading extends RecurringWork {
  constructor(
    private readonly rereadMapped: RereadMapped,
    env: Env,
  ) {
    super({ everyMs: env.RECONCILE_MS, failure: 'Mappings could not be compared with what they read' });
  }

  protected async run(): Promise<void> {
    const accepted = await this.rereadMapped.run();
    if (accepted > 0) this.logger.log(`${accepted} documents are read again: their mapping has changed`);
  }
}
