import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startFeed, type TestFeed } from '../../support/outside/feed-server.ts';
import { LEDGER_CSV, tableMapping } from '../../support/feeds/flat-feed.ts';
import { startPlacet, type TestPlacet } from '../../support/service/placet.ts';
import { startProgram } from '../../support/service/processes.ts';
import { release } from '../../support/feeds/release-feed.ts';
import { MARKET, regime, SCHEMES, vendor, vocabulary } from '../../support/story/story.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const { bin } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
const NOTHING_THERE = 'http://127.0.0.1:9';

describe('npx placet', () => {
  let placet: TestPlacet;
  let folder: string;
  let feed: TestFeed;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'placet-cli-'));
    placet = await startPlacet({ env: { PLACET_BODY_MAX_MB: '1' } });
    await placet.call('POST', '/v1/sources', { body: { id: 'words', name: 'Words', kind: 'push' } });
    await placet.deliver('words', vocabulary());
    feed = await startFeed();
    feed.answer = () => ({
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ releases: [release('ocds-cli-9')] }),
    });
  }, 120_000);

  afterAll(async () => {
    await feed?.close();
    await placet?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  function file(name: string, content: string | Uint8Array): string {
    const path = join(folder, name);
    writeFileSync(path, content);
    return path;
  }

  async function run(
    words: readonly string[],
    environment: Readonly<Record<string, string>> = {},
  ): Promise<{ code: number | null; output: string }> {
    const program = startProgram(process.execPath, [join(ROOT, bin.placet), ...words], {
      cwd: folder,
      env: { PATH: process.env['PATH'], PLACET_URL: placet.url, PLACET_KEY: placet.adminKey, ...environment },
    });
    const { code } = await program.ended;
    return { code, output: program.output() };
  }

  it('delivers a file, follows it and accounts for every item', async () => {
    const documents = file('story.yaml', [MARKET, SCHEMES, vendor('alpha')].join('\n---\n'));
    const { code, output } = await run(['import', documents]);
    // jurisdiction, market, 2 schemes, vendor
    expect(output).toContain(
      'received 5 = applied 5 + unchanged 0 + superseded 0 + duplicate 0 + quarantined 0',
    );
    expect(output).toMatch(/^delivery [0-9a-f-]{36} to cli: done, read as placet$/m);
    expect(code).toBe(0);
    const again = await run(['import', documents, '--json']);
    expect(jsonIn(again.output)).toMatchObject({
      source: 'cli',
      state: 'done',
      counts: { received: 5, applied: 0, unchanged: 5 },
      problems: [],
    });
  }, 120_000);

  it('ends with 1 and says where, when something is quarantined', async () => {
    const broken = file(
      'rules.yaml',
      regime({ version: '1', from: '2020-01-01', level: 'bronze', scheme: 'STROY' }),
    );
    const { code, output } = await run(['import', broken]);
    expect(output).toContain('received 1 = applied 0');
    expect(output).toMatch(/^\S+rules\.yaml:\d+:\d+ \/requirements\/0\/test\/certificate "STROY".+"STORY"/m);
    expect(code).toBe(1);
  }, 60_000);

  it('takes a mapping as a file, delivers it and reads a packed table by it', async () => {
    const mapping = file('ledger-mapping.yaml', tableMapping('1'));
    const table = file('ledger.csv.gz', gzipSync(LEDGER_CSV));
    const { code, output } = await run(['import', table, '--mapping', mapping]);
    expect(output).toContain('to cli-oz-ledger: done, read as mapping:oz-ledger');
    expect(output).toContain('received 2 = applied 2');
    expect(code).toBe(0);
    const other = await run(['import', table, '--source', 'cli-oz-ledger', '--mapping', 'kr-g2b']);
    expect(other).toMatchObject({ code: 2, output: expect.stringContaining('another mapping') });
  }, 60_000);

  it('reads an address through the egress guard', async () => {
    const address = `${feed.url}/releases`;
    const guarded = await run(['import', address]);
    expect(guarded).toMatchObject({ code: 3, output: expect.stringContaining('PLACET_EGRESS_ALLOW') });
    const allowed = await run(['import', address, '--source', 'fetched'], {
      PLACET_EGRESS_ALLOW: '127.0.0.0/8',
    });
    expect(allowed.output).toContain('to fetched: done, read as ocds');
    expect(allowed.code).toBe(0);
  }, 60_000);

  it('packs what is large, and says so when even that is more than the service takes', async () => {
    const note = 'A long description of what is bought. '.repeat(1000);
    const lines = Array.from({ length: 60 }, (_, index) =>
      JSON.stringify(release(`ocds-packed-${index}`, { description: note })),
    );
    const large = file('large.jsonl', lines.join('\n'));
    const { code, output } = await run(['import', large, '--source', 'packed']);
    expect(output).toContain('received 60 = applied 60');
    expect(code).toBe(0);
    const noise = file('noise.jsonl', JSON.stringify({ noise: randomBytes(3_000_000).toString('base64') }));
    const refused = await run(['import', noise, '--source', 'packed']);
    expect(refused).toMatchObject({ code: 3, output: expect.stringContaining('PLACET_BODY_MAX_MB') });
  }, 60_000);

  it('delivers with the key of a sender, who may not look at sources or quarantine', async () => {
    const issued = await placet.call('POST', '/v1/keys', {
      body: { name: 'Sender', role: 'sender', source: 'fetched' },
    });
    const broken = file('two.jsonl', `${JSON.stringify(release('ocds-cli-1'))}\n{"ocid":1}\n`);
    const { code, output } = await run(['import', broken, '--source', 'fetched'], {
      PLACET_KEY: issued.body.key,
    });
    expect(output).toContain('received 2 = applied 1');
    expect(output).toMatch(/^\S+two\.jsonl:2 /m);
    expect(code).toBe(1);
  }, 60_000);

  it('says what to do when no service answers, the key is wrong, or the file is not there', async () => {
    const document = file('market.yaml', MARKET);
    expect(await run(['import', document, '--url', NOTHING_THERE])).toMatchObject({
      code: 3,
      output: expect.stringContaining('npm start'),
    });
    expect(await run(['import', document], { PLACET_KEY: 'plc_nobody_nothing' })).toMatchObject({
      code: 3,
      output: expect.stringContaining('refuses (401'),
    });
    expect(await run(['import', document], { PLACET_KEY: '' })).toMatchObject({
      code: 3,
      output: expect.stringContaining('PLACET_KEY'),
    });
    expect(await run(['import', 'nowhere.yaml'])).toMatchObject({
      code: 3,
      output: expect.stringContaining('nowhere.yaml'),
    });
    expect(await run(['import'])).toMatchObject({ code: 2, output: expect.stringContaining('--help') });
  }, 60_000);

  it('takes the key from the data folder', async () => {
    const data = mkdtempSync(join(folder, 'data-'));
    writeFileSync(join(data, 'admin.key'), `${placet.adminKey}\n`);
    const document = file('again.yaml', MARKET);
    const { code } = await run(['import', document], { PLACET_KEY: '', PLACET_DATA_DIR: data });
    expect(code).toBe(0);
  }, 60_000);

  it('validates documents together and without a service, whatever their order', async () => {
    const rules = file('own-rules.yaml', regime({ version: '1', from: '2020-01-01', level: 'silver' }));
    const schemes = file('own-schemes.yaml.gz', gzipSync(SCHEMES));
    const alone = await run(['validate', rules], { PLACET_URL: NOTHING_THERE });
    expect(alone.code).toBe(1);
    expect(alone.output).toMatch(/^\S+own-rules\.yaml:\d+:\d+ \S+ "STORY" is no known certification scheme/m);
    const together = await run(['validate', rules, schemes], { PLACET_URL: NOTHING_THERE });
    expect(together.output).toContain('own-rules.yaml: read as placet, 1 item, no problem');
    expect(together.code).toBe(0);
  }, 60_000);

  it('validates mappings, notices and tables with the readers of the service', async () => {
    const mapping = file('oz.yaml', tableMapping('1').replace('Asia/Seoul', 'Asia/Soul'));
    const bad = await run(['validate', mapping]);
    expect(bad).toMatchObject({ code: 1, output: expect.stringMatching(/oz\.yaml:7:\d+ \/zone .*IANA/) });
    const table = file('oz.csv', `${LEDGER_CSV};1;No number;;;;\n`);
    const good = file('oz-good.yaml', tableMapping('1'));
    const read = await run(['validate', table, '--mapping', good, '--json']);
    expect(jsonIn(read.output)).toMatchObject({
      files: [
        {
          format: 'mapping:oz-ledger',
          items: 3,
          problems: [{ line: 4, detail: expect.stringContaining('"ref"') }],
        },
      ],
    });
    expect(read.code).toBe(1);
    const notices = file('notices.jsonl', JSON.stringify(release('ocds-cli-2')));
    expect(await run(['validate', notices])).toMatchObject({
      code: 0,
      output: expect.stringContaining('read as ocds, 1 item, no problem'),
    });
    expect(await run(['validate', table, '--mapping', 'kr-g2'])).toMatchObject({
      code: 2,
      output: expect.stringContaining('kr-g2b'),
    });
  }, 120_000);
});

/** The result after what the progress has printed beside it, to standard error. */
function jsonIn(output: string): unknown {
  return JSON.parse(output.slice(output.indexOf('{')));
}
