/** `npm run audit:verify`: builds what is missing, then checks the chain of the audit; see --help. */
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
await import('../dist/apps/launcher/src/verify-audit.js');
