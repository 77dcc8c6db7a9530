/**
 * Writes openapi.json, the frozen description of the API, anew: after a change to the API that is meant. A test
 * compares it with the code. By hand: node scripts/freeze-openapi.js
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { build, complain, root, say } from './build.js';

const FROZEN = join(root, 'openapi.json');

try {
  await build({ checkTypes: false, log: () => say('compiling') });
  const document = await describe();
  const options = await resolveConfig(FROZEN);
  const text = await format(JSON.stringify(document), { ...options, filepath: FROZEN });
  const isNew = text !== read();
  if (isNew) writeFileSync(FROZEN, text);
  say(isNew ? 'openapi.json is written; its diff is the change of the API' : 'openapi.json is up to date');
} catch (error) {
  complain(error.stack);
  process.exitCode = 1;
}

/** The description of all routes, of an application without database or queue: nothing is called. */
async function describe() {
  const { Test } = await import('@nestjs/testing');
  const { ApiModule, HealthModule } = await import('../dist/apps/api/src/api.module.js');
  const { describeApi } = await import('../dist/apps/api/src/openapi/describe-api.js');
  const { createAdapter } = await import('../dist/apps/api/src/http/configure.js');
  const module = await Test.createTestingModule({ imports: [HealthModule, ApiModule] })
    .useMocker(() => ({}))
    .compile();
  return describeApi(module.createNestApplication(createAdapter(), { logger: false }));
}

function read() {
  try {
    return readFileSync(FROZEN, 'utf8');
  } catch {
    return '';
  }
}
