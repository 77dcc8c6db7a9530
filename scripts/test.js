/**
 * `npm test`: runs all test suites and ends with the line "N passed, N failed". Arguments go to jest, for example
 * `npm test -- --selectProjects unit calendar`. `--long` (`npm run test:long`) compares the matching engine with the
 * reference evaluator on 10,000 random worlds and on every question of the shipped data; it takes tens of minutes.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import jestConfig from '../jest.config.js';
import { complain, root, say } from './build.js';
import { arranged } from './jest-words.js';

// Suites that measure time or kill processes run one file after the other, in a worker that is replaced when it grows.
const ALONE = {
  projects: ['e2e', 'browser', 'faults'],
  words: ['--maxWorkers=1', '--workerIdleMemoryLimit=800MB'],
};

const STAGES = [
  // Only the readers have a bar of coverage (jest.config.js), and code runs several times slower while it is measured.
  {
    projects: ['unit'],
    words: [
      '--testPathPatterns=libs/formats/',
      '--coverage',
      '--collectCoverageFrom=libs/formats/src/**/*.ts',
      '--collectCoverageFrom=!**/*.spec.ts',
      '--coverageReporters=json-summary',
    ],
  },
  { projects: ['unit', 'medium'], words: ['--testPathIgnorePatterns=libs/formats/'] },
  ALONE,
];

/** How long jest may take to end after its report. */
const EXIT_WITHIN_MS = 15_000;

const LONG_WORLDS = '10000';
const isLong = process.argv.includes('--long');
if (isLong) process.env.PLACET_LONG_TESTS ??= LONG_WORLDS;
const stated = arranged(
  process.argv.slice(2).filter((word) => word !== '--long'),
  jestConfig.projects.map(({ displayName }) => displayName),
);
const wanted = isLong && stated.length === 0 ? ['libs/matching', '--selectProjects', 'unit'] : stated;
requireRedisInCi();
const folder = mkdtempSync(join(tmpdir(), 'placet-test-report-'));
const total = { passed: 0, failed: 0 };
let isGreen = true;
try {
  const stages = wanted.length > 0 ? statedStages() : STAGES;
  for (const [index, stage] of stages.entries()) {
    const report = join(folder, `${index}.json`);
    const code = await runJest(stage, report);
    const counted = countIn(report);
    total.passed += counted?.passed ?? 0;
    total.failed += counted?.failed ?? 0;
    if (code === 0 && counted !== undefined) continue;
    isGreen = false;
    // Ended without counting a failure (a crash, a refused option): the last line must not look green.
    if (!counted?.failed) total.failed += 1;
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
if (total.passed + total.failed === 0) {
  complain('No test matches.');
  isGreen = false;
}
say(`${total.passed} passed, ${total.failed} failed`);
process.exitCode = isGreen ? 0 : 1;

/** What is asked for by name is a part, of which no coverage can be told. */
function statedStages() {
  if (wanted.includes('--selectProjects')) return [{ projects: [], words: [] }];
  return [{ projects: ['unit', 'medium'], words: [] }, ALONE];
}

function runJest({ projects, words }, report) {
  const jest = [
    '--experimental-vm-modules',
    '--disable-warning=ExperimentalWarning',
    'node_modules/jest/bin/jest.js',
  ];
  const flags = ['--passWithNoTests', '--json', `--outputFile=${report}`, ...words, ...wanted];
  if (projects.length > 0) flags.push('--selectProjects', ...projects);
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [...jest, ...flags], {
      cwd: root,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    const pass = (signal) => child.kill(signal);
    process.on('SIGINT', pass);
    process.on('SIGTERM', pass);
    // jest waits for what tests left open, for ever. Its report is written by then, so the run need not hang.
    let leftOpenSince = 0;
    const watch = setInterval(() => {
      if (!existsSync(report)) return;
      leftOpenSince ||= Date.now();
      if (Date.now() - leftOpenSince < EXIT_WITHIN_MS) return;
      complain(
        'Tests have left something open (a server, a timer, a connection): find it with --detectOpenHandles.',
      );
      child.kill('SIGKILL');
    }, 250);
    child.once('exit', (code) => {
      clearInterval(watch);
      process.off('SIGINT', pass);
      process.off('SIGTERM', pass);
      resolve(code ?? 1);
    });
  });
}

/** A suite that cannot even be loaded has no failed test in it, but counts as one. */
function countIn(report) {
  try {
    const found = JSON.parse(readFileSync(report, 'utf8'));
    return { passed: found.numPassedTests, failed: found.numFailedTests + found.numRuntimeErrorTestSuites };
  } catch {
    return undefined;
  }
}

function requireRedisInCi() {
  if (spawnSync('redis-server', ['--version'], { stdio: 'ignore' }).status === 0) return;
  if (process.env.CI === 'true') {
    complain(
      'CI runs the suites on both queue back ends, but redis-server is not installed (apt-get install redis-server).',
    );
    say('0 passed, 1 failed');
    process.exit(1);
  }
  say('redis-server is not installed: the queues are tested on PostgreSQL alone. To test them on Redis too,');
  say('install it (apt-get install redis-server, brew install redis) and run npm test again.');
}
