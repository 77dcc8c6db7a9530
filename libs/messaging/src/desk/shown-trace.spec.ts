import { describe, expect, it } from '@jest/globals';
import { shownTrace } from './shown-trace.ts';

describe('a shown trace', () => {
  it('places frames in the project and its packages, wherever the server keeps them', () => {
    const trace = [
      'InvalidInput: /document/id is not known',
      '    at readOne (file:///srv/apps/placet/dist/libs/application/src/ingestion/read.js:12:7)',
      '    at async Worker.run (/home/ops/placet/node_modules/bullmq/dist/cjs/worker.js:5:1)',
      '    at async file:///srv/placet/apps/worker/src/main.ts:3:1',
      '    at new Reader (C:\\placet\\libs\\formats\\src\\csv.ts:8:9)',
      '    at process.processTicksAndRejections (node:internal/process/task_queues:95:5)',
      '    at async /opt/loose/start.mjs:1:1',
      '    at JSON.parse (<anonymous>)',
    ].join('\n');
    expect(shownTrace(trace).split('\n')).toEqual([
      'InvalidInput: /document/id is not known',
      '    at readOne (libs/application/src/ingestion/read.js:12:7)',
      '    at async Worker.run (node_modules/bullmq/dist/cjs/worker.js:5:1)',
      '    at async apps/worker/src/main.ts:3:1',
      '    at new Reader (libs\\formats\\src\\csv.ts:8:9)',
      '    at process.processTicksAndRejections (node:internal/process/task_queues:95:5)',
      '    at async …/start.mjs:1:1',
      '    at JSON.parse (<anonymous>)',
    ]);
  });

  it.each([
    [
      "ENOENT: no such file or directory, rename '/var/lib/a b/part' -> '/var/lib/whole'",
      "ENOENT: no such file or directory, rename '…/part' -> '…/whole'",
    ],
    [
      "Cannot find module '/srv/placet/node_modules/pg/none.js' imported from /srv/placet/dist/libs/persistence/src/store.js",
      "Cannot find module 'node_modules/pg/none.js' imported from libs/persistence/src/store.js",
    ],
    ['Cannot read file:///srv/secret/notes.txt', 'Cannot read …/notes.txt'],
  ])('takes the place out of "%s"', (message, shown) => {
    expect(shownTrace(message)).toBe(shown);
  });

  it.each([
    'No handler for upkeep job "one"',
    "'/items/0/id' is missing, see https://example.org/libs/a/src/b and /v1/queues",
    'connect ECONNREFUSED 127.0.0.1:5432',
    'at /v1/queues it was refused',
    '',
  ])('leaves "%s" as it is', (message) => {
    expect(shownTrace(message)).toBe(message);
  });
});
