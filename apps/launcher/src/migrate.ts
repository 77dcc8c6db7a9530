import { migrateQueueSchema } from '#messaging';
import { migrate } from '#persistence';
import { InvalidEnvironment, parseEnv } from '#platform';

/** Entry point that brings the schemas up to date and ends: run before a new version of api and worker starts. */
async function run(): Promise<void> {
  const env = parseEnv(process.env);
  if (env.DATABASE_URL === undefined) {
    throw new InvalidEnvironment(
      'DATABASE_URL is not set. An embedded database is migrated by npm start itself.',
    );
  }
  const applied = await migrate(env.DATABASE_URL);
  if (env.REDIS_URL === undefined) await migrateQueueSchema(env.DATABASE_URL);
  process.stdout.write(
    applied.length === 0 ? 'The schema is up to date\n' : `Applied ${applied.join(', ')}\n`,
  );
}

try {
  await run();
} catch (error) {
  const isRefusal = error instanceof InvalidEnvironment;
  process.stderr.write(
    `${error instanceof Error ? (isRefusal ? error.message : error.stack) : String(error)}\n`,
  );
  process.exitCode = 1;
}
