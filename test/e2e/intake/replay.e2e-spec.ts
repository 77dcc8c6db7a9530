import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { eventually } from '../../support/eventually.ts';
import { startPlacet, type TestPlacet } from '../../support/service/placet.ts';
import { startProgram } from '../../support/service/processes.ts';
import { release } from '../../support/feeds/release-feed.ts';
import { MARKET, regime, register, SCHEMES, vendor, vocabulary } from '../../support/story/story.ts';

const SCRIPT = fileURLToPath(new URL('../../../scripts/replay.js', import.meta.url));

describe('npm run replay', () => {
  let placet: TestPlacet;

  beforeAll(async () => {
    placet = await startPlacet();
    await placet.call('POST', '/v1/sources', { body: { id: 'story', name: 'Story', kind: 'push' } });
    const rule = regime({ version: '1', from: '2020-01-01', level: 'bronze' });
    for (const document of [
      vocabulary(),
      MARKET,
      // Before the scheme it names: waits in quarantine until the scheme is there.
      rule,
      SCHEMES,
      [vendor('alpha', { scheme: 'RUMOUR', level: 'gold', from: '2025-01-01' }), vendor('beta')].join(
        '\n---\n',
      ),
      vendor('alpha', { scheme: 'RUMOUR', level: 'silver', from: '2025-06-01' }),
      register('2026-06-01', [{ vendor: 'alpha', level: 'gold', from: '2026-01-01' }], ['beta']),
      regime({ version: '2', from: '2025-01-01', level: 'silver', id: 'kr-broken', scheme: 'STROY' }),
      regime({ version: '3', from: '2025-01-01', level: 'silver', id: 'kr-given-up', scheme: 'STROY' }),
      JSON.stringify({ releases: [release('ocds-replay-1'), release('ocds-replay-2')] }),
    ])
      await placet.deliver('story', document);
    await placet.deliver(
      'story',
      JSON.stringify({
        releases: [
          { ...release('ocds-replay-1', { status: 'cancelled' }), id: 'r2', date: '2026-03-10T09:00:00Z' },
        ],
      }),
    );
    const [givenUp, broken] = await eventually(twoOpenItems, { within: 15_000 });
    await placet.call('POST', `/v1/quarantine/${broken}/retry`, {
      body: {
        text: regime({ version: '2', from: '2025-01-01', level: 'silver', id: 'kr-broken' }),
        reason: 'A letter was swapped',
      },
    });
    await placet.call('POST', `/v1/quarantine/${givenUp}/discard`, { body: { reason: 'Not a rule' } });
  }, 60_000);

  afterAll(() => placet?.close());

  /** Newest first; the rule that waited for its scheme is none of them any more. */
  async function twoOpenItems(): Promise<string[]> {
    const { body, text } = await placet.get('/v1/quarantine');
    if (body.items.length !== 2) throw new Error(`not two open items: ${text}`);
    return body.items.map((item: { id: string }) => item.id);
  }

  function replay(...words: string[]): Promise<{ code: number | null; output: string }> {
    const program = startProgram(process.execPath, [SCRIPT, ...words], {
      env: { PATH: process.env['PATH'], DATABASE_URL: placet.databaseUrl },
    });
    return program.ended.then(({ code }) => ({ code, output: program.output() }));
  }

  it('rebuilds the state from the raw documents, decisions of people included, and finds it equal', async () => {
    const { code, output } = await replay('--verify');
    expect(output).toContain('The two states are equal.');
    const [present, rebuilt] = [...output.matchAll(/^(?:present|rebuilt) +([0-9a-f]{64}) {2}\((.+)\)$/gm)];
    expect(present?.[1]).toBe(rebuilt?.[1]);
    // vocabulary, jurisdiction, market, 2 schemes, 2 regimes, 2 vendors, 1 register; 2 procedures
    expect(rebuilt?.[2]).toMatch(/^10 documents, \d+ facts, 2 notices$/);
    expect(code).toBe(0);
  }, 60_000);

  it('notices a state that the raw documents do not explain', async () => {
    const record = new Client({ connectionString: placet.databaseUrl });
    await record.connect();
    const change = `UPDATE placet.document_version SET body = jsonb_set(body, '{name}', $1) WHERE kind = 'vendor' AND key = 'beta'`;
    try {
      await record.query(change, ['"Somebody else"']);
      const { code, output } = await replay('--verify');
      expect(output).toContain('The two states DIFFER.');
      expect(code).toBe(1);
    } finally {
      await record.query(change, ['"BETA Cloud"']);
      await record.end();
    }
  }, 60_000);

  it('says how it is used', async () => {
    const { code, output } = await replay();
    expect(output).toContain('npm run replay -- --verify');
    expect(code).toBe(2);
  }, 30_000);
});
