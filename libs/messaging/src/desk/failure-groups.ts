import { createHash } from 'node:crypto';

/** What of one message to the next is chance: ids, digests, numbers, addresses, and what stands in quotes. */
const CHANCE: readonly [RegExp, string][] = [
  [/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi, '<id>'],
  [/"[^"]*"|'[^']*'|`[^`]*`/g, '<text>'],
  [/\b(?=[0-9a-f]*\d)[0-9a-f]{8,}\b/gi, '<hex>'],
  [/\d+(?:[.:,]\d+)*/g, '<n>'],
];
const LENGTH_MAX = 200;

/** A kind of failure: the jobs of a name that ended with the same message but for what is chance in it. */
export interface FailureGroup {
  readonly id: string;
  readonly job: string;
  /** The message with placeholders. */
  readonly error: string;
}

/** The group that a failed job belongs to. The id is short, stable, and the same in every process. */
export function failureGroupOf(job: string, reason: string | undefined): FailureGroup {
  const [line = ''] = (reason ?? '').split('\n');
  const error = CHANCE.reduce((text, [chance, placeholder]) => text.replaceAll(chance, placeholder), line)
    .slice(0, LENGTH_MAX)
    .trim();
  const id = createHash('sha256').update(`${job}\n${error}`).digest('hex').slice(0, 12);
  return { id, job, error: error || 'no message' };
}

/** A group with the jobs that are in it. */
export interface CountedGroup extends FailureGroup {
  readonly jobs: number;
  readonly latest: Date;
}

/** Counts failed jobs by group, the largest group first. */
export function countedGroups(failed: Iterable<FailureGroup & { readonly failed: Date }>): CountedGroup[] {
  const groups = new Map<string, CountedGroup>();
  for (const { id, job, error, failed: at } of failed) {
    const known = groups.get(id);
    const latest = known !== undefined && known.latest > at ? known.latest : at;
    groups.set(id, { id, job, error, jobs: (known?.jobs ?? 0) + 1, latest });
  }
  return [...groups.values()].toSorted((a, b) => b.jobs - a.jobs || (a.id < b.id ? -1 : 1));
}
