import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

const REQUEST_ID = /^[\w.-]{8,64}$/;

/** What browsers are told with every answer. */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'x-frame-options': 'DENY',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
};

/** The id of a request: the caller's own where it gave a usable one. */
export function requestIdOf(headers: IncomingHttpHeaders): string {
  const given = headers['x-request-id'];
  return typeof given === 'string' && REQUEST_ID.test(given) ? given : randomUUID();
}

/** The part of an answer that headers are added to before it is sent. */
export interface AnswerHeaders {
  getHeader(name: string): unknown;
  headers(added: Readonly<Record<string, string>>): unknown;
}

/** Headers of an answer that no framework sends, as the flat list that Node writes. */
export class HeaderList implements AnswerHeaders {
  readonly flat: string[] = [];

  getHeader(name: string): string | undefined {
    const at = this.flat.findIndex((text, index) => index % 2 === 0 && text === name);
    return at < 0 ? undefined : this.flat[at + 1];
  }

  headers(added: Readonly<Record<string, string>>): void {
    for (const [name, value] of Object.entries(added)) {
      const at = this.flat.findIndex((text, index) => index % 2 === 0 && text === name);
      if (at < 0) this.flat.push(name, value);
      else this.flat[at + 1] = value;
    }
  }
}
