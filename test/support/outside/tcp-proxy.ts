import { connect, createServer, type Socket } from 'node:net';

/** A stretch of network between a process and what it talks to, which a test can spoil. */
export interface TcpProxy {
  readonly port: number;
  /** The same URL, by way of the proxy. */
  through(url: string): string;
  /** From now on nothing passes over the connections there are, and nobody is told; new ones work. */
  deaden(): void;
  close(): Promise<void>;
}

/** Starts a proxy to a server on the loopback address; every part of what passes may be late. */
export async function startTcpProxy(target: { port: number; lateMs?: number }): Promise<TcpProxy> {
  const pairs = new Set<readonly [Socket, Socket]>();
  const server = createServer((inner) => {
    const outer = connect(target.port, '127.0.0.1');
    const pair = [inner, outer] as const;
    pairs.add(pair);
    for (const [from, to] of [pair, [outer, inner] as const]) {
      from.setNoDelay(true);
      from.on('data', (part) => {
        if (target.lateMs === undefined) to.write(part);
        else setTimeout(() => to.write(part), target.lateMs);
      });
      from.on('error', () => to.destroy());
      from.on('close', () => {
        pairs.delete(pair);
        to.destroy();
      });
    }
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The proxy has no port');
  const { port } = address;
  return {
    port,
    through: (url) => {
      const changed = new URL(url);
      changed.host = `127.0.0.1:${port}`;
      return changed.href;
    },
    deaden: () => {
      for (const pair of pairs) for (const socket of pair) socket.pause();
    },
    close: async () => {
      for (const pair of pairs) for (const socket of pair) socket.destroy();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
}
