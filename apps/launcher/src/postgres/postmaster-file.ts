import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isErrno } from '../process-identity.ts';

/** Is what a running (or killed) server left in its folder about itself. */
export interface PostmasterFile {
  readonly pid: number;
  readonly cluster: string;
  /** `starting`, `ready`, `stopping` …; undefined until the server has got that far. */
  readonly status: string | undefined;
}

/** Names the file in a database folder that says which process serves it. */
export function postmasterFilePath(cluster: string): string {
  return join(cluster, 'postmaster.pid');
}

/** Reads that file; undefined if there is none or it is not complete. */
export function readPostmasterFile(cluster: string): PostmasterFile | undefined {
  const lines = readLines(cluster);
  const pid = Number.parseInt(lines?.[0] ?? '', 10);
  if (lines === undefined || !(pid > 0)) return undefined;
  return { pid, cluster: lines[1] ?? cluster, status: lines[7]?.trim() };
}

/**
 * Replaces the process in that file by this one, which PostgreSQL, our child, does not mistake for another server.
 * The rest stays: by it PostgreSQL still finds out whether sessions of a killed server are going on.
 */
export function disownPostmasterFile(cluster: string): void {
  const lines = readLines(cluster);
  if (lines === undefined) return;
  writeFileSync(postmasterFilePath(cluster), [String(process.pid), ...lines.slice(1)].join('\n'));
}

function readLines(cluster: string): string[] | undefined {
  try {
    return readFileSync(postmasterFilePath(cluster), 'utf8').split('\n');
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return undefined;
    throw error;
  }
}
