import { type Percentiles, percentilesOf } from './job-durations.ts';

/** Whether an attempt at a job did its work. */
export type JobOutcome = 'done' | 'failed';
/** What was measured: how long the job waited for a worker, or how long the worker took. */
export type Measure = 'waited' | 'took';

/** How many attempts at jobs of a name fell into one bucket of durations within one minute. */
export interface JobTally {
  readonly queue: string;
  readonly job: string;
  readonly outcome: JobOutcome;
  readonly measure: Measure;
  readonly minute: Date;
  readonly bucket: number;
  readonly jobs: number;
}

/** The same over all minutes of a window. */
export type SummedTally = Omit<JobTally, 'minute'>;

/** Keeps what workers counted, for all of them together. */
export abstract class JobTallies {
  /** Adds to what is there. */
  abstract add(tallies: readonly JobTally[]): Promise<void>;
  /** Everything counted since an instant, of one queue or of all. */
  abstract since(from: Date, queue?: string): Promise<SummedTally[]>;
  /** Forgets minutes before an instant. */
  abstract forget(before: Date): Promise<void>;
}

/** How the jobs of one name went in a window. */
export interface JobFigures {
  readonly job: string;
  readonly done: number;
  /** Attempts that failed. */
  readonly failed: number;
  /** Milliseconds that jobs waited for a worker. */
  readonly waited: Percentiles | null;
  /** Milliseconds that attempts took, those that failed included. */
  readonly took: Percentiles | null;
}

/** Figures of one queue by job name. */
export function figuresOf(tallies: readonly SummedTally[]): JobFigures[] {
  return [...new Set(tallies.map(({ job }) => job))].toSorted().map((job) => {
    const own = tallies.filter((tally) => tally.job === job);
    const took = own.filter(({ measure }) => measure === 'took');
    return {
      job,
      done: sum(took.filter(({ outcome }) => outcome === 'done')),
      failed: sum(took.filter(({ outcome }) => outcome === 'failed')),
      waited: percentilesOf(byBucket(own.filter(({ measure }) => measure === 'waited'))),
      took: percentilesOf(byBucket(took)),
    };
  });
}

function sum(tallies: readonly SummedTally[]): number {
  return tallies.reduce((total, { jobs }) => total + jobs, 0);
}

function byBucket(tallies: readonly SummedTally[]): ReadonlyMap<number, number> {
  const counted = new Map<number, number>();
  for (const { bucket, jobs } of tallies) counted.set(bucket, (counted.get(bucket) ?? 0) + jobs);
  return counted;
}
