import 'reflect-metadata';
import { parseArgs } from 'node:util';
import { verifyReplay } from '../../worker/src/replay/verify-replay.ts';
import type { StateDigestValue } from '#application';
import { InvalidEnvironment, jsonLogger, parseEnv } from '#platform';
import { LaunchRefused } from './launch-refused.ts';
import { openRecord } from './open-record.ts';

const USAGE = `Rebuilds the whole state from the raw documents and compares it with the present one.

  npm run replay -- --verify             in a scratch database, which is dropped afterwards
  npm run replay -- --into postgres://…  in an empty database, which is kept

Uses the database that DATABASE_URL names, else the embedded one (Placet must be stopped then). Ends with status 0
when the two states are equal, 1 when they are not, 2 when the replay could not be done.
`;

const print = (line: string): void => void process.stdout.write(`${line}\n`);

async function run(): Promise<number> {
  const { values } = parseArgs({
    options: { verify: { type: 'boolean' }, into: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
  });
  if (values.help === true || (values.verify !== true && values.into === undefined)) {
    process.stdout.write(USAGE);
    return values.help === true ? 0 : 2;
  }
  const env = parseEnv(process.env);
  const record = await openRecord(env);
  try {
    const { deliveries, present, rebuilt, isEqual } = await verifyReplay({
      databaseUrl: record.url,
      into: values.into,
      logger: jsonLogger('error'),
      report: reporter(),
    });
    print(`Replayed ${deliveries} deliveries`);
    print(`present  ${stateText(present)}`);
    print(`rebuilt  ${stateText(rebuilt)}`);
    print(isEqual ? 'The two states are equal.' : 'The two states DIFFER.');
    return isEqual ? 0 : 1;
  } finally {
    await record.close();
  }
}

function stateText({ digest, documents, facts, notices }: StateDigestValue): string {
  return `${digest}  (${documents.rows} documents, ${facts.rows} facts, ${notices.rows} notices)`;
}

/** Says every second how far it is, on a terminal only. */
function reporter(): (progress: { done: number; of: number }) => void {
  let last = Date.now();
  return ({ done, of }) => {
    if (!process.stderr.isTTY || Date.now() - last < 1000) return;
    last = Date.now();
    process.stderr.write(`replayed ${done} of ${of} deliveries\n`);
  };
}

try {
  process.exitCode = await run();
} catch (error) {
  const isForPeople = error instanceof LaunchRefused || error instanceof InvalidEnvironment;
  process.stderr.write(`${isForPeople || !(error instanceof Error) ? String(error) : error.stack}\n`);
  process.exitCode = 2;
}
