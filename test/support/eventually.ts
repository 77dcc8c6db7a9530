import { setTimeout as sleep } from 'node:timers/promises';

/** Says how long to wait for an assertion to hold and how often to try. */
export interface Patience {
  /** Milliseconds; 5,000 by default. */
  readonly within?: number;
  /** Milliseconds between tries; 25 by default. */
  readonly every?: number;
}

/**
 * Tries an assertion until it holds and returns what it returned.
 *
 * @throws the assertion's last error when time is up.
 */
export async function eventually<T>(assertion: () => T | Promise<T>, patience: Patience = {}): Promise<T> {
  const { within = 5_000, every = 25 } = patience;
  const deadline = performance.now() + within;
  for (;;) {
    try {
      return await assertion();
    } catch (error) {
      if (performance.now() + every > deadline) throw error;
    }
    await sleep(every);
  }
}
