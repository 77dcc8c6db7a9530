import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { LoginLinks } from '#access';
import { WorldKeeper } from '#application';
import type { Env } from '#platform';
import { openEmbeddedPostgres } from './embedded-postgres.ts';
import { prepareRecord, type RecordUrls } from './prepare-record.ts';
import { takeInstanceLock } from './instance-lock.ts';
import type { LaunchStep } from './launch.ts';
import { requireFreePort } from './loopback-port.ts';
import { seedReference } from './seed.ts';
import { type OpenedServices, openServices } from './services.ts';
import { KeptServices } from './kept-services.ts';

/** An orchestrator that asks /livez has ended a stuck process by then; one that does not gets it ended by itself. */
const ORCHESTRATOR_ACTS_WITHIN_MS = 30_000;

/** Is what later steps learn from earlier ones. */
export interface Launched {
  /** What servicesStep has started. */
  services?: OpenedServices;
  /** Where the API answers, once it does. */
  url?: string;
  /** Connection strings of the record's database, once the first step has run. */
  urls: RecordUrls;
}

/** Says how the steps speak to the rest of the launch. */
export interface StepEvents {
  readonly print: (line: string) => void;
  /** Called when a running part is lost for good. */
  readonly onLost: (error: Error) => void;
}

/** Opens the database: the one that DATABASE_URL or DATABASE_APP_URL names, else an embedded one in the data folder. */
export function databaseStep(env: Env, launched: Launched, events: StepEvents): LaunchStep {
  return {
    name: isEmbedded(env) ? 'database (embedded PostgreSQL)' : 'database',
    run: async () => {
      mkdirSync(env.PLACET_DATA_DIR, { recursive: true });
      if (!isEmbedded(env)) {
        await requireFreePort(env.PLACET_HOST, env.PLACET_PORT);
        launched.urls = { owner: env.DATABASE_URL, app: env.DATABASE_APP_URL };
        return undefined;
      }
      // The lock first: a second start on the same folder finds the port taken as well, but this says why.
      const lock = takeInstanceLock(env.PLACET_DATA_DIR);
      try {
        await requireFreePort(env.PLACET_HOST, env.PLACET_PORT);
        const server = await openEmbeddedPostgres({
          dataDir: env.PLACET_DATA_DIR,
          log: (line) => events.print(`    ${line}`),
          onLost: events.onLost,
        });
        launched.urls = { owner: server.url, app: server.appUrl };
        return {
          close: async () => {
            await server.close();
            lock.release();
          },
        };
      } catch (error) {
        lock.release();
        throw error;
      }
    },
  };
}

/** Brings the schemas of the record and of the queues up to date. */
export function migrationsStep(env: Env, launched: Launched): LaunchStep {
  return {
    name: 'migrations',
    run: async () => {
      await prepareRecord(launched.urls, { hasQueues: env.REDIS_URL === undefined });
      return undefined;
    },
  };
}

/**
 * Starts the API and the workers of this process; nothing is answered before `listenStep`. Stuck ones are opened anew
 * where nobody else would; on a server the process ends, and whoever started it starts it again.
 */
export function servicesStep(env: Env, launched: Launched, events: StepEvents): LaunchStep {
  return {
    name: env.PLACET_ROLE === 'all' ? 'api and workers' : env.PLACET_ROLE,
    run: async () => {
      const { owner = '', app } = launched.urls;
      const open = async (): Promise<OpenedServices> => {
        launched.services = await openServices(env, app ?? owner, { isAppRole: app !== undefined });
        return launched.services;
      };
      if (isEmbedded(env)) return KeptServices.open(open, events);
      const services = await open();
      services.onStuck((reason) => {
        setTimeout(() => {
          if (services.isStuck())
            events.onLost(new Error(`This process ends because it is stuck: ${reason}`));
        }, ORCHESTRATOR_ACTS_WITHIN_MS).unref();
      });
      return services;
    },
  };
}

/** Delivers the reference data, once; it takes a worker of this process. */
export function seedStep(env: Env, launched: Launched, print: (line: string) => void): LaunchStep {
  return {
    name: 'reference data',
    run: async () => {
      if (env.PLACET_SEED === 'reference' && env.PLACET_ROLE !== 'api' && launched.services) {
        await seedReference(launched.services.app, print);
      }
      return undefined;
    },
  };
}

/** Begins to answer, with everything that was delivered before: whoever finds it ready finds the reference data. */
export function listenStep(launched: Launched): LaunchStep {
  return {
    name: 'listen',
    run: async () => {
      const { services } = launched;
      if (services === undefined) throw new Error('The services are not started.');
      await services.app.get(WorldKeeper, { strict: false }).catchUp();
      launched.url = await services.listen();
      return undefined;
    },
  };
}

/** Says where the person finds what now runs. */
export function readyLines(env: Env, { url = '', services }: Launched): string[] {
  const login = loginLink(env, services, url);
  const key =
    env.PLACET_ADMIN_KEY === undefined
      ? `The administrator's key is in ${join(env.PLACET_DATA_DIR, 'admin.key')}`
      : "The administrator's key is the one from PLACET_ADMIN_KEY";
  // Counted from the start of the process, which includes the build.
  const seconds = (performance.now() / 1000).toFixed(1);
  return [
    `Placet is ready after ${seconds} s: ${url}`,
    key,
    ...(login === null ? [] : [`Log in as administrator, once, within ten minutes: ${login}`]),
    ...(env.PLACET_ROLE === 'worker'
      ? ['A worker answers its health only; ask a process with PLACET_ROLE=api for rankings.']
      : [
          'Ask for a ranking:',
          `  curl -H "Authorization: Bearer ${env.PLACET_ADMIN_KEY === undefined ? `$(cat '${join(env.PLACET_DATA_DIR, 'admin.key')}')` : '$PLACET_ADMIN_KEY'}" "${url}/v1/markets/KR/vendors?limit=5"`,
        ]),
    'Stop it with Ctrl-C',
  ];
}

/** A link that logs the person at the terminal in; on a server, people come from its identity provider. */
function loginLink(env: Env, services: OpenedServices | undefined, url: string): string | null {
  if (!isEmbedded(env) || env.PLACET_ROLE === 'worker' || services === undefined) return null;
  return `${url}/login?token=${services.app.get(LoginLinks, { strict: false }).issue(Date.now())}`;
}

/** Says whether PostgreSQL runs inside this process tree. */
export function isEmbedded(env: Env): boolean {
  return env.DATABASE_URL === undefined && env.DATABASE_APP_URL === undefined;
}
