import { spawn } from 'node:child_process';
import { programEnvironment } from './cluster.ts';
import type { PostgresHome } from './home.ts';
import { postmasterFilePath } from './postmaster-file.ts';

/** Stops a server whose launcher is gone. */
export interface Watchdog {
  /** Lets it go; to be called when the server has ended. Settles when its process has ended too. */
  close(): Promise<void>;
}

// Reading ends when the launcher's end of the pipe closes, which the system does even after kill -9. The server
// removes its file when it stops orderly, so a process that got its id since is never signalled.
const SCRIPT = `
trap '' HUP INT TERM
while read -r line; do :; done
serves() { read -r pid line < "$2" && [ "$pid" = "$1" ] && kill -0 "$1"; }
for signal in INT QUIT; do
  serves "$1" "$2" || exit 0
  kill -$signal "$1"
  for second in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15; do
    serves "$1" "$2" || exit 0
    sleep 1
  done
done
`;

/**
 * Starts a shell that costs about a megabyte and ends the server when this process is gone. Nothing is started
 * where there is no shell (Windows); there the next start clears up.
 */
export function startWatchdog(pid: number, home: PostgresHome): Watchdog {
  if (process.platform === 'win32') return { close: () => Promise.resolve() };
  const words = ['-c', SCRIPT, 'placet-postgres-watchdog', String(pid), postmasterFilePath(home.cluster)];
  const shell = spawn('/bin/sh', words, {
    ...home.account,
    cwd: '/',
    env: programEnvironment(),
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  const ended = new Promise<void>((resolve) => {
    shell.once('error', () => resolve());
    shell.once('exit', () => resolve());
  });
  shell.stdin?.on('error', () => undefined);
  shell.unref();
  return {
    close: () => {
      // Unwatched it would not keep this process from ending; waited for it must.
      shell.ref();
      shell.stdin?.end();
      return ended;
    },
  };
}
