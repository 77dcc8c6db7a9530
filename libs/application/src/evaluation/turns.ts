import { setImmediate as nextTurn } from 'node:timers/promises';

/** How long work may hold a thread before others have a turn. */
const BUDGET_MS = 4;

/** Lets others have the thread between two steps of long work, once it has been held for a few milliseconds. */
export class Turns {
  private since = performance.now();

  /** Settles at once while there is time left, otherwise when the others had their turn. */
  async next(): Promise<void> {
    if (performance.now() - this.since < BUDGET_MS) return;
    await nextTurn();
    this.since = performance.now();
  }
}
