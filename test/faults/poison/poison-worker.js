/** A worker whose reader, and that of its children, is the one of this test; everything else is as it is built. */
import 'reflect-metadata';
import { fileURLToPath } from 'node:url';
import { Test } from '@nestjs/testing';
import { createAdapter } from '../../../dist/apps/api/src/http/configure.js';
import { AppModule } from '../../../dist/apps/launcher/src/app.module.js';
import { checkIsolation } from '../../../dist/apps/launcher/src/tenant-isolation.js';
import { ChildProgram } from '../../../dist/apps/worker/src/isolation/child-reading.js';
import { KeyFiles } from '../../../dist/libs/access/src/index.js';
import { DeliveryReader } from '../../../dist/libs/application/src/index.js';
import { openQueueBackend } from '../../../dist/libs/messaging/src/index.js';
import { jsonLogger, parseEnv } from '../../../dist/libs/platform/src/index.js';
import { PoisonReader } from './poison-reader.js';

const env = parseEnv(process.env);
const databaseUrl = env.DATABASE_APP_URL;
const secrets = new KeyFiles(env.PLACET_DATA_DIR, env.PLACET_ADMIN_KEY);
const isolation = await checkIsolation(databaseUrl, true);
const queues = await openQueueBackend({ redis: env.REDIS_URL, postgres: databaseUrl });
const module = await Test.createTestingModule({
  imports: [AppModule.on({ env, databaseUrl, isolation, queues, secrets })],
})
  .overrideProvider(DeliveryReader)
  .useClass(PoisonReader)
  .overrideProvider(ChildProgram)
  .useValue({
    path: fileURLToPath(new URL('poison-child.js', import.meta.url)),
    heapMb: 128,
    itemMs: Number(process.env.POISON_ITEM_MS ?? 10_000),
  })
  .compile();
const app = module.createNestApplication(createAdapter(), { logger: jsonLogger(env.PLACET_LOG_LEVEL) });
await app.init();
process.stdout.write('WORKING\n');
