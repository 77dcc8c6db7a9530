import { createServer } from 'node:net';
import { LaunchRefused } from './launch-refused.ts';
import { isErrno } from './process-identity.ts';

/** Returns a TCP port that is free on the loopback address at this moment; somebody else may still take it first. */
export function findFreePort(): Promise<number> {
  return tryListening('127.0.0.1', 0);
}

/**
 * Checks that the service will be able to listen, before slow steps begin.
 *
 * @throws LaunchRefused if the port is taken, is not allowed to this user, or the host is no address of this machine.
 */
export async function requireFreePort(host: string, port: number): Promise<void> {
  try {
    await tryListening(host, port);
  } catch (error) {
    if (isErrno(error, 'EADDRINUSE')) {
      throw new LaunchRefused(
        `Port ${port} on ${host} is in use by another program. Choose another one, for example PLACET_PORT=${port + 1} npm start, or stop that program.`,
        { cause: error },
      );
    }
    if (isErrno(error, 'EACCES')) {
      throw new LaunchRefused(
        `This user may not listen on port ${port}. Choose one above 1023, for example PLACET_PORT=3000 npm start.`,
        { cause: error },
      );
    }
    if (isErrno(error, 'EADDRNOTAVAIL') || isErrno(error, 'ENOTFOUND')) {
      throw new LaunchRefused(
        `PLACET_HOST=${host} is no address of this machine. Use 127.0.0.1 for this machine alone or 0.0.0.0 for all its networks.`,
        { cause: error },
      );
    }
    throw error;
  }
}

function tryListening(host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen({ host, port, exclusive: true }, () => {
      const address = server.address();
      server.close(() => {
        if (address !== null && typeof address === 'object') resolve(address.port);
        else reject(new Error('The system gave a listening socket no port.'));
      });
    });
  });
}
