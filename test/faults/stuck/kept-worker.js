/**
 * A worker as the launcher keeps one on a machine where nobody else would start it anew, but on the database that
 * DATABASE_URL names: so that a test can put something in its way.
 */
import 'reflect-metadata';
import { KeptServices } from '../../../dist/apps/launcher/src/kept-services.js';
import { openServices } from '../../../dist/apps/launcher/src/services.js';
import { parseEnv } from '../../../dist/libs/platform/src/index.js';

const env = parseEnv(process.env);
const print = (line) => process.stdout.write(`${line}\n`);
const opened = [];
await KeptServices.open(
  async () => {
    const services = await openServices(env, env.DATABASE_APP_URL, { isAppRole: true });
    opened.push(services);
    return services;
  },
  { print, onLost: (error) => print(`LOST ${error.stack}`) },
);
await opened[0].listen();
