/**
 * A stand-in for the launcher: opens the embedded PostgreSQL of the built program, prints what it was told and one
 * line "READY <server pid> <url>", and closes it on SIGTERM. Arguments as JSON: { dataDir, uid?, native?, lock? }.
 */
import { takeInstanceLock } from '../../../dist/apps/launcher/src/instance-lock.js';
import { openEmbeddedPostgres } from '../../../dist/apps/launcher/src/embedded-postgres.js';

const { dataDir, uid, native, lock } = JSON.parse(process.argv[2]);
const print = (line) => process.stdout.write(`${line}\n`);

if (uid !== undefined) {
  process.setgroups([]);
  process.setgid(uid);
  process.setuid(uid);
}
try {
  const held = lock ? takeInstanceLock(dataDir) : undefined;
  const server = await openEmbeddedPostgres({
    dataDir,
    native,
    log: print,
    onLost: (error) => print(`LOST ${error.message}`),
  });
  const alive = setInterval(() => undefined, 1_000);
  process.once('SIGTERM', () => {
    clearInterval(alive);
    void server.close().then(() => held?.release());
  });
  // Last: whoever reads it may send the signal at once.
  print(`READY ${server.pid} ${server.url}`);
} catch (error) {
  print(`${error.name}: ${error.message}`);
  process.exitCode = 1;
}
