import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { configureHttp, createAdapter } from '../../api/src/http/configure.ts';
import { KeyFiles } from '#access';
import { openQueueBackend } from '#messaging';
import { type Env, jsonLogger } from '#platform';
import { AppModule } from './app.module.ts';

/** The running services of one process. */
export interface Services {
  readonly app: NestFastifyApplication;
  readonly url: string;
  /** Stops taking requests and jobs, finishes those under way, and closes connections. */
  close(): Promise<void>;
}

/** Starts the roles that the configuration names, listening where it says. */
export async function startServices(env: Env, databaseUrl: string): Promise<Services> {
  const secrets = new KeyFiles(env.PLACET_DATA_DIR, env.PLACET_ADMIN_KEY);
  const queues = await openQueueBackend({ redis: env.REDIS_URL, postgres: databaseUrl });
  let app: NestFastifyApplication | undefined;
  try {
    app = await NestFactory.create<NestFastifyApplication>(
      AppModule.on({ env, databaseUrl, queues, secrets }),
      createAdapter(),
      {
        logger: jsonLogger(env.PLACET_LOG_LEVEL),
        bodyParser: false,
        abortOnError: false,
      },
    );
    configureHttp(app);
    await app.listen(env.PLACET_PORT, env.PLACET_HOST);
    const started = app;
    return {
      app: started,
      url: await started.getUrl(),
      close: async () => {
        await started.close();
        await queues.close();
      },
    };
  } catch (error) {
    await app?.close().catch(() => undefined);
    await queues.close();
    throw error;
  }
}
