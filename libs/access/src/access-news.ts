import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { ApiKeys } from './api-keys.ts';
import { People } from './people/people.ts';

/** Tells every process of an installation that somebody may have lost their access, soon after it is on record. */
export abstract class AccessNews {
  /** Calls back after a key was revoked, a session ended or a tenant changed, and whenever such news may have been missed. */
  abstract onChange(callback: () => void): Promise<() => Promise<void>>;
}

/**
 * Forgets who was recognised lately as soon as there is news, so that a key revoked in one process is refused in all. News
 * that is lost does no harm for long: what is remembered is asked anew after seconds anyway.
 */
@Injectable()
export class ForgetOnNews implements OnApplicationBootstrap, OnApplicationShutdown {
  private stop: () => Promise<void> = () => Promise.resolve();

  constructor(
    private readonly news: AccessNews,
    private readonly keys: ApiKeys,
    private readonly people: People,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    this.stop = await this.news.onChange(() => {
      this.keys.forgetAll();
      this.people.forgetAll();
    });
  }

  async onApplicationShutdown(): Promise<void> {
    await this.stop();
  }
}
