import { Injectable } from '@nestjs/common';
import type { World } from '#domain';
import { WorldKeeper } from '../answers/world-keeper.ts';
import { PrivateDocumentStore } from '../ports/record/private-documents.ts';
import type { StoredDocument } from '../ports/record/documents.ts';
import { Transactions } from '../ports/transactions.ts';

/** Tenants whose documents, and world, are kept ready in this process. */
const KEPT_TENANTS = 256;

/** Worlds of the past that are kept for whoever asks about the same instant. */
const KEPT_PAST = 4;

interface Kept {
  readonly revision: string;
  readonly documents: Promise<readonly StoredDocument[]>;
  /** The newest snapshot with them laid over it, and which one that is. */
  overlaid: { readonly base: World; readonly world: World } | null;
}

/**
 * The world as one tenant sees it: what everybody knows, with its own documents laid over it by structural sharing. A
 * tenant without documents gets the shared snapshot itself.
 */
@Injectable()
export class TenantWorlds {
  private readonly kept = new Map<string, Kept>();
  private readonly past = new Map<string, Promise<World>>();

  constructor(
    private readonly worlds: WorldKeeper,
    private readonly documents: PrivateDocumentStore,
    private readonly transactions: Transactions,
  ) {}

  /** What everybody knows. */
  get shared(): World {
    return this.worlds.world;
  }

  /** The newest world of a tenant. */
  async now(tenant: string): Promise<World> {
    const snapshot = this.worlds.snapshot();
    const revision = snapshot.revisionOf(tenant);
    const kept = this.touch(tenant, revision) ?? this.keep(tenant, revision, snapshot.world.position);
    const documents = await kept.documents;
    if (documents.length === 0) return snapshot.world;
    if (kept.overlaid?.base !== snapshot.world)
      kept.overlaid = { base: snapshot.world, world: snapshot.with(documents) };
    return kept.overlaid.world;
  }

  /**
   * A tenant's world as it was believed at an instant. A few are kept until something new is learnt, which may be recorded
   * for an instant that has been asked about already.
   */
  async at(tenant: string, knownAt: string): Promise<World> {
    const key = `${this.worlds.position} ${tenant} ${knownAt}`;
    const kept = this.past.get(key);
    if (kept !== undefined) return kept;
    const built = this.build(tenant, knownAt);
    this.past.set(key, built);
    built.catch(() => this.past.delete(key));
    for (const oldest of this.past.keys()) {
      if (this.past.size <= KEPT_PAST) break;
      this.past.delete(oldest);
    }
    return built;
  }

  private async build(tenant: string, knownAt: string): Promise<World> {
    const documents = await this.transactions.runAs(tenant, (tx) => this.documents.all(tx, { knownAt }));
    return this.worlds.worldAt(knownAt, documents);
  }

  private touch(tenant: string, revision: string): Kept | undefined {
    const kept = this.kept.get(tenant);
    if (kept === undefined || kept.revision !== revision) return undefined;
    this.kept.delete(tenant);
    this.kept.set(tenant, kept);
    return kept;
  }

  private keep(tenant: string, revision: string, position: string): Kept {
    const documents = this.transactions.runAs(tenant, (tx) => this.documents.all(tx, { position }));
    const kept: Kept = { revision, documents, overlaid: null };
    this.kept.delete(tenant);
    this.kept.set(tenant, kept);
    documents.catch(() => {
      if (this.kept.get(tenant) === kept) this.kept.delete(tenant);
    });
    const [oldest] = this.kept.keys();
    if (this.kept.size > KEPT_TENANTS && oldest !== undefined) this.kept.delete(oldest);
    return kept;
  }
}
