import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Conflict, NotFound } from '../errors.ts';
import { Outbox } from '../ports/messages.ts';
import { SourceStore } from '../ports/intake/sources.ts';
import { Transactions } from '../ports/transactions.ts';
import { UPKEEP } from './upkeep-jobs.ts';

/** Asks for a look at a pull or folder source now, whatever its schedule says. */
@Injectable()
export class AskRun {
  constructor(
    private readonly transactions: Transactions,
    private readonly sources: SourceStore,
    private readonly outbox: Outbox,
  ) {}

  async run(id: string): Promise<void> {
    const source = await this.sources.find(id);
    if (!source) throw new NotFound('source', id);
    if (source.kind === 'push')
      throw new Conflict(`Source "${id}" is sent to, so there is nothing to look at.`);
    if (source.state !== 'active')
      throw new Conflict(`Source "${id}" is ${source.state}. Activate it first.`);
    await this.transactions.run((tx) =>
      this.outbox.put(tx, {
        id: randomUUID(),
        queue: UPKEEP.queue,
        job: UPKEEP.runSource,
        payload: { sourceId: id, asked: 'yes' },
      }),
    );
  }
}
