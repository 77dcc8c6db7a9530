/**
 * `npm run bench`: builds the benchmarks and runs them; arguments are passed on. `npm run bench -- page` writes what was
 * measured last of each bar into docs/performance.md.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { build, complain, root, say } from './build.js';

const [first] = process.argv.slice(2);
const entry = join(root, 'dist', 'bench', ...(first === 'page' ? ['page'] : []), 'main.js');
try {
  await build({ target: 'bench', log: () => say('compiling') });
} catch (error) {
  complain(error.message);
  process.exit(1);
}
if (!existsSync(entry)) {
  complain('There is no benchmark to run.');
  process.exit(1);
}
// A process of its own: benchmarks choose memory limits and may expose the garbage collector.
const words = ['--expose-gc', '--max-old-space-size=6144', entry, ...process.argv.slice(2)];
const { status } = spawnSync(process.execPath, words, { cwd: root, stdio: 'inherit' });
process.exit(status ?? 1);
