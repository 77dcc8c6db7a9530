import { type DynamicModule, Injectable, Module, type Type } from '@nestjs/common';
import {
  AcceptDelivery,
  DeliveryReader,
  FinishDelivery,
  IsolatedReading,
  ItemApplier,
  NoticeCompiler,
  NoticeJudge,
  RawStore,
  ReadDelivery,
  RereadMapped,
  RetryQuarantined,
  StatementReader,
  WorldBuilder,
  NoSnapshots,
  WorldKeeper,
  WorldNoticeJudge,
  WorldSnapshots,
} from '#application';
import { DocumentStatements, DocumentWorlds, NoticeHistory, PackedReader } from '#formats';
import { PersistenceModule } from '#persistence';

const POOL_SIZE = 4;

/** What reads here is apart already, or reads what was read before. */
@Injectable()
class NoIsolation extends IsolatedReading {
  read(deliveryId: string): Promise<void> {
    return Promise.reject(new Error(`Reading delivery ${deliveryId} fails again and again`));
  }
}

/** Reading without queues, on one database; the raw documents may be those of another one. */
@Module({})
export class ReadingModule {
  static on(databaseUrl: string, raw?: RawStore, reader: Type<DeliveryReader> = PackedReader): DynamicModule {
    const providers = [
      { provide: DeliveryReader, useClass: reader },
      { provide: WorldBuilder, useClass: DocumentWorlds },
      { provide: StatementReader, useClass: DocumentStatements },
      { provide: NoticeCompiler, useClass: NoticeHistory },
      { provide: NoticeJudge, useClass: WorldNoticeJudge },
      WorldKeeper,
      { provide: WorldSnapshots, useClass: NoSnapshots },
      AcceptDelivery,
      ItemApplier,
      ReadDelivery,
      FinishDelivery,
      { provide: IsolatedReading, useClass: NoIsolation },
      RetryQuarantined,
      RereadMapped,
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
