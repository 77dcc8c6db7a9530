import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/** What a load of one address measured. */
export interface Load {
  readonly requestsPerSecond: number;
  readonly p99Ms: number;
  /** Answers that were neither a success nor 304, and connections that failed. */
  readonly non2xx: number;
}

/**
 * Loads one loopback address from a second process for a bounded time. `rate` holds the load below the peak; `vary` names
 * a parameter of which each request has another value.
 */
export async function load(
  url: string,
  options: {
    readonly seconds: number;
    readonly headers?: Readonly<Record<string, string>>;
    readonly rate?: number;
    readonly vary?: string;
  },
): Promise<Load> {
  const program = fileURLToPath(new URL('load-program.js', import.meta.url));
  const wanted = JSON.stringify({ headers: {}, ...options, url });
  const { stdout } = await promisify(execFile)(process.execPath, [program, wanted]);
  const found: Load = JSON.parse(stdout);
  return found;
}
