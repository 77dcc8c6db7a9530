import { createServer, type RequestListener, type Server } from 'node:http';
import { afterEach, describe, expect, it } from '@jest/globals';
import { AddressRefused, NoAnswer } from '#application';
import { Egress } from '#platform';
import { GuardedPoster } from './guarded-poster.ts';

const servers: Server[] = [];

async function serverThat(answers: RequestListener): Promise<string> {
  const server = createServer(answers);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return `http://127.0.0.1:${address.port}/`;
}

describe('GuardedPoster', () => {
  const poster = new GuardedPoster(new Egress(['127.0.0.0/8']));

  afterEach(() => {
    for (const server of servers.splice(0)) {
      server.closeAllConnections();
      server.close();
    }
  });

  it('sends the body and answers with status, Retry-After and body', async () => {
    const url = await serverThat((request, response) => {
      let body = '';
      request.on('data', (part: Buffer) => (body += part.toString('utf8')));
      request.on('end', () =>
        response.writeHead(429, { 'retry-after': '7' }).end(`${request.method} ${body}`),
      );
    });
    expect(await poster.post(url, {}, 'hello', 5000)).toEqual({
      status: 429,
      retryAfter: '7',
      body: 'POST hello',
    });
  });

  it('gives up on a receiver that does not answer in time', async () => {
    const url = await serverThat(() => undefined);
    await expect(poster.post(url, {}, 'x', 100)).rejects.toThrow('No answer came within 0.1 s.');
  });

  it('takes the status of an answer whose body does not end in time', async () => {
    const url = await serverThat((_request, response) => response.writeHead(200).write('begun'));
    expect(await poster.post(url, {}, 'x', 300)).toMatchObject({ status: 200, body: 'begun' });
  });

  it('reads 64 KiB of an endless answer', async () => {
    const url = await serverThat((_request, response) => {
      const more = (): void => {
        while (!response.destroyed && response.write('x'.repeat(16_384)));
        if (!response.destroyed) response.once('drain', more);
      };
      more();
    });
    expect((await poster.post(url, {}, 'x', 5000)).body).toHaveLength(64 * 1024);
  });

  it('says that nobody listens, and that an inside address is refused', async () => {
    const url = await serverThat(() => undefined);
    for (const server of servers.splice(0)) await new Promise((resolve) => server.close(resolve));
    await expect(poster.post(url, {}, 'x', 5000)).rejects.toThrow(NoAnswer);
    await expect(new GuardedPoster(new Egress([])).post(url, {}, 'x', 5000)).rejects.toThrow(AddressRefused);
  });
});
