#!/usr/bin/env node
/** `npx placet`: builds what is missing or older than its sources, as `npm start` does, and runs the command. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { build, complain, root } from '../../../scripts/build.js';

if (!existsSync(join(root, 'node_modules', 'typescript'))) {
  complain('Run npm install first.');
  process.exit(3);
}
const settings = join(root, '.env');
if (existsSync(settings)) process.loadEnvFile(settings);
try {
  await build({ log: () => complain('compiling; only the first run and changes to the code need this') });
} catch (error) {
  complain(error.message);
  process.exit(3);
}
const { runCommand } = await import('../../../dist/apps/cli/src/main.js');
process.exitCode = await runCommand(process.argv.slice(2));
