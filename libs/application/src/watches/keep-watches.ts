import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Conflict, NotFound } from '../errors.ts';
import { StandingQuestions } from '../ports/record/standing.ts';
import { Transactions, type Tx } from '../ports/transactions.ts';
import {
  type Watch,
  type WatchAlert,
  type WatchSettings,
  WatchStore,
  type WatchSubject,
} from '../ports/following/watches.ts';

const WATCHES_MAX = 1000;

/** Keeps the watches of a tenant; a watched need stands as a question for as long as it is watched. */
@Injectable()
export class KeepWatches {
  constructor(
    private readonly transactions: Transactions,
    private readonly watches: WatchStore,
    private readonly questions: StandingQuestions,
  ) {}

  list(tenant: string): Promise<Watch[]> {
    return this.transactions.runAs(tenant, (tx) => this.watches.list(tx));
  }

  find(tenant: string, id: string): Promise<Watch> {
    return this.transactions.runAs(tenant, (tx) => this.existing(tx, id));
  }

  add(tenant: string, subject: WatchSubject, settings: WatchSettings): Promise<Watch> {
    const id = randomUUID();
    return this.transactions.runAs(tenant, async (tx) => {
      if ((await this.watches.list(tx)).length >= WATCHES_MAX)
        throw new Conflict(`There are ${WATCHES_MAX} watches already. Remove one that is not needed.`);
      const question =
        subject.kind === 'need'
          ? await this.questions.register(tx, {
              market: subject.market,
              base: null,
              need: subject.needs,
              condition: null,
              tenant,
            })
          : null;
      await this.watches.add(tx, { id, tenant, subject, question, ...settings });
      return this.existing(tx, id);
    });
  }

  /** Changes a watch that is still at this revision; `undefined` when it isn't. */
  change(tenant: string, id: string, revision: number, settings: WatchSettings): Promise<Watch | undefined> {
    return this.transactions.runAs(tenant, async (tx) =>
      (await this.watches.change(tx, id, revision, settings)) ? this.existing(tx, id) : undefined,
    );
  }

  remove(tenant: string, { id, revision, question }: Watch): Promise<boolean> {
    return this.transactions.runAs(tenant, async (tx) => {
      if (!(await this.watches.remove(tx, id, revision))) return false;
      if (question !== null && !(await this.watches.isAsked(tx, question)))
        await this.questions.end(tx, question);
      return true;
    });
  }

  /** Gives the feed of a watch another address; the one before shows nothing any more. */
  renewFeed(tenant: string, id: string): Promise<Watch> {
    return this.transactions.runAs(tenant, async (tx) => {
      await this.existing(tx, id);
      await this.watches.renewFeed(tx, id);
      return this.existing(tx, id);
    });
  }

  /** A watch with its alerts after a position going back, newest first. */
  alerts(
    tenant: string,
    id: string,
    before: string | null,
    limit: number,
  ): Promise<{ watch: Watch; alerts: WatchAlert[] }> {
    return this.transactions.runAs(tenant, async (tx) => ({
      watch: await this.existing(tx, id),
      alerts: await this.watches.alerts(tx, id, before, limit),
    }));
  }

  private async existing(tx: Tx, id: string): Promise<Watch> {
    const watch = await this.watches.find(tx, id);
    if (watch === undefined) throw new NotFound('watch', id);
    return watch;
  }
}
