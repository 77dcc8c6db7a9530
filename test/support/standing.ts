import { type DynamicModule, type INestApplicationContext, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Readable } from 'node:stream';
import { ReadingModule } from '../../apps/worker/src/replay/reading.module.ts';
import {
  AcceptDelivery,
  Evaluation,
  EvaluationThread,
  KeepWatches,
  PreviewRegime,
  ProjectVerdicts,
  PublishRegime,
  ReadDelivery,
  SourceStore,
  TellEvent,
} from '#application';

/** Reading and the projection on one database, without queues: a test says when what is done. */
@Module({})
class StandingModule {
  static on(databaseUrl: string): DynamicModule {
    return {
      module: StandingModule,
      imports: [ReadingModule.on(databaseUrl)],
      providers: [
        ProjectVerdicts,
        PublishRegime,
        PreviewRegime,
        KeepWatches,
        TellEvent,
        { provide: Evaluation, useClass: EvaluationThread },
      ],
    };
  }
}

/** Opens reading and a projection of its own, as one worker has them. */
export function openStanding(databaseUrl: string): Promise<INestApplicationContext> {
  return NestFactory.createApplicationContext(StandingModule.on(databaseUrl), {
    logger: ['fatal'],
    abortOnError: false,
  });
}

/** Delivers documents and reads them at once; answers the delivery's id. */
export async function read(app: INestApplicationContext, body: string, source = 'story'): Promise<string> {
  const sources = app.get(SourceStore, { strict: false });
  if (!(await sources.find(source)))
    await sources.add({
      id: source,
      name: source,
      kind: 'push',
      format: null,
      mapping: null,
      url: null,
      schedule: null,
      freshness: null,
    });
  const { id } = await app.get(AcceptDelivery, { strict: false }).run({
    source,
    body: Readable.from([Buffer.from(body)]),
    contentType: 'application/yaml',
    maxBytes: 1_000_000,
  });
  await app.get(ReadDelivery, { strict: false }).run(id);
  return id;
}
