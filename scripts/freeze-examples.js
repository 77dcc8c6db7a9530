/**
 * Records the answers that the description of the API shows as examples, from a service with the shipped data, and
 * freezes the description anew: after a change to answers or to examples/requests.ts. By hand: node scripts/freeze-examples.js
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { complain, root, say } from './build.js';

const ANSWERS = 'apps/api/src/openapi/examples/answers.json';

/** The description names the requests, so it is frozen before they are sent, and again with their answers. */
const STEPS = [
  ['scripts/freeze-openapi.js'],
  [
    'scripts/test.js',
    'contract/examples',
    '--selectProjects',
    'e2e',
    '-t',
    'when it is sent as it stands there',
  ],
  ['node_modules/prettier/bin/prettier.cjs', '--write', ANSWERS],
  ['scripts/freeze-openapi.js'],
];

for (const [script, ...words] of STEPS) {
  const { status } = spawnSync(process.execPath, [join(root, script), ...words], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, PLACET_RECORD_EXAMPLES: '1' },
  });
  if (status === 0) continue;
  complain(`${script} failed; ${ANSWERS} and openapi.json may be incomplete.`);
  process.exit(1);
}
say('the examples are frozen; their diff is the change of the answers');
