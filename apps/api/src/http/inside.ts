import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

const HEADER = 'placet-inside';
/** Made anew by each process and told to nobody, so that nobody outside can claim to be inside. */
const TOKEN = randomBytes(32).toString('hex');

/** Marks a request that this process makes to itself. */
export const INSIDE_HEADERS: Readonly<Record<string, string>> = { [HEADER]: TOKEN };

/** Whether this process asks itself, for a request that was counted and logged already. */
export function isInside(request: Pick<IncomingMessage, 'headers'>): boolean {
  return request.headers[HEADER] === TOKEN;
}
