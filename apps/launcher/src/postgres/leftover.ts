import { basename } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { commandLine, isAlive } from '../process-identity.ts';
import { disownPostmasterFile, readPostmasterFile } from './postmaster-file.ts';

const STOP_SIGNALS: readonly (readonly [signal: NodeJS.Signals, patienceMs: number])[] = [
  ['SIGINT', 10_000],
  ['SIGQUIT', 5_000],
  ['SIGKILL', 5_000],
];

/**
 * Ends a server that an earlier, killed start left running on this database folder, and makes sure that a process
 * which merely got its id since is not taken for it (nor touched).
 */
export async function stopLeftoverServer(cluster: string, log: (line: string) => void): Promise<void> {
  const found = readPostmasterFile(cluster);
  if (found === undefined) return;
  if (!isAlive(found.pid) || !isServerOf(found.pid, [cluster, found.cluster])) {
    // PostgreSQL takes whatever has that id for a server, even a killed process that nobody has collected yet.
    disownPostmasterFile(cluster);
    return;
  }
  log(`An earlier start left PostgreSQL running (process ${found.pid}): stopping it`);
  for (const [signal, patienceMs] of STOP_SIGNALS) {
    process.kill(found.pid, signal);
    const deadline = Date.now() + patienceMs;
    while (Date.now() < deadline) {
      if (!isAlive(found.pid)) return;
      await sleep(20);
    }
  }
  throw new Error(`PostgreSQL (process ${found.pid}), left by an earlier start, cannot be stopped.`);
}

// A server process keeps the command line it was started with: postgres -D <folder> …
function isServerOf(pid: number, folders: readonly string[]): boolean {
  const words = commandLine(pid);
  if (!basename(words[0] ?? '').startsWith('postgres') && !words.join(' ').includes('/bin/postgres -D '))
    return false;
  return folders.some((folder) => words.includes(folder) || words.join(' ').includes(`-D ${folder} `));
}
