import { createReadStream, statSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { Egress, EgressRefused } from '#platform';
import { Unavailable } from './service.ts';

/** What is to be delivered, not read yet. */
export interface Content {
  readonly body: Readable;
  /** Bytes, where that is known beforehand. */
  readonly size: number | null;
  readonly headers: Readonly<Record<string, string>>;
}

/** The service detects formats from content; the type only tells tables from other text. */
const TYPES: Readonly<Record<string, string>> = {
  json: 'application/json',
  jsonl: 'application/x-ndjson',
  ndjson: 'application/x-ndjson',
  xml: 'application/xml',
  csv: 'text/csv',
  tsv: 'text/csv',
  yaml: 'application/yaml',
  yml: 'application/yaml',
};

/** Opens a file, standard input (`-`), or an address, which must pass the egress guard like every outgoing request. */
export async function openContent(from: string, allowed: readonly string[]): Promise<Content> {
  if (from === '-')
    return { body: process.stdin, size: null, headers: { 'content-type': 'application/octet-stream' } };
  if (/^https?:\/\//.test(from)) return openAddress(from, allowed);
  const { size } = statSync(from);
  if (size === 0) throw new Unavailable(`${from} is empty, so there is nothing to deliver.`);
  return { body: createReadStream(from), size, headers: headersFor(from) };
}

async function openAddress(address: string, allowed: readonly string[]): Promise<Content> {
  try {
    const { status, headers, body } = await new Egress(allowed).ask(address, { follow: true });
    if (status !== 200) {
      body.destroy();
      throw new Unavailable(`${address} answers ${status} instead of a document.`);
    }
    const length = headers['content-encoding'] === undefined ? Number(headers['content-length']) : Number.NaN;
    return {
      body,
      size: Number.isInteger(length) && length > 0 ? length : null,
      headers: { 'content-type': headers['content-type'] ?? 'application/octet-stream' },
    };
  } catch (error) {
    if (error instanceof Unavailable) throw error;
    const hint =
      error instanceof EgressRefused
        ? ' Download it yourself and import the file, or name its network in PLACET_EGRESS_ALLOW.'
        : '';
    throw new Unavailable(
      `${address} can't be read: ${error instanceof Error ? error.message : String(error)}${hint}`,
      { cause: error },
    );
  }
}

/** What the name of a file says about its bytes. */
export function headersFor(name: string): Record<string, string> {
  const isPacked = /\.gz$/i.test(name);
  const ending = /\.([a-z]+)$/i.exec(name.replace(/\.gz$/i, ''))?.[1]?.toLowerCase() ?? '';
  return {
    'content-type': TYPES[ending] ?? 'application/octet-stream',
    ...(isPacked ? { 'content-encoding': 'gzip' } : {}),
  };
}
