import { setImmediate as turn } from 'node:timers/promises';

const WORK_MS = 10;

/** Lets others have their turn: work of any length leaves the event loop free every ten milliseconds. */
export class Pace {
  private since = performance.now();

  /** Goes on at once, or after everything else that waits when it is time. */
  async rest(): Promise<void> {
    if (performance.now() - this.since < WORK_MS) return;
    await turn();
    this.since = performance.now();
  }
}
