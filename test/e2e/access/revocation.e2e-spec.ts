import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ApiKeys } from '#access';
import type { Services } from '../../../apps/launcher/src/services.ts';
import { eventually } from '../../support/eventually.ts';
import { startPlacet, type TestPlacet } from '../../support/service/placet.ts';

/** Longer than the news takes on a busy machine; what is remembered is not asked for its age here. */
const PATIENCE = { within: 20_000 };

describe('who lost their access in one process', () => {
  let placet: TestPlacet;
  let other: Services;

  beforeAll(async () => {
    placet = await startPlacet({ env: { PLACET_ROLE: 'api' } });
    other = await placet.startBeside();
  }, 60_000);

  afterAll(async () => {
    await other?.close();
    await placet?.close();
  });

  async function statusThere(key: string): Promise<number> {
    const answer = await fetch(`${other.url}/v1/me`, { headers: { authorization: `Bearer ${key}` } });
    return answer.status;
  }

  /**
   * Waits until the other process knows a key no longer. It is asked as of the moment at which it recognised the key, so
   * that running out of memory by age does not count.
   */
  async function forgottenThere(key: string, at: number): Promise<void> {
    const keys = other.app.get(ApiKeys, { strict: false });
    await eventually(() => expect(keys.known(key, at)).toBeUndefined(), PATIENCE);
  }

  async function knownThere(key: string): Promise<number> {
    const keys = other.app.get(ApiKeys, { strict: false });
    return eventually(async () => {
      const at = Date.now();
      expect(await statusThere(key)).toBe(200);
      expect(keys.known(key, at)).toBeDefined();
      return at;
    }, PATIENCE);
  }

  it('is refused in the other one, whose memory of a revoked key ends with the news', async () => {
    const issued = await placet.call('POST', '/v1/keys', { body: { name: 'reader', role: 'sales' } });
    const { id, key } = issued.body;
    const at = await knownThere(key);
    expect((await placet.call('DELETE', `/v1/keys/${id}`)).status).toBe(204);
    await forgottenThere(key, at);
    expect(await statusThere(key)).toBe(401);
  });

  it('is refused in the other one with all keys of a tenant that was disabled', async () => {
    const body = { id: 'guest', name: 'Guest' };
    const added = await placet.call('POST', '/v1/tenants', { body });
    const key = { name: 'guest', role: 'sales', tenant: 'guest' };
    const issued = await placet.call('POST', '/v1/keys', { body: key });
    const at = await knownThere(issued.body.key);
    const headers = { 'if-match': added.headers.get('etag') ?? '' };
    const changed = await placet.call('PATCH', '/v1/tenants/guest', { body: { disabled: true }, headers });
    expect(changed.status).toBe(200);
    await forgottenThere(issued.body.key, at);
    expect(await statusThere(issued.body.key)).toBe(401);
  });
});
