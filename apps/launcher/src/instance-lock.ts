import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { LaunchRefused } from './launch-refused.ts';
import { isAlive, isErrno, startMark } from './process-identity.ts';

/** Holds a data folder for one running Placet until it is released or its process is gone. */
export interface InstanceLock {
  release(): void;
}

interface Holder {
  readonly pid: number;
  readonly mark: string;
}

/**
 * Takes a data folder for this process, from a dead holder if need be.
 *
 * @throws LaunchRefused naming the process that holds it while that process lives.
 */
export function takeInstanceLock(dataDir: string): InstanceLock {
  mkdirSync(dataDir, { recursive: true });
  const path = join(dataDir, 'launcher.lock');
  const own: Holder = { pid: process.pid, mark: startMark(process.pid) ?? '' };
  const claim = `${path}.${own.pid}`;
  writeFileSync(claim, `${own.pid}\n${own.mark}\n`, { mode: 0o644 });
  try {
    // Each turn either wins the name, refuses, or clears away one dead holder; a few rivals at most can interfere.
    for (let turn = 0; turn < 10; turn += 1) {
      if (linkUnlessTaken(claim, path)) return { release: () => releaseOwn(path, own) };
      const holder = readHolder(path);
      if (holder !== undefined && isHolding(holder) && !isSame(holder, own))
        throw alreadyRunning(holder, dataDir);
      clearAway(path, holder, own);
    }
    throw new LaunchRefused(
      `Several starts of Placet fight over the data folder ${resolve(dataDir)}. Start one at a time.`,
    );
  } finally {
    rmSync(claim, { force: true });
  }
}

// link(2) fails if the name exists and shows the whole content at once, which "create, then write" does not.
function linkUnlessTaken(claim: string, path: string): boolean {
  try {
    linkSync(claim, path);
    return true;
  } catch (error) {
    if (isErrno(error, 'EEXIST')) return false;
    throw error;
  }
}

// Moves the dead holder's file aside before deleting it: had a rival replaced it meanwhile, the rival's goes back.
function clearAway(path: string, dead: Holder | undefined, own: Holder): void {
  const aside = `${path}.${own.pid}.aside`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return;
    throw error;
  }
  const moved = readHolder(aside);
  if (moved !== undefined && (dead === undefined || !isSame(moved, dead))) linkUnlessTaken(aside, path);
  rmSync(aside, { force: true });
}

function releaseOwn(path: string, own: Holder): void {
  const holder = readHolder(path);
  if (holder !== undefined && isSame(holder, own)) rmSync(path, { force: true });
}

function readHolder(path: string): Holder | undefined {
  try {
    const [pid = '', mark = ''] = readFileSync(path, 'utf8').split('\n');
    return /^[1-9]\d{0,9}$/.test(pid) ? { pid: Number(pid), mark } : undefined;
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return undefined;
    throw error;
  }
}

function isHolding(holder: Holder): boolean {
  return isAlive(holder.pid) && (startMark(holder.pid) ?? holder.mark) === holder.mark;
}

function isSame(a: Holder, b: Holder): boolean {
  return a.pid === b.pid && a.mark === b.mark;
}

function alreadyRunning(holder: Holder, dataDir: string): LaunchRefused {
  return new LaunchRefused(
    `Placet is already running on the data folder ${resolve(dataDir)} (process ${holder.pid}). ` +
      `Stop it first (kill ${holder.pid}), or give this one another folder with PLACET_DATA_DIR and another port with PLACET_PORT.`,
  );
}
