/** `npm run replay`: builds what is missing, then rebuilds the state from the raw documents; see --help. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { build, complain, root, say } from './build.js';

const settings = join(root, '.env');
if (existsSync(settings)) process.loadEnvFile(settings);
try {
  await build({ log: () => say('compiling') });
} catch (error) {
  complain(error.message);
  process.exit(2);
}
await import('../dist/apps/launcher/src/replay.js');
