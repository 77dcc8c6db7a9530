import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { isErrno } from '../process-identity.ts';
import { programEnvironment } from './cluster.ts';
import type { PostgresHome } from './home.ts';
import { readPostmasterFile } from './postmaster-file.ts';
import { settingFlags } from './settings.ts';
import { type Watchdog, startWatchdog } from './watchdog.ts';

/** Is one running server process with its watchdog. */
export interface PostgresServer {
  readonly pid: number;
  /** Settles when the process has ended, for whatever reason. */
  readonly ended: Promise<void>;
  /** Ends all sessions, writes everything down and stops; after 5 s without the last checkpoint. */
  stop(): Promise<void>;
}

/** Says what a start needs to know. */
export interface ServerOptions {
  readonly home: PostgresHome;
  readonly port: number;
  readonly settings: Readonly<Record<string, string>>;
  readonly logFile: string;
}

/** Says that the server ended before it was ready; carries what it wrote. */
export class PostgresDidNotStart extends Error {
  override readonly name = 'PostgresDidNotStart';
}

const READY_WITHIN_MS = 30_000;
const FAST_STOP_WITHIN_MS = 4_000;
/**
 * What the signals mean to PostgreSQL: wait for sessions that are just ending (a closed pool is done before its
 * connections are); end all sessions; stop without the last checkpoint, so that the next start replays the log. None
 * loses anything committed.
 */
const STOP_SIGNALS: readonly (readonly [NodeJS.Signals, number])[] = [
  ['SIGTERM', 1_000],
  ['SIGINT', FAST_STOP_WITHIN_MS],
  ['SIGQUIT', 3_000],
  ['SIGKILL', 3_000],
];
const LOG_KEPT_BYTES = 5 * 1024 * 1024;

/**
 * Starts the server and waits until it takes connections.
 *
 * @throws PostgresDidNotStart if it ends early or is not ready after 30 s.
 */
export async function startServer(options: ServerOptions): Promise<PostgresServer> {
  const { home, port, settings, logFile } = options;
  keepLogShort(logFile);
  const log = openSync(logFile, 'a', 0o600);
  const logStart = statSync(logFile).size;
  // A session of its own: a Ctrl-C or a signal to npm's process group must reach the launcher alone, which lets
  // the services finish their work before it stops the database.
  const child = spawn(
    home.binaries.postgres,
    ['-D', home.cluster, '-p', String(port), ...settingFlags(settings)],
    {
      ...home.account,
      cwd: home.cluster,
      env: programEnvironment(),
      detached: true,
      stdio: ['ignore', log, log],
    },
  );
  closeSync(log);
  const ended = endOf(child);
  const { pid } = child;
  if (pid === undefined) {
    await ended;
    throw new PostgresDidNotStart(`PostgreSQL (${home.binaries.postgres}) cannot be run.`);
  }
  // Before it is ready already: the launcher may be killed at any moment.
  const watchdog = startWatchdog(pid, home);
  let isOver = false;
  void ended.then(() => {
    isOver = true;
    void watchdog.close();
  });
  const deadline = Date.now() + READY_WITHIN_MS;
  while (!isReady(home.cluster, pid)) {
    if (isOver) throw new PostgresDidNotStart(`PostgreSQL did not start:\n${tail(logFile, logStart)}`);
    if (Date.now() > deadline) {
      signal(child, 'SIGKILL');
      await ended;
      throw new PostgresDidNotStart(
        `PostgreSQL was not ready after ${READY_WITHIN_MS / 1000} s:\n${tail(logFile, logStart)}`,
      );
    }
    await sleep(20);
  }
  return { pid, ended, stop: () => stop(child, ended, watchdog, home) };
}

async function stop(
  child: ChildProcess,
  ended: Promise<void>,
  watchdog: Watchdog,
  home: PostgresHome,
): Promise<void> {
  // Windows has no signals; there PostgreSQL's own program asks.
  if (process.platform === 'win32' && isRunning(child)) {
    execFileSync(home.binaries.pgCtl, ['stop', '-D', home.cluster, '-m', 'fast', '--no-wait'], {
      stdio: 'ignore',
    });
    await settlesWithin(ended, FAST_STOP_WITHIN_MS);
  }
  for (const [name, patienceMs] of STOP_SIGNALS) {
    signal(child, name);
    if (await settlesWithin(ended, patienceMs)) break;
  }
  await ended;
  await watchdog.close();
}

function signal(child: ChildProcess, name: NodeJS.Signals): void {
  if (isRunning(child)) child.kill(name);
}

function isRunning(child: ChildProcess): boolean {
  return child.exitCode === null && child.signalCode === null;
}

function endOf(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.once('error', () => resolve());
    child.once('exit', () => resolve());
  });
}

async function settlesWithin(promise: Promise<void>, withinMs: number): Promise<boolean> {
  const controller = new AbortController();
  const late = sleep(withinMs, false, { signal: controller.signal }).catch(() => false);
  const isSettled = await Promise.race([promise.then(() => true), late]);
  controller.abort();
  return isSettled;
}

function isReady(cluster: string, pid: number): boolean {
  const found = readPostmasterFile(cluster);
  return found?.pid === pid && found.status === 'ready';
}

function keepLogShort(logFile: string): void {
  try {
    if (statSync(logFile).size > LOG_KEPT_BYTES) {
      rmSync(`${logFile}.1`, { force: true });
      renameSync(logFile, `${logFile}.1`);
    }
  } catch (error) {
    if (!isErrno(error, 'ENOENT')) throw error;
  }
}

function tail(logFile: string, from: number): string {
  return readFileSync(logFile).subarray(from).toString('utf8').trim().split('\n').slice(-15).join('\n');
}
