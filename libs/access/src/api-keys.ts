import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Principal, Role } from './roles.ts';
import { MAIN_TENANT } from './tenants/tenants.ts';

/** A key as stored: never its secret. */
export interface ApiKeyRecord {
  readonly id: string;
  readonly tenant: string;
  readonly name: string;
  readonly role: Role;
  readonly source: string | null;
  readonly secretHash: string;
  readonly created: Date;
  readonly expires: Date | null;
  readonly revoked: Date | null;
  readonly lastUsed: Date | null;
}

/** Where keys are kept. */
export abstract class ApiKeyStore {
  /** The key with an id, whichever tenant it belongs to; `undefined` too when its tenant is disabled. */
  abstract presented(id: string): Promise<ApiKeyRecord | undefined>;
  abstract list(tenant: string): Promise<ApiKeyRecord[]>;
  abstract add(key: {
    id: string;
    tenant: string;
    name: string;
    role: Role;
    source: string | null;
    secretHash: string;
    expires: Date | null;
  }): Promise<void>;
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

/** Issues API keys `plc_<id>_<secret>` and recognises them in constant time. */
@Injectable()
export class ApiKeys {
  private readonly touched = new Map<string, number>();

  constructor(
    private readonly store: ApiKeyStore,
    private readonly secrets: KeySecrets,
  ) {}

  /** Makes a key; the answer is the only time its secret is seen. */
  async issue(request: {
    tenant: string;
    name: string;
    role: Role;
    source: string | null;
    expires: Date | null;
  }): Promise<{ id: string; key: string }> {
    const id = randomBytes(6).toString('hex');
    const secret = randomBytes(32).toString('base64url');
    await this.store.add({ id, ...request, secretHash: this.hash(secret) });
    return { id, key: `plc_${id}_${secret}` };
  }

  /** Whose key this is; `undefined` for unknown, expired or revoked ones, without telling which. */
  async recognise(presented: string, now: Date): Promise<Principal | undefined> {
    if (equal(this.hash(presented), this.hash(this.secrets.adminKey))) {
      return { id: 'admin', tenant: MAIN_TENANT, name: 'Administrator', role: 'admin', source: null };
    }
    const match = KEY.exec(presented);
    const [, id = '', secret = ''] = match ?? [];
    const record = match ? await this.store.presented(id) : undefined;
    // The comparison runs in any case, so that time doesn't tell whether the id exists.
    const matches = equal(this.hash(secret), record?.secretHash ?? this.hash(''));
    if (!record || !matches || record.revoked || (record.expires && record.expires <= now)) return undefined;
    await this.touch(record, now);
    const { tenant, name, role, source } = record;
    return { id: record.id, tenant, name, role, source };
  }

  list(tenant: string): Promise<ApiKeyRecord[]> {
    return this.store.list(tenant);
  }

  /** Answers `false` when the tenant has no such key. */
  revoke(tenant: string, id: string): Promise<boolean> {
    return this.store.revoke(tenant, id);
  }

  private async touch({ tenant, id }: ApiKeyRecord, now: Date): Promise<void> {
    if ((this.touched.get(id) ?? 0) > now.getTime() - TOUCH_EVERY_MS) return;
    this.touched.set(id, now.getTime());
    await this.store.touch(tenant, id);
  }

  private hash(secret: string): string {
    return createHmac('sha256', this.secrets.pepper).update(secret).digest('hex');
  }
}

function equal(a: string, b: string): boolean {
  return timingSafeEqual(Buffer.from(a, 'hex'), Buffer.from(b, 'hex'));
}
