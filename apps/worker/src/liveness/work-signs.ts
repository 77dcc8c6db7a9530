import { Injectable } from '@nestjs/common';

/** Counts the signs that the workers of this process get on: jobs begun and ended, and what is done between. */
@Injectable()
export class WorkSigns {
  private readonly given = new Map<string, number>();

  /** Tells that the worker of a queue has got on. */
  give(queue: string): void {
    this.given.set(queue, this.of(queue) + 1);
  }

  /** How many there were since the process began. */
  of(queue: string): number {
    return this.given.get(queue) ?? 0;
  }
}
