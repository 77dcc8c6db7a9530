import { createHmac, hash, randomBytes, timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Principal, Role } from './roles.ts';
import { ADMINISTRATOR } from './tenants/tenants.ts';

/** A key as stored: never its secret. */
export interface ApiKeyRecord {
  readonly id: string;
  /** Id of the first key of the client that this key is of: keys of one client follow each other. */
  readonly client: string;
  readonly tenant: string;
  readonly name: string;
  readonly role: Role;
  readonly source: string | null;
  readonly scopes: readonly string[] | null;
  readonly secretHash: string;
  readonly created: Date;
  readonly expires: Date | null;
  readonly revoked: Date | null;
  readonly lastUsed: Date | null;
}

/** A key to be stored. */
export type NewApiKey = Omit<ApiKeyRecord, 'created' | 'revoked' | 'lastUsed'>;

/** Where keys are kept. */
export abstract class ApiKeyStore {
  /** The key with an id, whichever tenant it belongs to; `undefined` too when its tenant is disabled. */
  abstract presented(id: string): Promise<ApiKeyRecord | undefined>;
  abstract list(tenant: string): Promise<ApiKeyRecord[]>;
  abstract add(key: NewApiKey): Promise<void>;
  /**
   * Adds a key that follows another one of its client; `undefined` when the tenant has no such key, `null` when as many
   * keys of the client as may live do already.
   */
  abstract addSuccessor(
    tenant: string,
    of: string,
    atMost: number,
    make: (before: ApiKeyRecord) => NewApiKey,
  ): Promise<NewApiKey | null | undefined>;
  abstract revoke(tenant: string, id: string): Promise<boolean>;
  abstract touch(tenant: string, id: string): Promise<void>;
}

/** Secrets of this installation that never reach the database. */
export abstract class KeySecrets {
  /** The administrator's key, from the environment or the key file. */
  abstract readonly adminKey: string;
  /** Mixed into key hashes, so that a copy of the table is of no use. */
  abstract readonly pepper: string;
}

const KEY = /^plc_([A-Za-z0-9]{8,32})_([A-Za-z0-9_-]{32,})$/;
const TOUCH_EVERY_MS = 60_000;
/** One in use, and one that takes its place. */
const LIVE_PER_CLIENT = 2;
/** So long after a key was recognised nobody is asked again, unless there is news of keys (see `ForgetOnNews`). */
const KNOWN_FOR_MS = 5_000;
const KNOWN_MAX = 10_000;

interface Known {
  readonly principal: Principal;
  readonly until: number;
}

/** Issues API keys `plc_<id>_<secret>` and recognises them in constant time. */
@Injectable()
export class ApiKeys {
  private readonly touched = new Map<string, number>();
  /** Keys recognised lately, by a digest that only this process can make. */
  private readonly lately = new Map<string, Known>();
  private revocations = 0;
  private readonly digestSalt = randomBytes(32).toString('hex');

  constructor(
    private readonly store: ApiKeyStore,
    private readonly secrets: KeySecrets,
  ) {}

  /** Makes the first key of a client; the answer is the only time its secret is seen. */
  async issue(
    request: Omit<NewApiKey, 'id' | 'client' | 'secretHash'>,
  ): Promise<{ readonly id: string; readonly key: string }> {
    const { id, secret, secretHash } = this.draw();
    await this.store.add({ ...request, id, client: id, secretHash });
    return { id, key: `plc_${id}_${secret}` };
  }

  /**
   * Makes the key that takes the place of another one, which goes on to work until it is revoked. `undefined` when
   * the tenant has no such key, `null` when two keys of the client live already.
   */
  async rotate(
    tenant: string,
    of: string,
    expires: Date | null,
  ): Promise<{ readonly id: string; readonly key: string } | null | undefined> {
    const { id, secret, secretHash } = this.draw();
    const added = await this.store.addSuccessor(tenant, of, LIVE_PER_CLIENT, (before) => {
      const { client, name, role, source, scopes } = before;
      return { id, client, tenant, name, role, source, scopes, secretHash, expires };
    });
    return added && { id, key: `plc_${id}_${secret}` };
  }

  /** Whose key this is if it was recognised a moment ago; asks nobody, so that it costs next to nothing. */
  known(presented: string, now: number): Principal | undefined {
    const digest = this.digestOf(presented);
    const known = this.lately.get(digest);
    if (known === undefined || known.until > now) return known?.principal;
    this.lately.delete(digest);
    return undefined;
  }

  /** Whose key this is; `undefined` for unknown, expired or revoked ones, without telling which. */
  async recognise(presented: string, now: Date): Promise<Principal | undefined> {
    const known = this.known(presented, now.getTime());
    if (known !== undefined) return known;
    const { revocations } = this;
    const found = await this.lookUp(presented, now);
    if (found === undefined) return undefined;
    const { principal, expires } = found;
    // What was read before a key was revoked may be about that key.
    if (revocations !== this.revocations) return principal;
    const until = Math.min(now.getTime() + KNOWN_FOR_MS, expires?.getTime() ?? Infinity);
    this.lately.set(this.digestOf(presented), { principal, until });
    for (const oldest of this.lately.keys()) {
      if (this.lately.size <= KNOWN_MAX) break;
      this.lately.delete(oldest);
    }
    return principal;
  }

  private async lookUp(
    presented: string,
    now: Date,
  ): Promise<{ readonly principal: Principal; readonly expires: Date | null } | undefined> {
    if (equal(this.hash(presented), this.hash(this.secrets.adminKey))) {
      return { principal: ADMINISTRATOR, expires: null };
    }
    const match = KEY.exec(presented);
    const [, id = '', secret = ''] = match ?? [];
    const record = match ? await this.store.presented(id) : undefined;
    // The comparison runs in any case, so that time doesn't tell whether the id exists.
    const matches = equal(this.hash(secret), record?.secretHash ?? this.hash(''));
    if (!record || !matches || record.revoked || (record.expires && record.expires <= now)) return undefined;
    await this.touch(record, now);
    const { tenant, name, role, source, scopes, expires } = record;
    return { principal: { id, tenant, name, role, source, scopes }, expires };
  }

  list(tenant: string): Promise<ApiKeyRecord[]> {
    return this.store.list(tenant);
  }

  /** Answers `false` when the tenant has no such key. */
  async revoke(tenant: string, id: string): Promise<boolean> {
    const isRevoked = await this.store.revoke(tenant, id);
    this.revocations += 1;
    for (const [digest, { principal }] of this.lately) if (principal.id === id) this.lately.delete(digest);
    return isRevoked;
  }

  /** Looks every key up anew: something that all keys of a tenant hang on has changed. */
  forgetAll(): void {
    this.revocations += 1;
    this.lately.clear();
  }

  private draw(): { id: string; secret: string; secretHash: string } {
    const secret = randomBytes(32).toString('base64url');
    return { id: randomBytes(6).toString('hex'), secret, secretHash: this.hash(secret) };
  }

  private async touch({ tenant, id }: ApiKeyRecord, now: Date): Promise<void> {
    if ((this.touched.get(id) ?? 0) > now.getTime() - TOUCH_EVERY_MS) return;
    this.touched.set(id, now.getTime());
    await this.store.touch(tenant, id);
  }

  private digestOf(presented: string): string {
    return hash('sha256', this.digestSalt + presented, 'base64');
  }

  private hash(secret: string): string {
    return createHmac('sha256', this.secrets.pepper).update(secret).digest('hex');
  }
}

function equal(a: string, b: string): boolean {
  return timingSafeEqual(Buffer.from(a, 'hex'), Buffer.from(b, 'hex'));
}
