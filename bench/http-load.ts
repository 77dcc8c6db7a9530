import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';

const AUTOCANNON = createRequire(import.meta.url).resolve('autocannon');

/** What a load of one address measured. */
export interface Load {
  readonly requestsPerSecond: number;
  readonly p99Ms: number;
  readonly non2xx: number;
}

interface Autocannon {
  readonly requests: { readonly average: number };
  readonly latency: { readonly p99: number };
  readonly non2xx: number;
  readonly errors: number;
}

/** Loads one loopback address from a second process for a bounded time; `rate` holds the load below the peak. */
export function load(
  url: string,
  options: { seconds: number; headers?: Readonly<Record<string, string>>; rate?: number },
): Promise<Load> {
  const words = [AUTOCANNON, '--json', '--no-progress', '-c', '32', '-d', String(options.seconds)];
  if (options.rate !== undefined) words.push('-R', String(Math.round(options.rate)));
  for (const [name, value] of Object.entries(options.headers ?? {})) words.push('-H', `${name}=${value}`);
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...words, url], { stdio: ['ignore', 'pipe', 'ignore'] });
    const parts: Buffer[] = [];
    child.stdout.on('data', (part: Buffer) => parts.push(part));
    child.once('error', reject);
    child.once('exit', () => {
      try {
        const found: Autocannon = JSON.parse(Buffer.concat(parts).toString('utf8'));
        resolve({
          requestsPerSecond: found.requests.average,
          p99Ms: found.latency.p99,
          non2xx: found.non2xx + found.errors,
        });
      } catch (error) {
        reject(new Error(`The load of ${url} gave no result`, { cause: error }));
      }
    });
  });
}
