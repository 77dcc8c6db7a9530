/**
 * Generates the types of the API for clients/typescript from openapi.json, unless they are there already. They go into
 * node_modules/.placet, as nothing generated but openapi.json itself is committed. By hand: npm run generate:client
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import openapiTypescript, { astToString } from 'openapi-typescript';
import { complain, root, say } from './build.js';

const FROZEN = join(root, 'openapi.json');
const TYPES = join(root, 'node_modules', '.placet', 'api.d.ts');

/** Writes the types anew if openapi.json is another one than they were made from; answers where they are. */
export async function generateTypes() {
  const mark = `// Generated from openapi.json ${createHash('sha256').update(readFileSync(FROZEN)).digest('hex')}`;
  if (existsSync(TYPES) && readFileSync(TYPES, 'utf8').startsWith(mark)) return TYPES;
  const text = astToString(await openapiTypescript(pathToFileURL(FROZEN)));
  mkdirSync(dirname(TYPES), { recursive: true });
  // Whoever reads them meanwhile sees the old ones or the new ones, never half of them.
  const half = `${TYPES}.${process.pid}`;
  writeFileSync(half, `${mark}\n${text}`);
  renameSync(half, TYPES);
  return TYPES;
}

if (process.argv[1] === import.meta.filename) {
  try {
    say(`types of the API: ${await generateTypes()}`);
  } catch (error) {
    complain(error.stack);
    process.exitCode = 1;
  }
}
