import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/**
 * Connections that were opened and never asked anything, as browsers and HTTP clients keep them ready. A server that
 * closes waits for them as if they were about to ask, for a minute.
 */
export class SilentConnections {
  private readonly sockets = new Set<Socket>();

  constructor(server: Server) {
    server.on('connection', (socket: Socket) => {
      this.sockets.add(socket);
      socket.once('close', () => this.sockets.delete(socket));
    });
    server.on('request', ({ socket }) => this.sockets.delete(socket));
  }

  /** Cuts them off; called when the server is about to close. */
  end(): void {
    for (const socket of this.sockets) socket.destroy();
  }
}
