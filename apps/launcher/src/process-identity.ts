import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** Tells whether a process with this id is at work, whoever owns it. */
export function isAlive(pid: number): boolean {
  // A killed process keeps its entry until its parent collects it, which in a container may be never.
  if (/^[ZX]/.test(statFields(pid)?.[0] ?? '')) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return isErrno(error, 'EPERM');
  }
}

/**
 * Returns a mark that a later process with the same id does not have: process ids are re-used, so an id alone
 * proves nothing. Undefined where the process is gone or the system does not tell.
 */
export function startMark(pid: number): string | undefined {
  if (process.platform === 'linux') {
    const started = statFields(pid)?.[19];
    return started === undefined ? undefined : `${bootId()}:${started}`;
  }
  return askPs(pid, 'lstart=');
}

/** Returns the command line of a process as words, empty where the process is gone or the system does not tell. */
export function commandLine(pid: number): readonly string[] {
  if (process.platform === 'linux') {
    return (readProcFile(pid, 'cmdline') ?? '').split('\0').filter((word) => word !== '');
  }
  // `ps` joins the words by spaces, so that a path with a space comes apart; callers search the joined text.
  return (askPs(pid, 'command=') ?? '').split(' ');
}

/** Tells whether a thrown value is a system error with this code. */
export function isErrno(error: unknown, code: string): boolean {
  // Not by class: an error made in another realm (a test's, say) is of another class Error.
  return typeof error === 'object' && error !== null && 'code' in error && error.code === code;
}

// What follows the name in parentheses, which may hold anything; undefined where there is no /proc.
function statFields(pid: number): string[] | undefined {
  return readProcFile(pid, 'stat')?.split(') ').at(-1)?.split(' ');
}

function readProcFile(pid: number, name: string): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8');
  } catch {
    return undefined;
  }
}

// Start times count from the boot, so the same number can come back after the next one.
function bootId(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    return 'unknown-boot';
  }
}

function askPs(pid: number, column: string): string | undefined {
  try {
    const answer = execFileSync('ps', ['-ww', '-o', column, '-p', String(pid)], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return answer.trim() || undefined;
  } catch {
    return undefined;
  }
}
