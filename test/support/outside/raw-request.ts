import { request } from 'node:http';

/** Sends a path byte for byte, which `fetch` does not: it resolves dots and doubles before it sends. */
export function rawStatus(
  url: string,
  method: string,
  path: string,
  { key, body }: { readonly key: string | null; readonly body?: string },
): Promise<number> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        hostname,
        port,
        method,
        path,
        headers: {
          ...(key === null ? {} : { authorization: `Bearer ${key}` }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
      },
      (answer) => {
        answer.resume();
        answer.once('end', () => resolve(answer.statusCode ?? 0));
      },
    );
    sent.once('error', reject);
    sent.end(body);
  });
}
