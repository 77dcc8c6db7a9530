import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { type INestApplicationContext, type LoggerService } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Client, escapeIdentifier } from 'pg';
import { RawStore, StateDigest, type StateDigestValue } from '#application';
import { migrate } from '#persistence';
import { ReadingModule } from './reading.module.ts';
import { type ReplayProgress, ReplayRecord } from './replay-record.ts';

const BUSY_WAIT_MS = 120_000;
const ROUNDS = 10;

/** What a replay is asked for and where it speaks. */
export interface ReplayOptions {
  readonly databaseUrl: string;
  /** An empty database that the rebuilt record stays in; without it, a scratch database that is dropped. */
  readonly into?: string;
  readonly logger: LoggerService;
  readonly report: (progress: ReplayProgress) => void;
}

/** The state as it is and as it was rebuilt from the raw documents. */
export interface ReplayResult {
  readonly deliveries: number;
  readonly present: StateDigestValue;
  readonly rebuilt: StateDigestValue;
  readonly isEqual: boolean;
}

/** Rebuilds the whole state from raw documents in another database and compares the two. */
export async function verifyReplay(options: ReplayOptions): Promise<ReplayResult> {
  const scratch = options.into === undefined ? await createScratch(options.databaseUrl) : undefined;
  try {
    return await replayInto(scratch?.url ?? options.into ?? '', options);
  } finally {
    await scratch?.drop();
  }
}

async function replayInto(
  url: string,
  { databaseUrl, logger, report }: ReplayOptions,
): Promise<ReplayResult> {
  await migrate(url);
  await requireEmpty(url);
  const open = (on: string, raw?: RawStore): Promise<INestApplicationContext> =>
    NestFactory.createApplicationContext(ReadingModule.on(on, raw), { logger, abortOnError: false });
  const original = await open(databaseUrl);
  try {
    const target = await open(url, original.get(RawStore));
    try {
      const replay = new ReplayRecord(original, target);
      let deliveries = await replay.advance(report);
      // The original may be at work: what came meanwhile is replayed too, until the two stand at the same point.
      for (let round = 0; ; round++) {
        await whileBusy(replay);
        deliveries += await replay.advance(report);
        const present = await original.get(StateDigest).compute();
        const came = await replay.advance(report);
        deliveries += came;
        if ((came > 0 || (await replay.isOriginalBusy())) && round < ROUNDS) continue;
        const rebuilt = await target.get(StateDigest).compute();
        return { deliveries, present, rebuilt, isEqual: present.digest === rebuilt.digest };
      }
    } finally {
      await target.close();
    }
  } finally {
    await original.close();
  }
}

async function whileBusy(replay: ReplayRecord): Promise<void> {
  for (const deadline = Date.now() + BUSY_WAIT_MS; await replay.isOriginalBusy();) {
    if (Date.now() > deadline)
      throw new Error(
        'Deliveries are accepted but not read for two minutes. Is a worker running? Try again when it has caught up.',
      );
    await pause(500);
  }
}

async function requireEmpty(url: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query('SELECT FROM placet.delivery LIMIT 1');
    if (rows.length > 0)
      throw new Error('The database to rebuild into holds deliveries already. Give an empty one.');
  } finally {
    await client.end();
  }
}

async function createScratch(databaseUrl: string): Promise<{ url: string; drop: () => Promise<void> }> {
  const name = `placet_replay_${randomBytes(6).toString('hex')}`;
  await onServer(databaseUrl, `CREATE DATABASE ${escapeIdentifier(name)}`);
  const url = new URL(databaseUrl);
  url.pathname = `/${name}`;
  return {
    url: url.href,
    drop: () => onServer(databaseUrl, `DROP DATABASE IF EXISTS ${escapeIdentifier(name)} WITH (FORCE)`),
  };
}

async function onServer(databaseUrl: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: databaseUrl, application_name: 'placet replay' });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
