/** Buckets per doubling: a percentile read from them is at most 6 % off. */
const PER_DOUBLING = 6;
/** Above the last one, four and a half hours, everything is as long as that. */
const LAST_BUCKET = 24 * PER_DOUBLING;

/** The share of jobs of which a percentile tells how long they took at most. */
export interface Percentiles {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

/** The bucket of a duration in milliseconds; bucket 0 holds what took less than one. */
export function bucketOf(milliseconds: number): number {
  if (!(milliseconds >= 1)) return 0;
  return Math.min(LAST_BUCKET, 1 + Math.floor(Math.log2(milliseconds) * PER_DOUBLING));
}

/** Milliseconds that stand for a bucket: its geometric middle, which is never more than 6 % from what is in it. */
export function millisecondsOf(bucket: number): number {
  if (bucket === 0) return 0;
  const middle = 2 ** ((bucket - 0.5) / PER_DOUBLING);
  return middle < 10 ? Math.round(middle * 10) / 10 : Math.round(middle);
}

/** Percentiles of counted buckets; null when nothing was counted. */
export function percentilesOf(counted: ReadonlyMap<number, number>): Percentiles | null {
  const buckets = [...counted].toSorted(([a], [b]) => a - b);
  const total = buckets.reduce((sum, [, jobs]) => sum + jobs, 0);
  if (total === 0) return null;
  const at = (share: number): number => {
    let left = Math.ceil(total * share);
    for (const [bucket, jobs] of buckets) {
      left -= jobs;
      if (left <= 0) return millisecondsOf(bucket);
    }
    return millisecondsOf(LAST_BUCKET);
  };
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99) };
}
