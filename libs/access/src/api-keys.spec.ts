import { describe, expect, it } from '@jest/globals';
import { type ApiKeyRecord, ApiKeys, ApiKeyStore, KeySecrets, type NewApiKey } from './api-keys.ts';

class Secrets extends KeySecrets {
  readonly adminKey = 'plc_admin000_0123456789012345678901234567890123456789';
  readonly pepper = 'pepper';
}

/** Keys in memory that count how often they are looked up. */
class Store extends ApiKeyStore {
  readonly records = new Map<string, ApiKeyRecord>();
  lookups = 0;
  /** What happens between a look-up and its answer. */
  meanwhile: () => Promise<unknown> = async () => undefined;

  async presented(id: string): Promise<ApiKeyRecord | undefined> {
    this.lookups += 1;
    const found = this.records.get(id);
    await this.meanwhile();
    return found;
  }
  async list(): Promise<ApiKeyRecord[]> {
    return [...this.records.values()];
  }
  async add(key: NewApiKey): Promise<void> {
    this.records.set(key.id, { ...key, created: NOW, revoked: null, lastUsed: null });
  }
  async addSuccessor(
    _tenant: string,
    of: string,
    _atMost: number,
    make: (before: ApiKeyRecord) => NewApiKey,
  ): Promise<NewApiKey | undefined> {
    const before = this.records.get(of);
    if (before === undefined) return undefined;
    const key = make(before);
    await this.add(key);
    return key;
  }
  async revoke(_tenant: string, id: string): Promise<boolean> {
    const record = this.records.get(id);
    if (record) this.records.set(id, { ...record, revoked: NOW });
    return record !== undefined;
  }
  async touch(): Promise<void> {}
}

const NOW = new Date('2026-11-24T09:00:00Z');

function after(seconds: number): Date {
  return new Date(NOW.getTime() + seconds * 1000);
}

async function issued(expires: Date | null = null) {
  const store = new Store();
  const keys = new ApiKeys(store, new Secrets());
  const { id, key } = await keys.issue({
    tenant: 'main',
    name: 'a',
    role: 'sales',
    source: null,
    scopes: null,
    expires,
  });
  return { store, keys, id, key };
}

describe('a key that was recognised', () => {
  it('is known for five seconds without being looked up again', async () => {
    const { store, keys, id, key } = await issued();
    expect(keys.known(key, NOW.getTime())).toBeUndefined();
    expect((await keys.recognise(key, NOW))?.id).toBe(id);
    expect((await keys.recognise(key, after(4.9)))?.id).toBe(id);
    expect(keys.known(key, after(4.9).getTime())?.role).toBe('sales');
    expect(store.lookups).toBe(1);
    await keys.recognise(key, after(5));
    expect(store.lookups).toBe(2);
  });

  it('is refused at once when it is revoked here', async () => {
    const { keys, id, key } = await issued();
    await keys.recognise(key, NOW);
    await keys.revoke('main', id);
    expect(keys.known(key, NOW.getTime())).toBeUndefined();
    expect(await keys.recognise(key, NOW)).toBeUndefined();
  });

  it('is not remembered when a key is revoked while it is looked up', async () => {
    const { store, keys, id, key } = await issued();
    store.meanwhile = () => keys.revoke('main', id);
    expect((await keys.recognise(key, NOW))?.id).toBe(id);
    expect(keys.known(key, NOW.getTime())).toBeUndefined();
  });

  it('is known no longer than it is valid', async () => {
    const { keys, key } = await issued(after(2));
    await keys.recognise(key, NOW);
    expect(keys.known(key, after(1.9).getTime())?.name).toBe('a');
    expect(keys.known(key, after(2).getTime())).toBeUndefined();
  });

  it('says nothing about other keys', async () => {
    const { keys, key } = await issued();
    await keys.recognise(key, NOW);
    expect(keys.known(`${key}x`, NOW.getTime())).toBeUndefined();
  });
});
