/**
 * Builds what `npm start`, the tests and the benchmarks run: compiles TypeScript into dist/ and copies the data
 * files beside it. Does nothing when no source has changed. By hand: node scripts/build.js (type errors are fatal).
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, extname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Prints a line to standard output. */
export function say(line) {
  process.stdout.write(`${line}\n`);
}

/** Prints a line to standard error. */
export function complain(line) {
  process.stderr.write(`${line}\n`);
}

const DIST = join(root, 'dist');
const ASSETS = new Set(['.csv', '.json', '.jsonl', '.sql', '.txt', '.wasm', '.xml', '.yaml', '.yml']);
const LOCK_WAIT_MS = 180_000;

/** What can be built: which folders it reads and which configuration compiles them. */
const TARGETS = {
  app: { folders: ['apps', 'libs'], project: 'tsconfig.build.json' },
  bench: { folders: ['apps', 'libs', 'bench'], project: 'tsconfig.bench.json' },
};

/**
 * Builds a target unless it is up to date.
 *
 * @param {{ target?: 'app' | 'bench', checkTypes?: boolean, log?: (line: string) => void }} options
 *   checkTypes: an end user's start leaves type checking, which CI has done, and is three times as fast.
 * @returns {Promise<boolean>} whether anything had to be built
 */
export async function build({ target = 'app', checkTypes = false, log = () => {} } = {}) {
  const { folders, project } = TARGETS[target];
  mkdirSync(DIST, { recursive: true });
  const unlock = await lock();
  try {
    const files = folders.flatMap((folder) => list(folder));
    const stampFile = join(DIST, `.built-${target}.json`);
    const before = readStamp(stampFile);
    const key = keyOf(files, project);
    if (before.key === key && (before.checked || !checkTypes)) return false;
    log('compiling');
    const outputs = files.map(outputOf);
    for (const gone of (before.outputs ?? []).filter((path) => !outputs.includes(path))) {
      for (const path of [gone, `${gone}.map`]) rmSync(join(DIST, path), { force: true });
    }
    rmSync(stampFile, { force: true });
    await compile(project, target, checkTypes);
    for (const file of files.filter((name) => !name.endsWith('.ts'))) {
      mkdirSync(dirname(join(DIST, file)), { recursive: true });
      copyFileSync(join(root, file), join(DIST, file));
    }
    // The key is from before compiling: a source that changed meanwhile is built the next time.
    writeFileSync(stampFile, JSON.stringify({ key, checked: checkTypes, outputs }));
    return true;
  } finally {
    unlock();
  }
}

/** Lists what belongs to a build, tests and the console (which has a build of its own) left out. */
function list(folder) {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory())
      return entry.name === 'node_modules' || path === 'apps/console' ? [] : list(path);
    const isSource = path.endsWith('.ts') && !path.endsWith('.spec.ts');
    return isSource || ASSETS.has(extname(path)) ? [path] : [];
  });
}

function outputOf(file) {
  return file.endsWith('.ts') ? file.replace(/\.ts$/, '.js') : file;
}

/** Size and time of every source say quickly whether any has changed; a wrong alarm costs one incremental build. */
function keyOf(files, project) {
  const hash = createHash('sha256');
  for (const file of [...files, project, 'tsconfig.json', 'node_modules/typescript/package.json']) {
    const { size, mtimeMs } = statSync(join(root, file));
    hash.update(`${file} ${size} ${mtimeMs}\n`);
  }
  return hash.digest('hex');
}

function readStamp(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return {};
  }
}

/** In a process of its own, so that the compiler's memory goes back to the system before the service starts. */
function compile(project, target, checkTypes) {
  const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const words = [compiler, '-p', join(root, project), '--incremental'];
  words.push('--tsBuildInfoFile', join(DIST, `.${target}.tsbuildinfo`), '--pretty', 'false');
  if (!checkTypes) words.push('--noCheck');
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, words, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      if (code === 0) resolve();
      else
        reject(new Error(`The build failed (tsc ended with ${code ?? signal}); the lines above say where.`));
    });
  });
}

/** Two builds at once would read each other's half-written files. */
async function lock() {
  const path = join(DIST, '.building');
  const deadline = Date.now() + LOCK_WAIT_MS;
  for (;;) {
    try {
      writeFileSync(path, String(process.pid), { flag: 'wx' });
      return () => rmSync(path, { force: true });
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    const holder = holderOf(path);
    if (holder === 'gone' || Date.now() > deadline) rmSync(path, { force: true });
    else await sleep(100);
  }
}

function holderOf(path) {
  try {
    const pid = Number(readFileSync(path, 'utf8'));
    // 0: created, its number not yet written.
    if (pid > 0) process.kill(pid, 0);
    return 'alive';
  } catch (error) {
    return error.code === 'ESRCH' ? 'gone' : 'alive';
  }
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  try {
    const target = process.argv[2] === 'bench' ? 'bench' : 'app';
    const isNew = await build({ target, checkTypes: true });
    say(isNew ? 'built dist/' : 'dist/ is up to date');
  } catch (error) {
    complain(error.message);
    process.exitCode = 1;
  }
}
