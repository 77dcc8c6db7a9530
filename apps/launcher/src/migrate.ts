import { NoAppRole } from '#persistence';
import { InvalidEnvironment, parseEnv } from '#platform';
import { prepareRecord } from './prepare-record.ts';

/** Entry point that brings the schemas up to date and ends: run before a new version of api and worker starts. */
async function run(): Promise<void> {
  const env = parseEnv(process.env);
  if (env.DATABASE_URL === undefined) {
    throw new InvalidEnvironment(
      'DATABASE_URL is not set. An embedded database is migrated by npm start itself.',
    );
  }
  const urls = { owner: env.DATABASE_URL, app: env.DATABASE_APP_URL };
  const applied = await prepareRecord(urls, { hasQueues: env.REDIS_URL === undefined });
  process.stdout.write(
    applied.length === 0 ? 'The schema is up to date\n' : `Applied ${applied.join(', ')}\n`,
  );
}

try {
  await run();
} catch (error) {
  const isRefusal = error instanceof InvalidEnvironment || error instanceof NoAppRole;
  process.stderr.write(
    `${error instanceof Error ? (isRefusal ? error.message : error.stack) : String(error)}\n`,
  );
  process.exitCode = 1;
}
