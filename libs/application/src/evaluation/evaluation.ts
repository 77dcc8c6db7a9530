import type { World } from '#domain';
import type { Line, TaskName, Tasks } from './tasks.ts';

/** A world that something is asked about, and what it has to do with others. */
export interface AskedWorld {
  readonly world: World;
  /** Which worlds it follows and is followed by; `null`: none. */
  readonly line: Line | null;
  /** For a world of no line: the one that it may only lay something over. */
  readonly below?: World;
}

/** Where questions about worlds are worked on: away from the thread that answers requests. */
export abstract class Evaluation {
  /** @throws Unavailable while what evaluates has ended, and is started anew with the next question. */
  abstract ask<N extends TaskName>(
    about: AskedWorld,
    name: N,
    asked: Tasks[N]['asked'],
  ): Promise<Tasks[N]['answer']>;

  /** Milliseconds that have been worked since the start; the rest of the time nothing was asked. */
  abstract get busyMs(): number;
  /** Questions that are being worked on. */
  abstract get pending(): number;
}
