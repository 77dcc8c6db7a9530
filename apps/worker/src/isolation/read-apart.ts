import { writeSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import type { Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { DataSource } from 'typeorm';
import { type DeliveryReader, ReadDelivery, ReaderFailed } from '#application';
import { jsonLogger } from '#platform';
import { ReadingModule } from '../replay/reading.module.ts';

/** Exit code of a process whose reader failed: the item that it was at is to blame. */
export const READER_FAILED = 70;
/** Exit code for everything else, such as a database that doesn't answer: nobody is to blame. */
export const TRY_AGAIN = 75;
/** Where the process says whose turn it is; written at once, so that the last line is true whatever happens. */
const PROGRESS_FD = 3;
/** The line that says that the record is at work; any other is the place of the item that is being read. */
export const RECORD_TURN = '-';

/** The whole program of a process that reads one delivery and may die of it. Answers its exit code. */
export async function readApart(
  databaseUrl: string,
  deliveryId: string,
  reader?: Type<DeliveryReader>,
): Promise<number> {
  endWithParent();
  const logger = jsonLogger('error');
  try {
    const module = ReadingModule.on(databaseUrl, undefined, reader);
    const app = await NestFactory.createApplicationContext(module, { logger, abortOnError: false });
    if (!(await claim(app.get(DataSource), deliveryId))) return TRY_AGAIN;
    const say = (line: string): void => void writeSync(PROGRESS_FD, `${line}\n`);
    await app.get(ReadDelivery).readApart(deliveryId, {
      reader: (ordinal) => say(String(ordinal)),
      record: () => say(RECORD_TURN),
    });
    await app.close();
    return 0;
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    return error instanceof ReaderFailed ? READER_FAILED : TRY_AGAIN;
  }
}

/**
 * Takes the delivery for this process alone, until its session ends with it. A job whose lock ran out is done twice at
 * a time: two processes that wait for each other's items would both look like poison.
 */
async function claim(source: DataSource, deliveryId: string): Promise<boolean> {
  const [row] = await source
    .createQueryRunner()
    .query('SELECT pg_try_advisory_lock(hashtextextended($1, 0)) AS "isMine"', [deliveryId]);
  return row.isMine === true;
}

/** A process that loops can't look around; its thread can, and must not let it outlive the worker that watches it. */
function endWithParent(): void {
  const watch = `
    const parent = process.ppid;
    setInterval(() => process.ppid !== parent && process.kill(process.pid, 'SIGKILL'), 500);`;
  new Worker(watch, { eval: true }).unref();
}
