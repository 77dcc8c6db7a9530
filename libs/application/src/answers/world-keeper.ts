import { setTimeout as pause } from 'node:timers/promises';
import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { contestStatements, type StandingDispute, type World } from '#domain';
import { Unavailable } from '../errors.ts';
import { DisputeStore } from '../ports/record/disputes.ts';
import {
  ChangeLog,
  type DocumentKind,
  DocumentStore,
  isDocumentKind,
  isAtLeast,
  type StoredDocument,
  WorldBuilder,
} from '../ports/record/documents.ts';
import { PRIVATE_CHANGE } from '../ports/record/private-documents.ts';
import { WorldSnapshots } from '../ports/record/world-snapshots.ts';
import { SourceStore } from '../ports/intake/sources.ts';
import { assemble } from './assemble.ts';

/** Kinds of document that notices are judged by. */
const RULES: ReadonlySet<string> = new Set<DocumentKind>(['relevance', 'clauses']);
const POLL_MS = 2000;
/** How soon is looked again at a log that is held back: nobody tells when it no longer is. */
const HELD_BACK_MS = 20;
const BATCH = 5000;
/** How often the world is kept for the next start. */
const SAVE_MS = 300_000;

/** One snapshot of the world, from which any number of answers are made. */
export interface Snapshot {
  readonly world: World;
  /** Says which documents a tenant has; it changes with them. Must be asked before anything else is waited for. */
  readonly revisionOf: (tenant: string) => string;
  /** The snapshot with further documents, which are nobody else's business. */
  readonly with: (documents: readonly StoredDocument[]) => World;
}

/**
 * Keeps this process's snapshot of the world current by tailing the change log. Requests take `world` once and answer
 * from it alone, so no answer mixes two positions. A failed load keeps the old snapshot.
 */
@Injectable()
export class WorldKeeper implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(WorldKeeper.name);
  private current: World | undefined;
  /** What the documents say, before disputes contest it. */
  private stated: World | undefined;
  private disputes: readonly StandingDispute[] = [];
  /** How far the log has been read; the snapshot is older when nothing since then touched it. */
  private reached = '0-0';
  /** Where the rules that notices are judged by changed last. */
  private ruled = '0-0';
  private pass: Promise<void> | undefined;
  private readonly followed = new WeakSet<World>();
  /** The last change of what a tenant states for itself, by tenant. */
  private readonly revisions = new Map<string, string>();
  private requested = 0;
  private served = 0;
  private unsubscribe: (() => Promise<void>) | undefined;
  private timer: NodeJS.Timeout | undefined;
  private saveTimer: NodeJS.Timeout | undefined;
  /** The database that is followed, and the world of it that was kept last. */
  private database = '';
  private saved: World | undefined;
  private saving: Promise<void> | undefined;
  private waiters: { position: string; wake: () => void }[] = [];

  constructor(
    private readonly log: ChangeLog,
    private readonly documents: DocumentStore,
    private readonly builder: WorldBuilder,
    private readonly disputed: DisputeStore,
    private readonly sources: SourceStore,
    private readonly snapshots: WorldSnapshots,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.catchUp();
    this.unsubscribe = await this.log.onWake(() => this.wake());
    this.timer = setInterval(() => this.wake(), POLL_MS);
    this.timer.unref();
    this.saveTimer = setInterval(() => void this.save(), SAVE_MS);
    this.saveTimer.unref();
  }

  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    clearInterval(this.saveTimer);
    await this.unsubscribe?.();
    await this.pass?.catch(() => undefined);
    await this.save();
  }

  get isLoaded(): boolean {
    return this.current !== undefined;
  }

  get world(): World {
    if (!this.current) throw new Unavailable('The data is still being loaded. Try again in a few seconds.');
    return this.current;
  }

  /**
   * Position that answers include. What changes no snapshot (notices, which are read from the record) moves it on, and
   * leaves the snapshot and all that is kept for it standing.
   */
  get position(): string {
    return this.reached;
  }

  /** The transaction that gave the rules of the snapshot, by which notices are judged, their form. */
  get rules(): string {
    return this.ruled.split('-')[0] ?? '0';
  }

  /** Says whether a snapshot follows the log (and isn't one of the past). */
  isCurrent(world: World): boolean {
    return this.followed.has(world);
  }

  /** The world as it was believed at an instant, read from the record. */
  async worldAt(knownAt: string, more: readonly StoredDocument[] = []): Promise<World> {
    const documents = [...(await this.documents.all(knownAt)), ...more];
    const stated = await assemble(this.builder, null, documents, this.world.position);
    return contestStatements(stated, await this.disputed.standing(knownAt));
  }

  /** The snapshot, and what it takes to lay a tenant's documents over just this one. */
  snapshot(): Snapshot {
    const { world, stated, disputes } = this;
    return {
      world,
      revisionOf: (tenant) => this.revisions.get(tenant) ?? '',
      with: (documents) => {
        if (stated === undefined) return world;
        const touched = documents.map(({ kind, key }) => ({ kind, key }));
        return contestStatements(this.builder.apply(stated, touched, documents, world.position), disputes);
      },
    };
  }

  /** Brings the snapshot up to everything committed before the call; concurrent calls share passes. */
  async catchUp(): Promise<void> {
    const ticket = ++this.requested;
    while (this.served < ticket) {
      this.pass ??= this.runPass();
      await this.pass;
    }
  }

  /**
   * Answers a position that includes all that is on record by now: the snapshot's own if it comes that far within a time,
   * else one that it is yet to reach, since a transaction that is still running holds the log back.
   */
  async upToNow(withinMs: number): Promise<string> {
    const newest = await this.log.newest();
    const deadline = performance.now() + withinMs;
    for (;;) {
      await this.catchUp();
      if (isAtLeast(this.reached, newest)) return this.reached;
      if (performance.now() > deadline) return newest;
      await pause(HELD_BACK_MS);
    }
  }

  /** Waits until the snapshot includes a position; `false` when it doesn't within the time. */
  async waitFor(position: string, withinMs: number): Promise<boolean> {
    if (this.current && isAtLeast(this.reached, position)) return true;
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.waiters = this.waiters.filter((waiter) => waiter !== entry);
        resolve(false);
      }, withinMs);
      const entry = {
        position,
        wake: () => {
          clearTimeout(timer);
          resolve(true);
        },
      };
      this.waiters.push(entry);
      this.wake();
    });
  }

  private wake(): void {
    this.catchUp().catch((error: unknown) =>
      this.logger.error('The change log could not be read; answering from the last good snapshot', error),
    );
  }

  private async runPass(): Promise<void> {
    const upTo = this.requested;
    try {
      await this.advance();
      this.served = upTo;
    } finally {
      this.pass = undefined;
    }
  }

  private async advance(): Promise<void> {
    let base = this.stated;
    if (base === undefined) base = await this.restore();
    if (base === undefined) {
      const reached = await this.log.head('everything');
      const position = await this.log.head('world');
      this.ruled = await this.log.head('rules');
      this.disputes = await this.disputed.standing(null);
      const built = await assemble(this.builder, null, await this.documents.all(null), position);
      base = { ...built, staleFeeds: await this.sources.stale() };
      this.publish(base);
      this.arrive(reached);
    }
    for (;;) {
      const changes = await this.log.after(this.reached, BATCH);
      const last = changes.at(-1);
      if (!last) return;
      const touched = new Map<string, { kind: DocumentKind; key: string }>();
      for (const { kind, key } of changes) {
        if (isDocumentKind(kind)) touched.set(`${kind}\n${key}`, { kind, key });
      }
      const keys = [...touched.values()];
      if (changes.some(({ kind }) => kind === 'dispute')) this.disputes = await this.disputed.standing(null);
      // A source that breaks its freshness promise, or keeps it again, is an event of the log like any other.
      if (changes.some(({ kind }) => kind === 'source'))
        base = { ...base, staleFeeds: await this.sources.stale() };
      // Notices are read from the record: however many come, the snapshot and what is kept for it stand.
      const position = changes.findLast(({ kind }) => kind !== 'notice')?.position;
      if (position !== undefined)
        base =
          keys.length > 0
            ? await assemble(this.builder, base, await this.documents.current(keys), position)
            : { ...base, position };
      // With the snapshot that includes them, not before: documents are read as of its position.
      for (const { kind, key, position: at } of changes)
        if (kind === PRIVATE_CHANGE) this.revisions.set(key, at);
      if (base !== this.stated) this.publish(base);
      this.ruled = changes.findLast(({ kind }) => RULES.has(kind))?.position ?? this.ruled;
      this.arrive(last.position);
    }
  }

  /** Goes on from what was kept, if it is of this database: only what came after it has to be read. */
  private async restore(): Promise<World | undefined> {
    try {
      this.database = await this.log.database();
    } catch (error) {
      // Some providers keep it to themselves; a snapshot can't be told from one of another database then.
      this.logger.warn(`The database doesn't say which it is, so no snapshots are kept: ${String(error)}`);
      return undefined;
    }
    const saved = await this.snapshots.read();
    if (saved === null) return undefined;
    const { stated, disputes, reached, ruled, database } = saved;
    if (database !== this.database || !(await this.log.holds(reached))) {
      this.logger.warn(
        'The snapshot is of another database, or of one since restored: everything is read anew',
      );
      return undefined;
    }
    this.disputes = disputes;
    this.ruled = ruled;
    this.saved = stated;
    this.publish(stated);
    this.arrive(reached);
    return stated;
  }

  /** Keeps the world for the next start, unless it is kept already. A failure only makes that start slower. */
  private save(): Promise<void> {
    this.saving ??= this.saveNow()
      .catch((error: unknown) => this.logger.warn(`The snapshot could not be written: ${String(error)}`))
      .finally(() => {
        this.saving = undefined;
      });
    return this.saving;
  }

  private async saveNow(): Promise<void> {
    const { stated, disputes, reached, ruled, database } = this;
    if (stated === undefined || stated === this.saved || database === '') return;
    await this.snapshots.write({ stated, disputes, reached, ruled, database });
    this.saved = stated;
  }

  private publish(stated: World): void {
    const world = contestStatements(stated, this.disputes);
    this.stated = stated;
    this.current = world;
    this.followed.add(world);
  }

  private arrive(position: string): void {
    this.reached = position;
    const reached = this.waiters.filter((waiter) => isAtLeast(position, waiter.position));
    this.waiters = this.waiters.filter((waiter) => !reached.includes(waiter));
    for (const waiter of reached) waiter.wake();
  }
}
