import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, sep } from 'node:path';
import { LaunchRefused } from '../launch-refused.ts';
import { type Account, canEnter, canRun, chooseAccount } from './account.ts';
import { copyCluster, copyPrograms } from './copy.ts';
import { stopLeftoverServer } from './leftover.ts';
import { type PostgresBinaries, binariesIn, findInstalledBinaries } from './binaries.ts';

/** Says where PostgreSQL's programs and data lie, and whom it runs as. */
export interface PostgresHome {
  readonly binaries: PostgresBinaries;
  /** The database folder (PGDATA); it need not exist yet. */
  readonly cluster: string;
  /** Undefined: the user who started Placet. */
  readonly account: Account | undefined;
}

const POINTER_FILE = 'postgres.location';
const ORIGIN_FILE = 'origin';

/**
 * Decides where PostgreSQL's programs and data lie: the data in the data folder and the programs where npm put
 * them, except where Placet runs as root and PostgreSQL's own user may not enter one of them (a project in root's
 * home, say). Then both go to a folder of their own, which the data folder's file `postgres.location` names.
 */
export async function settleHome(
  dataDir: string,
  log: (line: string) => void,
  native?: string,
): Promise<PostgresHome> {
  openDataFolder(dataDir);
  const binaries = native === undefined ? findInstalledBinaries() : binariesIn(native, 'given');
  const cluster = join(dataDir, 'postgres');
  const pointer = join(dataDir, POINTER_FILE);
  const recorded = existsSync(pointer) ? readFileSync(pointer, 'utf8').trim() : undefined;
  if (process.getuid?.() !== 0) {
    if (recorded !== undefined) throw startedByRootBefore(recorded, pointer);
    requireOwnCluster(cluster);
    return { binaries, cluster, account: undefined };
  }
  const account = chooseAccount(recorded === undefined ? cluster : join(recorded, 'data'));
  if (account === undefined) return { binaries, cluster, account };
  if (recorded === undefined && canEnter(account, dataDir) && canRun(account, binaries.root)) {
    return { binaries, cluster, account };
  }
  const home = recorded ?? relocatedHome(dataDir);
  return settleElsewhere({ home, dataDir, pointer, binaries, account, log, isNew: recorded === undefined });
}

// Others may pass through the data folder (not list it): PostgreSQL's own user must reach its folder inside.
function openDataFolder(dataDir: string): void {
  mkdirSync(dataDir, { recursive: true, mode: 0o755 });
  const { mode, uid } = statSync(dataDir);
  if (process.getuid?.() === 0 && uid === 0 && (mode & 0o011) !== 0o011)
    chmodSync(dataDir, (mode & 0o777) | 0o011);
}

function requireOwnCluster(cluster: string): void {
  const uid = process.getuid?.();
  if (uid === undefined || !existsSync(cluster)) return;
  const owner = statSync(cluster).uid;
  if (owner === uid) return;
  throw new LaunchRefused(
    `The database in ${cluster} belongs to user ${owner}, because Placet was started by root before. ` +
      `Start it by root again, hand the folder over (sudo chown -R ${uid} "${cluster}"), or choose another folder with PLACET_DATA_DIR.`,
  );
}

function startedByRootBefore(home: string, pointer: string): LaunchRefused {
  return new LaunchRefused(
    `Placet was started here by root before, and its database lies in ${home}. Start it by root again, ` +
      `or choose another folder with PLACET_DATA_DIR (or delete ${pointer} to begin with an empty database).`,
  );
}

// Derived from the data folder's place, so that a lost pointer file does not lose the database. A project in the
// temporary folder gets a home there too: it lives as long as its project. Any other must survive a reboot.
function relocatedHome(dataDir: string): string {
  const place = realpathSync(dataDir);
  const name = `placet-${createHash('sha256').update(place).digest('hex').slice(0, 12)}`;
  const temporary = realpathSync(tmpdir());
  const isTemporary = place.startsWith(temporary + sep);
  if (isTemporary) removeAbandonedHomes(temporary);
  return join(isTemporary ? temporary : '/var/lib', name);
}

interface Relocation {
  readonly home: string;
  readonly dataDir: string;
  readonly pointer: string;
  readonly binaries: PostgresBinaries;
  readonly account: Account;
  readonly isNew: boolean;
  readonly log: (line: string) => void;
}

async function settleElsewhere(move: Relocation): Promise<PostgresHome> {
  const { home, dataDir, pointer, account, log } = move;
  mkdirSync(home, { recursive: true, mode: 0o755 });
  requireOwnFolder(home);
  chmodSync(home, 0o755);
  if (!canEnter(account, home)) {
    throw new LaunchRefused(
      `PostgreSQL runs as user ${account.uid}, who may enter neither ${dataDir} nor ${home}. ` +
        `Start Placet as an ordinary user, or choose a folder that user may enter with PLACET_DATA_DIR.`,
    );
  }
  writeFileSync(join(home, ORIGIN_FILE), `${realpathSync(dataDir)}\n`);
  writeFileSync(pointer, `${home}\n`);
  const cluster = join(home, 'data');
  await adoptEarlierCluster(join(dataDir, 'postgres'), cluster, move);
  const native = copyPrograms(move.binaries, home);
  if (move.isNew) {
    log(`PostgreSQL's user may not enter ${dataDir}: its programs and data are in ${home}`);
  }
  return { binaries: binariesIn(native, move.binaries.version), cluster, account };
}

// The name can be foreseen, so another user may have put a folder there to have root run programs from it.
function requireOwnFolder(home: string): void {
  const found = lstatSync(home);
  if (found.isDirectory() && found.uid === 0) return;
  throw new LaunchRefused(
    `${home} is needed for PostgreSQL's programs and data but belongs to somebody else. Move it away.`,
  );
}

// A database that an ordinary start made in the data folder moves along; the original stays where it is.
async function adoptEarlierCluster(earlier: string, cluster: string, move: Relocation): Promise<void> {
  if (existsSync(cluster) || !existsSync(join(earlier, 'PG_VERSION'))) return;
  const { account, log } = move;
  await stopLeftoverServer(earlier, log);
  copyCluster(earlier, cluster, account);
}

// Only homes in the temporary folder, only root's own, and only where the project they served is gone.
function removeAbandonedHomes(temporary: string): void {
  for (const name of readdirSync(temporary)) {
    if (!/^placet-[0-9a-f]{12}$/.test(name)) continue;
    const home = join(temporary, name);
    const origin = join(home, ORIGIN_FILE);
    if (lstatSync(home).uid !== 0 || !existsSync(origin)) continue;
    if (existsSync(readFileSync(origin, 'utf8').trim())) continue;
    if (existsSync(join(home, 'data', 'postmaster.pid'))) continue;
    rmSync(home, { recursive: true, force: true });
  }
}
