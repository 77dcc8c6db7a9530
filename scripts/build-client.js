/** Builds clients/typescript into a package that stands alone: `npm run build:client`, then `npm pack` in its folder. */
import { spawnSync } from 'node:child_process';
import { copyFileSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, say } from './build.js';
import { generateTypes } from './generate-client.js';

const FOLDER = join(root, 'clients', 'typescript');
const types = await generateTypes();
rmSync(join(FOLDER, 'dist'), { recursive: true, force: true });
const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
const { status } = spawnSync(process.execPath, [tsc, '-p', join(FOLDER, 'tsconfig.json')], {
  stdio: 'inherit',
});
// The compiler rewrites imports in .js files only.
if (status === 0)
  for (const name of readdirSync(join(FOLDER, 'dist')).filter((one) => one.endsWith('.d.ts'))) {
    const path = join(FOLDER, 'dist', name);
    writeFileSync(path, readFileSync(path, 'utf8').replaceAll(/(from '\.\/[\w-]+)\.ts'/g, "$1.js'"));
  }
// In the repository schema.ts points to the generated types; in the package it is them.
if (status === 0) copyFileSync(types, join(FOLDER, 'dist', 'schema.d.ts'));
say(status === 0 ? 'built clients/typescript/dist/' : 'clients/typescript does not compile');
process.exitCode = status ?? 1;
