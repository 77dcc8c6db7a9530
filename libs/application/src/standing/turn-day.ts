import { Injectable } from '@nestjs/common';
import { Clock } from '../ports/clock.ts';
import { ChangeLog } from '../ports/record/documents.ts';

/**
 * Makes the passing of time an entry of the change log, so that its order among changes is recorded. One entry for today
 * is enough, however long nobody was here: the projection goes through the days before it one by one.
 */
@Injectable()
export class TurnDay {
  constructor(
    private readonly log: ChangeLog,
    private readonly clock: Clock,
  ) {}

  /** Appends today's entry unless it is there; answers whether it did. */
  async run(): Promise<boolean> {
    return this.log.turnDay(this.clock.today());
  }
}
