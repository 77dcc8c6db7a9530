/**
 * Writes the pages that are made from the shipped reference data anew: docs/regimes.md and docs/decidedness.md. Tests
 * compare them with the data. By hand: node scripts/generate-docs.js
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { build, complain, root, say } from './build.js';

try {
  await build({ checkTypes: false, log: () => say('compiling') });
  const { generatePages } = await import('../dist/libs/reference/src/pages/generated-pages.js');
  for (const { path, text } of generatePages()) await write(path, text);
} catch (error) {
  complain(error.stack);
  process.exitCode = 1;
}

async function write(path, text) {
  const file = join(root, path);
  const options = await resolveConfig(file);
  const formatted = await format(text, { ...options, filepath: file });
  const isNew = formatted !== read(file);
  if (isNew) writeFileSync(file, formatted);
  say(`${path} is ${isNew ? 'written' : 'up to date'}`);
}

function read(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
