import { setTimeout as pause } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { DataSource } from 'typeorm';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { configureHttp, createAdapter } from '../../api/src/http/configure.ts';
import { KeyFiles } from '#access';
import type { Clock } from '#application';
import { openQueueBackend, WorkState } from '#messaging';
import { type Env, jsonLogger } from '#platform';
import { WorkerWatch } from '../../worker/src/liveness/worker-watch.ts';
import { AppModule } from './app.module.ts';
import { checkIsolation } from './tenant-isolation.ts';

/** Idle connections are closed by then; the others wait for what hangs. */
const ABANDONED_AFTER_MS = 1000;

/** The services of one process, at work but not yet answering requests. */
export interface OpenedServices {
  readonly app: NestFastifyApplication;
  /** Begins to answer where the configuration says; settles with the address. */
  listen(): Promise<string>;
  /** Is told when a worker of these services is stuck, and why. */
  onStuck(callback: (reason: string) => void): void;
  isStuck(): boolean;
  /** Stops taking requests and jobs, finishes those under way, and closes connections. */
  close(): Promise<void>;
  /** Gives up services that can't be closed: they take no more work, and what hangs keeps its connections until it ends. */
  abandon(): Promise<void>;
}

/** The running services of one process. */
export interface Services extends OpenedServices {
  readonly url: string;
}

/** Starts the roles that the configuration names, listening where it says. */
export async function startServices(...words: Parameters<typeof openServices>): Promise<Services> {
  const opened = await openServices(...words);
  try {
    return { ...opened, url: await opened.listen() };
  } catch (error) {
    await opened.close().catch(() => undefined);
    throw error;
  }
}

/**
 * Starts the roles that the configuration names; workers begin to work, requests wait for `listen`. `isAppRole` says
 * that `databaseUrl` names the role made for the service, which is checked.
 */
export async function openServices(
  env: Env,
  databaseUrl: string,
  { isAppRole, clock }: { readonly isAppRole: boolean; readonly clock?: Clock },
): Promise<OpenedServices> {
  const isolation = await checkIsolation(databaseUrl, isAppRole);
  const secrets = new KeyFiles(env.PLACET_DATA_DIR, env.PLACET_ADMIN_KEY, env.PLACET_KEY_PEPPER);
  const queues = await openQueueBackend({ redis: env.REDIS_URL, postgres: databaseUrl });
  let app: NestFastifyApplication | undefined;
  try {
    app = await NestFactory.create<NestFastifyApplication>(
      AppModule.on({ env, databaseUrl, isolation, queues, secrets, ...(clock && { clock }) }),
      createAdapter(env.PLACET_BODY_MAX_MB),
      {
        logger: jsonLogger(env.PLACET_LOG_LEVEL),
        bodyParser: false,
        abortOnError: false,
      },
    );
    for (const problem of isolation.problems)
      new Logger('TenantIsolation').warn(`${problem}. Set DATABASE_APP_URL to a role made for the service.`);
    configureHttp(app);
    await app.init();
    const opened = app;
    return {
      app: opened,
      listen: async () => {
        await opened.listen(env.PLACET_PORT, env.PLACET_HOST);
        return opened.getUrl();
      },
      onStuck: (callback) => opened.get(WorkState).onStuck(callback),
      isStuck: () => opened.get(WorkState).stuck !== null,
      close: async () => {
        await opened.close();
        await queues.close();
      },
      abandon: async () => {
        if (env.PLACET_ROLE !== 'api') opened.get(WorkerWatch).giveUp();
        const parts = Promise.allSettled([queues.close(), opened.get(DataSource).destroy()]);
        await Promise.race([parts, pause(ABANDONED_AFTER_MS)]);
      },
    };
  } catch (error) {
    await app?.close().catch(() => undefined);
    await queues.close();
    throw error;
  }
}
