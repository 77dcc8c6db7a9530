/**
 * `npm start`: builds what is missing or older than its sources, then runs everything in this one process.
 * Settings come from the environment and, where it has none, from the file .env (see .env.example).
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { build, complain, root, say } from './build.js';

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  fail(`Placet needs Node.js 20.19 or later; this is ${process.versions.node}.`);
}
if (!existsSync(join(root, 'node_modules', 'typescript'))) fail('Run npm install first.');
const settings = join(root, '.env');
if (existsSync(settings)) process.loadEnvFile(settings);

say('1/6 build');
try {
  await build({
    log: () => say('    compiling; only the first start and changes to the code need this'),
  });
} catch (error) {
  fail(error.message);
}
await import('../dist/apps/launcher/src/main.js');

function fail(message) {
  complain(message);
  process.exit(1);
}
