import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { AccessNews } from '#access';
import { NotificationListener } from '../notification-listener.ts';

const ACCESS_CHANNEL = 'placet_access';

/** News of who lost their access, over a channel of its own on the connection that listens to the record. */
@Injectable()
export class PostgresAccessNews extends AccessNews {
  constructor(private readonly listener: NotificationListener) {
    super();
  }

  onChange(callback: () => void): Promise<() => Promise<void>> {
    return this.listener.listen(ACCESS_CHANNEL, callback);
  }
}

/** Lets all processes know, when this transaction commits, that they may remember somebody who has no access now. */
export async function tellAccessNews(manager: EntityManager): Promise<void> {
  await manager.query(`SELECT pg_notify('${ACCESS_CHANNEL}', '')`);
}
