import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { LoginLinks } from '#access';
import { startPlacet, type TestPlacet } from '../../support/service/placet.ts';

const GUIDE = readFileSync(new URL('../../../docs/api-guide.md', import.meta.url), 'utf8');
const BLOCKS = [...GUIDE.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, block = '']) => block);
/** Says in the output of the script where that of a block ends. */
const END = 'placet-guide-block-ends';

/** What the page says that a block prints. */
function statedIn(block: string): string[] {
  return [...block.matchAll(/^#=> (.*)$/gm)].map(([, text = '']) => text);
}

describe('the API guide', () => {
  let placet: TestPlacet;
  let folder: string;

  beforeAll(async () => {
    placet = await startPlacet({ seed: true });
    folder = mkdtempSync(join(tmpdir(), 'placet-guide-'));
  }, 120_000);

  afterAll(async () => {
    await placet?.close();
    if (folder) rmSync(folder, { recursive: true, force: true });
  });

  it('has commands that work as printed, and print what it says', async () => {
    const token = placet.services.app.get(LoginLinks, { strict: false }).issue(Date.now());
    const script = ['set -eu', ...BLOCKS.map((block) => `${block}\necho\necho ${END}`)]
      .join('\n')
      .replace(/^URL=.*$/m, `URL=${placet.url}`)
      .replace(/^KEY=.*$/m, `KEY=${placet.adminKey}`)
      .replace(/^LINK=.*$/m, `LINK='${placet.url}/login?token=${token}'`);
    const { code, output } = await runScript(script, folder);
    expect({ code, output: code === 0 ? '' : output.slice(-2_000) }).toEqual({ code: 0, output: '' });
    const printed = output.split(END);
    const missing = BLOCKS.flatMap((block, index) =>
      statedIn(block)
        .filter((text) => printed[index]?.includes(text) !== true)
        .map((text) => ({ block, text, printed: printed[index]?.slice(0, 2_000) })),
    );
    expect(missing).toEqual([]);
  }, 300_000);

  it('says of most jobs what they print', () => {
    expect(BLOCKS.filter((block) => statedIn(block).length > 0).length).toBeGreaterThanOrEqual(10);
  });
});

/** Not in this process's turn: the service that the commands speak to runs in it. */
function runScript(script: string, cwd: string): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve, reject) => {
    const shell = spawn('bash', ['-c', script], { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    shell.stdout.on('data', (part: Buffer) => (output += part.toString('utf8')));
    shell.stderr.on('data', (part: Buffer) => (output += part.toString('utf8')));
    shell.once('error', reject);
    shell.once('close', (code) => resolve({ code, output }));
  });
}
