import 'reflect-metadata';
import { basename } from 'node:path';
import { type Env, InvalidEnvironment, parseEnv } from '#platform';
import { Launch } from './launch.ts';
import { boundHeapGrowth } from './memory.ts';
import {
  type Launched,
  type StepEvents,
  databaseStep,
  isEmbedded,
  listenStep,
  migrationsStep,
  readyLines,
  seedStep,
  servicesStep,
} from './steps.ts';

/** The build is the first step for whoever runs scripts/start.js; containers have it behind them. */
const STEPS_BEFORE = basename(process.argv[1] ?? '') === 'start.js' ? 1 : 0;

const print = (line: string): void => void process.stdout.write(`${line}\n`);
const printError = (line: string): void => void process.stderr.write(`${line}\n`);

function readEnvironment(): Env {
  try {
    return parseEnv(process.env);
  } catch (error) {
    return refuse(error);
  }
}

function refuse(error: unknown): never {
  if (!(error instanceof InvalidEnvironment)) throw error;
  printError(error.message);
  process.exit(1);
}

const env = readEnvironment();
// A server has the memory that its machine gives it; its workers have better use for the time.
if (isEmbedded(env)) boundHeapGrowth();
const launched: Launched = { urls: {} };
const events: StepEvents = { print, onLost: (error) => launch.stop(error) };
const launch: Launch = new Launch({
  steps: [
    databaseStep(env, launched, events),
    migrationsStep(env, launched),
    servicesStep(env, launched, events),
    seedStep(env, launched, print),
    listenStep(launched),
  ],
  stepsBefore: STEPS_BEFORE,
  print,
  printError,
  whenReady: () => readyLines(env, launched),
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => launch.stop());
process.exit(await launch.run());
