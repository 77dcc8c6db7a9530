import { type DynamicModule, Module } from '@nestjs/common';
import {
  AcceptDelivery,
  DeliveryReader,
  ItemApplier,
  NoticeCompiler,
  NoticeJudge,
  RawStore,
  ReadDelivery,
  RetryQuarantined,
  WorldBuilder,
  WorldKeeper,
  WorldNoticeJudge,
} from '#application';
import { ContentReader, DocumentWorlds, NoticeHistory } from '#formats';
import { PersistenceModule } from '#persistence';

const POOL_SIZE = 4;

/** Reading without queues, on one database; the raw documents may be those of another one. */
@Module({})
export class ReadingModule {
  static on(databaseUrl: string, raw?: RawStore): DynamicModule {
    const providers = [
      { provide: DeliveryReader, useClass: ContentReader },
      { provide: WorldBuilder, useClass: DocumentWorlds },
      { provide: NoticeCompiler, useClass: NoticeHistory },
      { provide: NoticeJudge, useClass: WorldNoticeJudge },
      WorldKeeper,
      AcceptDelivery,
      ItemApplier,
      ReadDelivery,
      RetryQuarantined,
      ...(raw === undefined ? [] : [{ provide: RawStore, useValue: raw }]),
    ];
    return {
      module: ReadingModule,
      global: true,
      imports: [PersistenceModule.on(databaseUrl, POOL_SIZE)],
      providers,
      exports: providers.map((provider) => (typeof provider === 'function' ? provider : provider.provide)),
    };
  }
}
