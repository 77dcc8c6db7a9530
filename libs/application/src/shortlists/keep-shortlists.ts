import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Conflict, NotFound } from '../errors.ts';
import { type Shortlist, type ShortlistContent, ShortlistStore } from '../ports/following/shortlists.ts';
import { Transactions } from '../ports/transactions.ts';

const SHORTLISTS_MAX = 1_000;

/** What is written: a name, and content that was checked against the world. */
export interface WrittenShortlist {
  readonly name: string;
  readonly content: ShortlistContent;
}

/** Keeps the shortlists of a tenant; everybody in the tenant shares them. */
@Injectable()
export class KeepShortlists {
  constructor(
    private readonly store: ShortlistStore,
    private readonly transactions: Transactions,
  ) {}

  list(tenant: string): Promise<readonly Shortlist[]> {
    return this.transactions.runAs(tenant, (tx) => this.store.list(tx));
  }

  find(tenant: string, id: string): Promise<Shortlist> {
    return this.transactions.runAs(tenant, async (tx) => found(await this.store.find(tx, id), id));
  }

  add(tenant: string, by: string, shortlist: WrittenShortlist): Promise<Shortlist> {
    return this.transactions.runAs(tenant, async (tx) => {
      if ((await this.store.list(tx)).length >= SHORTLISTS_MAX)
        throw new Conflict(`A tenant keeps at most ${SHORTLISTS_MAX} shortlists. Delete some first.`);
      return this.store.add(tx, tenant, { id: randomUUID(), by, ...shortlist });
    });
  }

  /** Changes a shortlist to what `change` makes of it, which refuses what the asker has not seen. */
  change(
    tenant: string,
    id: string,
    change: (before: Shortlist) => WrittenShortlist | Promise<WrittenShortlist>,
  ): Promise<Shortlist> {
    return this.transactions.runAs(tenant, async (tx) => {
      const before = found(await this.store.find(tx, id), id);
      return this.store.change(tx, id, await change(before));
    });
  }

  remove(tenant: string, id: string, seen: (before: Shortlist) => void): Promise<void> {
    return this.transactions.runAs(tenant, async (tx) => {
      seen(found(await this.store.find(tx, id), id));
      await this.store.remove(tx, id);
    });
  }
}

function found(shortlist: Shortlist | undefined, id: string): Shortlist {
  if (shortlist === undefined) throw new NotFound('shortlist', id);
  return shortlist;
}
