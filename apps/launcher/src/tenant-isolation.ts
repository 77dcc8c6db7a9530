import { TenantIsolation } from '#access';
import { rightsOf } from '#persistence';
import { LaunchRefused } from './launch-refused.ts';

/**
 * Looks at what the service's role may do.
 *
 * @throws LaunchRefused when the role was named for the service (`isAppRole`) and may do more than it should.
 */
export async function checkIsolation(databaseUrl: string, isAppRole: boolean): Promise<TenantIsolation> {
  const isolation = new TenantIsolation(await rightsOf(databaseUrl));
  if (isAppRole && isolation.problems.length > 0) {
    throw new LaunchRefused(
      `DATABASE_APP_URL names a role that may do more than the service should:\n` +
        isolation.problems.map((problem) => `  ${problem}\n`).join('') +
        `Tenants are kept apart by the database, so the service must not be able to look past that. Name a role of its own,\n` +
        `which npm start or dist/apps/launcher/src/migrate.js makes and gives its rights, and keep the owner for DATABASE_URL.`,
    );
  }
  return isolation;
}
