import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { findInstalledBinaries } from '../../apps/launcher/src/postgres/binaries.ts';
import { copyPrograms } from '../../apps/launcher/src/postgres/copy.ts';
import { eventually } from '../support/eventually.ts';
import {
  type RunningProgram,
  isRunning,
  killStartedPrograms,
  processesMentioning,
  memoryMegabytes,
  startProgram,
  waitUntilGone,
  waitUntilNoneMentions,
} from '../support/service/processes.ts';

const PROGRAM = fileURLToPath(new URL('../support/service/postgres-program.js', import.meta.url));
const isRoot = process.getuid?.() === 0;
const NOBODY = 65_534;

interface Opened {
  readonly launcher: RunningProgram;
  readonly serverPid: number;
  readonly url: string;
}

let programs: string;
let native: string;
let folder: string;
let dataDir: string;

// The project itself may lie in a folder that is closed to PostgreSQL's user.
beforeAll(() => {
  programs = mkdtempSync(join(tmpdir(), 'placet programs '));
  chmodSync(programs, 0o755);
  native = copyPrograms(findInstalledBinaries(), programs);
});

afterAll(() => rmSync(programs, { recursive: true, force: true }));

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'placet launcher '));
  // Others may pass, as in an ordinary folder; the tests for closed folders close it again.
  chmodSync(folder, 0o755);
  dataDir = join(folder, 'data');
});

afterEach(async () => {
  await killStartedPrograms();
  const pointer = join(dataDir, 'postgres.location');
  const elsewhere = existsSync(pointer) ? readFileSync(pointer, 'utf8').trim() : undefined;
  for (const place of [folder, elsewhere].filter((path) => path !== undefined)) {
    await waitUntilNoneMentions(place);
    rmSync(place, { recursive: true, force: true });
  }
});

function start(options: { uid?: number; lock?: boolean } = {}): RunningProgram {
  return startProgram(process.execPath, [PROGRAM, JSON.stringify({ dataDir, native, ...options })]);
}

async function open(options: { uid?: number; lock?: boolean } = {}): Promise<Opened> {
  const launcher = start(options);
  const [, pid = '', url = ''] = await eventually(
    () => /^READY (\d+) (\S+)$/m.exec(launcher.output()) ?? fail(launcher.output()),
    { within: 30_000 },
  );
  return { launcher, serverPid: Number(pid), url };
}

function fail(message: string): never {
  throw new Error(message);
}

async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: url });
  // The server may end under an idle client in these tests.
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

async function close({ launcher, serverPid }: Opened): Promise<void> {
  launcher.kill('SIGTERM');
  expect(await launcher.ended).toEqual({ code: 0, signal: null });
  expect(isRunning(serverPid)).toBe(false);
}

const modeOf = (path: string): number => statSync(path).mode & 0o777;

describe('the embedded PostgreSQL', () => {
  it('keeps its data from one start to the next', async () => {
    const first = await open();
    await query(first.url, 'CREATE TABLE kept AS SELECT 42 AS answer');
    await close(first);
    const second = await open();
    expect(await query(second.url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
    await close(second);
  }, 60_000);

  it('listens on the loopback address alone and asks for its password, which only its owner can read', async () => {
    const opened = await open();
    expect(await query(opened.url, 'SHOW listen_addresses')).toEqual([{ listen_addresses: '127.0.0.1' }]);
    expect(await query(opened.url, 'SHOW unix_socket_directories')).toEqual([
      { unix_socket_directories: '' },
    ]);
    const { password } = new URL(opened.url);
    expect(password.length).toBeGreaterThanOrEqual(32);
    expect(readFileSync(join(dataDir, 'postgres.password'), 'utf8').trim()).toBe(password);
    expect(modeOf(join(dataDir, 'postgres.password'))).toBe(0o600);
    expect(modeOf(join(dataDir, 'postgres'))).toBe(0o700);
    await expect(query(opened.url.replace(password, 'guessed'), 'SELECT 1')).rejects.toThrow(
      'password authentication failed',
    );
    const methods = await query(opened.url, 'SELECT DISTINCT auth_method FROM pg_hba_file_rules');
    expect(methods).toEqual([{ auth_method: 'scram-sha-256' }]);
    await close(opened);
  }, 60_000);

  it('stays durable and small', async () => {
    const opened = await open();
    const settings = await query(
      opened.url,
      "SELECT name, setting FROM pg_settings WHERE name IN ('fsync', 'jit', 'synchronous_commit') ORDER BY name",
    );
    expect(settings).toEqual([
      { name: 'fsync', setting: 'on' },
      { name: 'jit', setting: 'off' },
      { name: 'synchronous_commit', setting: 'on' },
    ]);
    expect(memoryMegabytes(opened.serverPid)).toBeLessThan(80);
    await close(opened);
  }, 60_000);

  it('sorts text the same on every system and stores all of Unicode', async () => {
    const opened = await open();
    const rows = await query(
      opened.url,
      "SELECT lower('ÅRHUS 서울') AS text, pg_encoding_to_char(6) AS encoding",
    );
    expect(rows).toEqual([{ text: 'århus 서울', encoding: 'UTF8' }]);
    await close(opened);
  }, 60_000);

  it('ends by itself when its launcher is killed', async () => {
    const { launcher, serverPid } = await open();
    launcher.kill('SIGKILL');
    await waitUntilGone(serverPid);
    expect(existsSync(join(dataDir, 'postgres', 'postmaster.pid'))).toBe(false);
  }, 60_000);

  it('is stopped by the next start when its watchdog was killed too, and loses nothing', async () => {
    const first = await open();
    await query(first.url, 'CREATE TABLE kept AS SELECT 42 AS answer');
    const [watchdog] = processesMentioning('placet-postgres-watchdog').filter(({ command }) =>
      command.includes(dataDir),
    );
    process.kill(watchdog?.pid ?? fail('no watchdog'), 'SIGKILL');
    first.launcher.kill('SIGKILL');
    await first.launcher.ended;
    expect(isRunning(first.serverPid)).toBe(true);

    const second = await open();
    expect(isRunning(first.serverPid)).toBe(false);
    expect(second.launcher.output()).toContain(`process ${first.serverPid}`);
    expect(await query(second.url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
    await close(second);
  }, 60_000);

  it('recovers when everything was killed at once', async () => {
    const first = await open();
    await query(first.url, 'CREATE TABLE kept AS SELECT 42 AS answer');
    for (const { pid } of processesMentioning(dataDir)) process.kill(pid, 'SIGKILL');
    await first.launcher.ended;
    expect(existsSync(join(dataDir, 'postgres', 'postmaster.pid'))).toBe(true);

    const second = await open();
    expect(await query(second.url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
    await close(second);
  }, 60_000);

  it('neither waits for nor touches a program that got the process id of a killed server', async () => {
    const first = await open();
    const file = join(dataDir, 'postgres', 'postmaster.pid');
    const left = readFileSync(file, 'utf8').split('\n').slice(1);
    const owner = statSync(join(dataDir, 'postgres'));
    await close(first);
    const bystander = startProgram('sleep', ['60'], { uid: owner.uid, gid: owner.gid });
    writeFileSync(file, [bystander.pid, ...left].join('\n'));
    chownSync(file, owner.uid, owner.gid);

    const second = await open();
    await query(second.url, 'SELECT 1');
    await close(second);
    expect(isRunning(bystander.pid)).toBe(true);
  }, 60_000);

  it('starts again at the same address when the server process itself is killed', async () => {
    const opened = await open();
    await query(opened.url, 'CREATE TABLE kept AS SELECT 42 AS answer');
    process.kill(opened.serverPid, 'SIGKILL');
    const rows = await eventually(() => query(opened.url, 'SELECT answer FROM kept'), {
      within: 15_000,
      every: 100,
    });
    expect(rows).toEqual([{ answer: 42 }]);
    expect(opened.launcher.output()).toContain('starting it again');
    opened.launcher.kill('SIGTERM');
    expect(await opened.launcher.ended).toEqual({ code: 0, signal: null });
  }, 60_000);

  it('sets a new password when the file with the old one was deleted', async () => {
    const first = await open();
    await close(first);
    rmSync(join(dataDir, 'postgres.password'));
    const second = await open();
    expect(new URL(second.url).password).not.toBe(new URL(first.url).password);
    expect(await query(second.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await close(second);
  }, 60_000);

  it('makes its database anew when it was killed while making it', async () => {
    mkdirSync(join(dataDir, 'postgres.initialising', 'base'), { recursive: true });
    writeFileSync(join(dataDir, 'postgres.initialising', 'PG_VERSION'), '18\n');
    const opened = await open();
    expect(await query(opened.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await close(opened);
  }, 60_000);
});

describe('the lock of a data folder', () => {
  it('refuses a second start while the first lives, naming its process', async () => {
    const first = await open({ lock: true });
    const second = start({ lock: true });
    expect(await second.ended).toEqual({ code: 1, signal: null });
    expect(second.output()).toMatch(
      new RegExp(
        `^LaunchRefused: Placet is already running on the data folder .* \\(process ${first.launcher.pid}\\)`,
      ),
    );
    expect(isRunning(first.serverPid)).toBe(true);
    await close(first);
    expect(existsSync(join(dataDir, 'launcher.lock'))).toBe(false);
  }, 60_000);

  it('is free when its holder was killed, even if another process has got that id', async () => {
    const first = await open({ lock: true });
    first.launcher.kill('SIGKILL');
    await waitUntilGone(first.serverPid);
    const file = join(dataDir, 'launcher.lock');
    writeFileSync(file, `${process.pid}\na mark of another start\n`);
    const second = await open({ lock: true });
    expect(readFileSync(file, 'utf8')).toMatch(new RegExp(`^${second.launcher.pid}\n`));
    await close(second);
  }, 60_000);

  it('goes to exactly one of several starts that race for a dead holder', async () => {
    mkdirSync(dataDir);
    writeFileSync(join(dataDir, 'launcher.lock'), `${process.pid}\na mark of another start\n`);
    const racers = Array.from({ length: 6 }, () => start({ lock: true }));
    await eventually(
      () => {
        expect(racers.filter((racer) => racer.output().includes('LaunchRefused'))).toHaveLength(5);
        expect(racers.filter((racer) => racer.output().includes('READY'))).toHaveLength(1);
      },
      { within: 30_000 },
    );
  }, 60_000);
});

if (isRoot) {
  describe('the embedded PostgreSQL, started by root', () => {
    it('runs as an ordinary user on a folder that only that user may read', async () => {
      const opened = await open();
      expect(statSync(`/proc/${opened.serverPid}`).uid).not.toBe(0);
      expect(statSync(join(dataDir, 'postgres')).uid).toBe(statSync(`/proc/${opened.serverPid}`).uid);
      expect(statSync(join(dataDir, 'postgres.password')).uid).toBe(0);
      await close(opened);
    }, 60_000);

    it('moves to a folder it may enter, says so, and is found there again', async () => {
      chmodSync(folder, 0o700);
      const first = await open();
      const home = readFileSync(join(dataDir, 'postgres.location'), 'utf8').trim();
      expect(first.launcher.output()).toContain(home);
      expect(dirname(home)).toBe(tmpdir());
      expect(modeOf(join(home, 'data'))).toBe(0o700);
      await query(first.url, 'CREATE TABLE kept AS SELECT 42 AS answer');
      await close(first);

      const second = await open();
      expect(second.launcher.output()).not.toContain(home);
      expect(await query(second.url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
      second.launcher.kill('SIGKILL');
      await waitUntilGone(second.serverPid);

      // Even without the pointer: the folder's name follows from the data folder's.
      rmSync(join(dataDir, 'postgres.location'));
      const third = await open();
      expect(await query(third.url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
      await close(third);
    }, 90_000);

    it('takes along the database of a folder that was open before', async () => {
      const first = await open();
      await query(first.url, 'CREATE TABLE kept AS SELECT 42 AS answer');
      await close(first);
      chmodSync(folder, 0o700);
      const second = await open();
      expect(await query(second.url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
      await close(second);
    }, 60_000);

    it('clears away folders of projects in the temporary folder that are gone', async () => {
      const abandoned = join(tmpdir(), 'placet-0123456789ab');
      mkdirSync(abandoned);
      writeFileSync(join(abandoned, 'origin'), `${join(folder, 'never was')}\n`);
      chmodSync(folder, 0o700);
      await close(await open());
      expect(existsSync(abandoned)).toBe(false);
    }, 60_000);
  });

  describe('the embedded PostgreSQL, started by an ordinary user', () => {
    it('runs as that user in a closed folder with a space in its name', async () => {
      const home = join(folder, 'a home');
      mkdirSync(home, { mode: 0o700 });
      chownSync(home, NOBODY, NOBODY);
      dataDir = join(home, '.placet');
      const opened = await open({ uid: NOBODY });
      expect(statSync(`/proc/${opened.serverPid}`).uid).toBe(NOBODY);
      expect(existsSync(join(dataDir, 'postgres.location'))).toBe(false);
      await close(opened);

      // Root uses the owner's rights afterwards, so that the owner can still start it later.
      chmodSync(home, 0o755);
      const byRoot = await open();
      expect(statSync(`/proc/${byRoot.serverPid}`).uid).toBe(NOBODY);
      await close(byRoot);
      chmodSync(join(dataDir, 'postgres.log'), 0o644);
      const again = await open({ uid: NOBODY });
      await close(again);
    }, 90_000);

    it('says what to do about a database that root made', async () => {
      await close(await open());
      chownSync(dataDir, NOBODY, NOBODY);
      const refused = start({ uid: NOBODY });
      expect(await refused.ended).toEqual({ code: 1, signal: null });
      expect(refused.output()).toContain('because Placet was started by root before');
    }, 60_000);
  });
}
