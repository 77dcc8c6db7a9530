import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '../eventually.ts';
import { startProgram } from './processes.ts';

/** Is a Redis of a test's own. */
export interface TestRedis {
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  /** Stops it and deletes its data. */
  close(): Promise<void>;
}

/** Names the queue back ends that this machine can test; without `redis-server` only Postgres. */
export function queueBackends(): ('postgres' | 'redis')[] {
  return isRedisInstalled() ? ['postgres', 'redis'] : ['postgres'];
}

/** Tells whether `redis-server` is installed. `npm test` says so when it isn't; CI fails then. */
export function isRedisInstalled(): boolean {
  return spawnSync('redis-server', ['--version'], { stdio: 'ignore' }).status === 0;
}

/** Starts a private Redis as a server needs it for queues: nothing evicted, everything in the append-only file. */
export async function startRedis(port?: number, ...settings: string[]): Promise<TestRedis> {
  const folder = mkdtempSync(join(tmpdir(), 'placet-redis-'));
  const chosen = port ?? (await findFreePort());
  const words = ['--port', String(chosen), '--bind', '127.0.0.1', '--dir', folder, '--daemonize', 'no'];
  words.push('--appendonly', 'yes', '--save', '', '--maxmemory-policy', 'noeviction', ...settings);
  const server = startProgram('redis-server', words);
  try {
    await eventually(() => ping(chosen), { within: 10_000 });
  } catch (error) {
    throw new Error(`redis-server did not start:\n${server.output()}`, { cause: error });
  }
  return {
    url: `redis://127.0.0.1:${chosen}`,
    port: chosen,
    pid: server.pid,
    close: async () => {
      server.kill('SIGCONT');
      server.kill('SIGKILL');
      await server.ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Returns a TCP port that is free on the loopback address at this moment. */
export function findFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => {
        if (address !== null && typeof address === 'object') resolve(address.port);
        else reject(new Error('no port'));
      });
    });
  });
}

function ping(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = createConnection({ host: '127.0.0.1', port }, () => socket.write('PING\r\n'));
    socket.setTimeout(1_000, () => socket.destroy(new Error('no answer')));
    socket.once('error', reject);
    socket.once('data', (answer) => {
      socket.destroy();
      if (answer.toString().startsWith('+PONG')) resolve();
      else reject(new Error(answer.toString()));
    });
  });
}
