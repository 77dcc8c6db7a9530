import { createServer } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { LaunchRefused } from './launch-refused.ts';
import { findFreePort, requireFreePort } from './loopback-port.ts';

describe('the port of the service', () => {
  it('is accepted while nobody listens on it, again and again', async () => {
    const port = await findFreePort();
    expect(port).toBeGreaterThan(0);
    await requireFreePort('127.0.0.1', port);
    await requireFreePort('127.0.0.1', port);
  });

  it('is refused while another program listens on it, with a way out', async () => {
    const port = await findFreePort();
    const server = createServer();
    await new Promise<void>((resolve) => {
      server.listen(port, '127.0.0.1', resolve);
    });
    try {
      const refusal = requireFreePort('127.0.0.1', port);
      await expect(refusal).rejects.toThrow(LaunchRefused);
      await expect(refusal).rejects.toThrow(`PLACET_PORT=${port + 1} npm start`);
    } finally {
      server.close();
    }
  });

  it('is refused on an address that this machine does not have', async () => {
    // 192.0.2.0/24 is set aside for documentation.
    await expect(requireFreePort('192.0.2.1', 3000)).rejects.toThrow('PLACET_HOST=192.0.2.1 is no address');
  });
});
