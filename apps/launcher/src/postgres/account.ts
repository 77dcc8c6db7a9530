import { execFileSync, spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { LaunchRefused } from '../launch-refused.ts';
import { isErrno } from '../process-identity.ts';

/** Names the user that PostgreSQL runs as when Placet itself was started by root, which PostgreSQL refuses. */
export interface Account {
  readonly uid: number;
  readonly gid: number;
}

const ACCOUNT_NAME = 'postgres';

/**
 * Chooses whom PostgreSQL runs as: undefined for "this user" (the ordinary case), else the owner of the existing
 * database or the system's user `postgres`, which is created if missing.
 */
export function chooseAccount(cluster: string): Account | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const owner = ownerOf(cluster);
  if (owner !== undefined && owner.uid !== 0) return owner;
  return lookUp(ACCOUNT_NAME) ?? createAccount();
}

/** Tells, by trying it as that user, whether an account may enter a folder. */
export function canEnter(account: Account, folder: string): boolean {
  return succeedsAs(account, 'cd "$1"', folder);
}

/** Tells, by trying it as that user, whether an account may run and read the programs in a folder. */
export function canRun(account: Account, root: string): boolean {
  const script =
    'cd "$1" && [ -x bin/postgres ] && [ -x bin/initdb ] && [ -r share/postgresql/postgres.bki ] && [ -x lib/postgresql ]';
  return succeedsAs(account, script, root);
}

function succeedsAs(account: Account, script: string, argument: string): boolean {
  return (
    spawnSync('/bin/sh', ['-c', script, 'sh', argument], { ...account, cwd: '/', stdio: 'ignore' }).status ===
    0
  );
}

function ownerOf(path: string): Account | undefined {
  try {
    const { uid, gid } = statSync(path);
    return { uid, gid };
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return undefined;
    throw error;
  }
}

function lookUp(name: string): Account | undefined {
  const [uid, gid] = ['-u', '-g'].map((flag) => {
    const answer = spawnSync('id', [flag, name], { encoding: 'utf8' });
    return answer.status === 0 ? Number.parseInt(answer.stdout, 10) : Number.NaN;
  });
  return uid !== undefined && gid !== undefined && uid > 0 && gid > 0 ? { uid, gid } : undefined;
}

function createAccount(): Account {
  try {
    createSystemUser();
  } catch (error) {
    throw new LaunchRefused(
      `PostgreSQL does not run as root, and the user "${ACCOUNT_NAME}" it would run as could not be created. ` +
        `Create it (useradd --system ${ACCOUNT_NAME}) or start Placet as an ordinary user.`,
      { cause: error },
    );
  }
  const created = lookUp(ACCOUNT_NAME);
  if (created === undefined) {
    throw new LaunchRefused(
      `The user "${ACCOUNT_NAME}" was created, but the system does not know it. Start Placet as an ordinary user.`,
    );
  }
  return created;
}

function createSystemUser(): void {
  const quiet = { stdio: 'ignore' } as const;
  try {
    const flags = [
      '--system',
      '--user-group',
      '--no-create-home',
      '--home-dir',
      '/nonexistent',
      '--shell',
      '/usr/sbin/nologin',
    ];
    execFileSync('useradd', [...flags, ACCOUNT_NAME], quiet);
  } catch (error) {
    if (!isErrno(error, 'ENOENT')) throw error;
    // BusyBox systems have adduser instead.
    execFileSync(
      'adduser',
      ['-S', '-D', '-H', '-h', '/nonexistent', '-s', '/sbin/nologin', ACCOUNT_NAME],
      quiet,
    );
  }
}
