import { setTimeout as pause } from 'node:timers/promises';
import { type BeforeApplicationShutdown, Injectable } from '@nestjs/common';
import { Env } from '#platform';

/**
 * Readiness goes first: a process that is told to end says so at /readyz and answers on for a while, so that whoever
 * shares out requests has stopped sending them before the address closes.
 */
@Injectable()
export class Draining implements BeforeApplicationShutdown {
  isEnding = false;

  constructor(private readonly env: Env) {}

  async beforeApplicationShutdown(): Promise<void> {
    this.isEnding = true;
    await pause(this.env.PLACET_DRAIN_MS);
  }
}
