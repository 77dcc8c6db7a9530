import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { type Server, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '../support/eventually.ts';
import {
  type Ending,
  type RunningProgram,
  isRunning,
  killStartedPrograms,
  processesMentioning,
  memoryMegabytes,
  startProgram,
  waitUntilGroupGone,
  waitUntilNoneMentions,
} from '../support/service/processes.ts';
import { findFreePort } from '../support/service/redis.ts';

const PROJECT = fileURLToPath(new URL('../..', import.meta.url));
const MEMORY_BAR_MB = 400;
const STOP_BAR_MS = 15_000;
const LATER_START_BAR_MS = 10_000;

let folder: string;
let port: number;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'placet start '));
  chmodSync(folder, 0o755);
  port = await findFreePort();
});

afterAll(async () => {
  await killStartedPrograms();
  await waitUntilNoneMentions(home());
  rmSync(home(), { recursive: true, force: true });
  rmSync(folder, { recursive: true, force: true });
});

/** Starts Placet as a user does, with nothing of this test run's environment that would change it. */
function start(
  settings: Readonly<Record<string, string>> = {},
  command = [process.execPath, 'scripts/start.js'],
): RunningProgram {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(PLACET_|DATABASE_|REDIS_|JEST_|NODE_|npm_)/.test(name),
  );
  const own = { PLACET_PORT: String(port), PLACET_DATA_DIR: join(folder, 'data'), PLACET_LOG_LEVEL: 'warn' };
  const [program = '', ...words] = command;
  return startProgram(program, words, {
    cwd: PROJECT,
    env: { ...Object.fromEntries(kept), ...own, ...settings },
  });
}

async function untilReady(program: RunningProgram): Promise<void> {
  await Promise.race([
    eventually(
      async () => {
        const answer = await fetch(`http://127.0.0.1:${port}/readyz`, { signal: AbortSignal.timeout(3_000) });
        if (answer.status !== 200) throw new Error(await answer.text());
      },
      { within: 120_000, every: 100 },
    ),
    program.ended.then(() => fail(`ended before it was ready:\n${program.output()}`)),
  ]).catch((error: unknown) => fail(`${String(error)}\n${program.output()}`));
  await eventually(() => expect(program.output()).toContain('Placet is ready'), { within: 120_000 });
}

async function ask(path: string): Promise<Response> {
  const key = readFileSync(join(folder, 'data', 'admin.key'), 'utf8').trim();
  return fetch(`http://127.0.0.1:${port}${path}`, {
    headers: { authorization: `Bearer ${key}` },
    signal: AbortSignal.timeout(20_000),
  });
}

async function ranking(): Promise<string> {
  const answer = await ask('/v1/markets/KR/vendors?limit=3');
  expect(answer.status).toBe(200);
  return answer.text();
}

async function timed<T>(work: Promise<T>): Promise<{ value: T; took: number }> {
  const began = performance.now();
  const value = await work;
  return { value, took: performance.now() - began };
}

/** Where this instance's processes lie: with root in a closed project, PostgreSQL has a folder of its own. */
function home(): string {
  const pointer = join(folder, 'data', 'postgres.location');
  return existsSync(pointer) ? readFileSync(pointer, 'utf8').trim() : join(folder, 'data');
}

/** Finds the one process that serves: under npm it is a grandchild. */
function launcherPid(): number {
  return Number(readFileSync(join(folder, 'data', 'launcher.lock'), 'utf8').split('\n')[0]);
}

function fail(message: string): never {
  throw new Error(message);
}

describe('npm start', () => {
  let first: RunningProgram;
  let answered: string;

  it('answers a ranking after one command, in little memory', async () => {
    first = start({}, ['npm', 'start']);
    await untilReady(first);
    answered = await ranking();
    expect(answered).toContain('vendor');
    expect(statSync(join(folder, 'data', 'admin.key')).mode & 0o777).toBe(0o600);
    // npm, the launcher, PostgreSQL and its watchdog; at rest, that is, once the start's garbage is collected.
    await eventually(() => expect(memoryMegabytes(first.pid)).toBeLessThan(MEMORY_BAR_MB), {
      within: 60_000,
      every: 500,
    });
  }, 200_000);

  it('tells each step as it comes', () => {
    const steps = [...first.output().matchAll(/^(\d)\/(\d) \S/gm)].map(([, step, total]) => [step, total]);
    const total = String(steps.length);
    expect(steps.length).toBeGreaterThanOrEqual(5);
    expect(steps).toEqual(steps.map((_, index) => [String(index + 1), total]));
  });

  it('refuses a second start on the same data, naming the process, and leaves the first alone', async () => {
    const second = start({ PLACET_PORT: String(await findFreePort()) });
    expect(await second.ended).toEqual({ code: 1, signal: null } satisfies Ending);
    expect(second.output()).toContain(
      `already running on the data folder ${join(folder, 'data')} (process ${launcherPid()})`,
    );
    expect(await ranking()).toBe(answered);
  }, 60_000);

  it('takes over after the whole process group was killed, with all its data', async () => {
    const pid = launcherPid();
    first.killGroup('SIGKILL');
    await waitUntilGroupGone(first.pid);
    const again = start();
    const { took } = await timed(untilReady(again));
    expect(took).toBeLessThan(LATER_START_BAR_MS);
    expect(launcherPid()).not.toBe(pid);
    expect(isRunning(pid)).toBe(false);
    expect(await ranking()).toBe(answered);

    again.kill('SIGKILL');
    await again.ended;
  }, 90_000);

  it('takes over after the launcher alone was killed, and leaves nothing when it is stopped', async () => {
    const last = start({}, ['npm', 'start']);
    await untilReady(last);
    expect(processesMentioning(home()).length).toBeGreaterThan(0);
    last.killGroup('SIGTERM');
    const { took } = await timed(waitUntilGroupGone(last.pid));
    expect(took).toBeLessThan(STOP_BAR_MS);
    expect(last.output().trimEnd()).toMatch(/Placet is stopping$/);
    await waitUntilNoneMentions(home(), 2_000);
    expect(existsSync(join(folder, 'data', 'launcher.lock'))).toBe(false);
    await expect(fetch(`http://127.0.0.1:${port}/livez`)).rejects.toThrow('fetch failed');
  }, 90_000);

  it('stops by Ctrl-C while it is still starting', async () => {
    const program = start();
    await eventually(() => expect(program.output()).toContain('database'), { within: 30_000 });
    program.kill('SIGINT');
    const { value, took } = await timed(program.ended);
    expect(value).toEqual({ code: 0, signal: null });
    expect(took).toBeLessThan(STOP_BAR_MS);
    await waitUntilNoneMentions(home(), 2_000);
  }, 60_000);
});

describe('npm start, where it cannot', () => {
  let occupant: Server;
  let taken: number;

  beforeAll(async () => {
    taken = await findFreePort();
    occupant = createServer();
    await new Promise<void>((resolve) => {
      occupant.listen(taken, '127.0.0.1', resolve);
    });
  });

  afterAll(() => {
    occupant.close();
  });

  it('says that the port is taken before it starts anything', async () => {
    const dataDir = join(folder, 'unused');
    const program = start({ PLACET_PORT: String(taken), PLACET_DATA_DIR: dataDir });
    expect(await program.ended).toEqual({ code: 1, signal: null });
    expect(program.output()).toContain(`Port ${taken} on 127.0.0.1 is in use`);
    expect(program.output()).toContain(`PLACET_PORT=${taken + 1} npm start`);
    expect(existsSync(join(dataDir, 'postgres'))).toBe(false);
    expect(existsSync(join(dataDir, 'launcher.lock'))).toBe(false);
  }, 60_000);

  it('names a setting it refuses, but not what it was set to', async () => {
    const program = start({ PLACET_ADMIN_KEY: 'hunter2', PLACET_PORT: 'eighty' });
    expect(await program.ended).toEqual({ code: 1, signal: null });
    expect(program.output()).toContain('PLACET_ADMIN_KEY');
    expect(program.output()).toContain('PLACET_PORT');
    expect(program.output()).not.toMatch(/hunter2|eighty/);
  }, 60_000);
});
