import { type DynamicModule, Module } from '@nestjs/common';
import {
  AcceptDelivery,
  DeliveryReader,
  ItemApplier,
  NoticeCompiler,
  ReadDelivery,
  RetryQuarantined,
  WorldBuilder,
  WorldKeeper,
} from '#application';
import { ContentReader, DocumentWorlds, NoticeHistory } from '#formats';
import { PersistenceModule } from '#persistence';

const POOL_SIZE = 4;

/** Reading without queues: what replays and imports by hand need, on one database. */
@Module({})
export class ReadingModule {
  static on(databaseUrl: string): DynamicModule {
    const providers = [
      { provide: DeliveryReader, useClass: ContentReader },
      { provide: WorldBuilder, useClass: DocumentWorlds },
      { provide: NoticeCompiler, useClass: NoticeHistory },
      WorldKeeper,
      AcceptDelivery,
      ItemApplier,
      ReadDelivery,
      RetryQuarantined,
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
