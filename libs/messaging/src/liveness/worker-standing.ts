/** What one look at a queue shows to a worker of it. */
export interface Look {
  /** When it was looked, in milliseconds of a clock that only goes forward. */
  readonly at: number;
  /** Signs that this worker got on with its jobs, counted since it began: begun, ended, a piece done. */
  readonly signs: number;
  /** `seen`: it answered; `deaf`: it answers others, but not this process; `away`: it answers nobody. */
  readonly queue: 'seen' | 'deaf' | 'away';
  /** How long the oldest job waits for a worker, in milliseconds; null when none waits, or none may be begun. */
  readonly oldestWaitingMs: number | null;
}

/** How a worker stands between two looks. */
export interface WorkerStanding {
  readonly lookedAt: number;
  readonly signs: number;
  /** Since when it gets nothing done although it could. */
  readonly idleSince: number;
}

/** How often is looked, and how long a worker may get nothing done although jobs wait. */
export interface WatchTimes {
  readonly everyMs: number;
  readonly stuckMs: number;
}

/** Looks further apart than this many of their intervals say that the process itself stood still. */
const MISSED_LOOKS = 3;
/** The slowest look, at a queue that does not answer, in milliseconds. */
const LOOK_TAKES_MS = 10_000;

/** A worker that has just begun: nothing is held against it. */
export function begunAt(at: number): WorkerStanding {
  return { lookedAt: at, signs: 0, idleSince: at };
}

/**
 * What a look makes of a worker's standing. Time counts against it only while it could work: not while nothing waits,
 * not while the queue is away, and not while the whole process stood still.
 */
export function standingAfter(
  before: WorkerStanding,
  { at, signs, queue, oldestWaitingMs }: Look,
  { everyMs }: WatchTimes,
): WorkerStanding {
  const stoodStill = at - before.lookedAt > MISSED_LOOKS * everyMs + LOOK_TAKES_MS;
  const hasNothingToDo = queue === 'away' || (queue === 'seen' && oldestWaitingMs === null);
  const isExcused = signs !== before.signs || hasNothingToDo || stoodStill;
  return { lookedAt: at, signs, idleSince: isExcused ? at : before.idleSince };
}

/**
 * Whether a worker is stuck: for the whole time it got nothing done, while a job waited as long or the queue did not
 * answer it. A slow one that gets on, or one whose jobs others take, never is.
 */
export function isStuck(
  { lookedAt, idleSince }: WorkerStanding,
  look: Look,
  { stuckMs }: WatchTimes,
): boolean {
  if (lookedAt - idleSince < stuckMs) return false;
  return look.queue === 'deaf' || (look.oldestWaitingMs ?? 0) >= stuckMs;
}
