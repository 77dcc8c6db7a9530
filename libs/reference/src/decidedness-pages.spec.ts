import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { format, resolveConfig } from 'prettier';
import type { AssembledWorld } from '#formats';
import { measure } from './pages/decidedness.ts';
import { decidednessPage, MARKETPLACE_DAY, PAGE_DAY } from './pages/decidedness-page.ts';
import { inputsFingerprint } from './pages/generated-pages.ts';
import {
  countStatements,
  inventedAnswers,
  TRIAL_MARKETS,
  withInventedVendor,
} from './pages/invented-vendor.ts';
import { regimesPage } from './pages/regimes-page.ts';
import { shippedWorld } from './pages/shipped-world.ts';

const REGENERATE = 'run node scripts/generate-docs.js';

let world: AssembledWorld;
beforeAll(() => {
  world = shippedWorld();
});

function pathOf(page: string): string {
  return fileURLToPath(new URL(`../../../docs/${page}`, import.meta.url));
}

/** The rows of all tables and the lines between them, however their cells are padded. */
function linesOf(text: string): readonly string[] {
  return text.split('\n').map((line) => line.replaceAll(/ +/g, ' ').trim());
}

describe('docs/regimes.md', () => {
  it(`is what the shipped rules say (else ${REGENERATE})`, async () => {
    const filepath = pathOf('regimes.md');
    const options = await resolveConfig(filepath);
    const made = await format(regimesPage(world), { ...options, filepath });
    expect(readFileSync(filepath, 'utf8')).toBe(made);
  });
});

describe('docs/decidedness.md', () => {
  const committed = readFileSync(pathOf('decidedness.md'), 'utf8');

  it(`was made from the documents as they are (else ${REGENERATE})`, () => {
    expect(committed).toContain(`\`${inputsFingerprint()}\``);
  });

  // The private needs of all markets would take a minute; the fingerprint stands for them.
  it(`shows what public buyers of the trial markets get (else ${REGENERATE})`, () => {
    const invented = withInventedVendor(world);
    const made = decidednessPage(world, {
      standings: TRIAL_MARKETS.map((market) => measure(world, market, 'public', PAGE_DAY)),
      marketplace: [measure(world, 'US', 'public', MARKETPLACE_DAY)],
      invented: { statements: countStatements(invented), answers: inventedAnswers(invented, PAGE_DAY) },
      fingerprint: inputsFingerprint(),
    });
    const lines = new Set(linesOf(committed));
    const rows = linesOf(made).filter((line) => /^\| .*\([A-Z]{2}\)/.test(line));
    expect(rows).toHaveLength(16 + 15 + 15 + 1);
    expect(rows.filter((row) => !lines.has(row))).toEqual([]);
  });
});
