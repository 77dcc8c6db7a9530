import {
  chmodSync,
  chownSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { join } from 'node:path';
import type { Account } from './account.ts';
import type { PostgresBinaries } from './binaries.ts';

/** Copies PostgreSQL's programs into a folder, for all users to run, unless this version is there; returns where. */
export function copyPrograms(binaries: PostgresBinaries, home: string): string {
  const native = join(home, `programs-${binaries.version}`);
  if (existsSync(native)) return native;
  copyWhole(native, (unfinished) => copyTree(binaries.root, unfinished, makeReadable, isNeeded));
  return native;
}

/** Copies the folder of a stopped database and gives the copy to an account. */
export function copyCluster(from: string, to: string, account: Account): void {
  const giveAway = (path: string, isFolder: boolean): void => {
    chmodSync(path, isFolder ? 0o700 : 0o600);
    chownSync(path, account.uid, account.gid);
  };
  copyWhole(to, (unfinished) => copyTree(from, unfinished, giveAway, (name) => name !== 'postmaster.pid'));
}

// Under another name until it is complete, so that a kill in the middle leaves nothing that looks complete.
function copyWhole(to: string, copyTo: (unfinished: string) => void): void {
  const unfinished = `${to}.copying`;
  rmSync(unfinished, { recursive: true, force: true });
  copyTo(unfinished);
  renameSync(unfinished, to);
}

function copyTree(
  from: string,
  to: string,
  settle: (path: string, isFolder: boolean) => void,
  isWanted: (name: string) => boolean,
): void {
  mkdirSync(to, { recursive: true });
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    if (!isWanted(entry.name)) continue;
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isSymbolicLink()) symlinkSync(readlinkSync(source), target);
    else if (entry.isDirectory()) copyTree(source, target, settle, isWanted);
    else if (entry.isFile()) {
      copyFileSync(source, target);
      settle(target, false);
    }
  }
  settle(to, true);
}

function makeReadable(path: string, isFolder: boolean): void {
  chmodSync(path, isFolder ? 0o755 : (statSync(path).mode & 0o111) | 0o444);
}

// Static libraries and build files serve compilers only; leaving them out saves a few megabytes.
function isNeeded(name: string): boolean {
  return !name.endsWith('.a') && name !== 'pkgconfig';
}
