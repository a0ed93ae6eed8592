/**
 * What stands before several servers: it gives each new connection to the next of them that takes it,
 * and knows nothing of what is said on it. Who finds none is cut off, as by anything of its kind.
 */
import { connect, createServer, type Server, type Socket } from 'node:net';

export class Balancer {
  readonly url: string;
  readonly #server: Server;
  readonly #sockets: Set<Socket>;

  static async open(ports: readonly number[]): Promise<Balancer> {
    const sockets = new Set<Socket>();
    let turn = 0;
    const server = createServer({ allowHalfOpen: true }, (client) => {
      turn += 1;
      const order = ports.map((_, index) => ports[(turn + index) % ports.length] ?? 0);
      keep(client, sockets);
      connectToFirst(order, sockets).then(
        (backend) => join(client, backend),
        () => client.destroy(),
      );
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new Balancer(server, sockets);
  }

  private constructor(server: Server, sockets: Set<Socket>) {
    this.#server = server;
    this.#sockets = sockets;
    const address = server.address();
    this.url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }
}

async function connectToFirst(ports: readonly number[], sockets: Set<Socket>): Promise<Socket> {
  const [port, ...others] = ports;
  if (port === undefined) throw new Error('No server takes the connection.');
  try {
    return await new Promise<Socket>((resolve, reject) => {
      const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
      keep(socket, sockets);
      socket.once('connect', () => resolve(socket)).once('error', reject);
    });
  } catch {
    return await connectToFirst(others, sockets);
  }
}

function keep(socket: Socket, sockets: Set<Socket>): void {
  sockets.add(socket);
  socket.once('close', () => sockets.delete(socket));
  // What breaks on one side is passed on to the other by its close.
  socket.on('error', () => socket.destroy());
}

function join(one: Socket, other: Socket): void {
  one.pipe(other);
  other.pipe(one);
  one.once('close', () => other.destroy());
  other.once('close', () => one.destroy());
  if (one.destroyed) other.destroy();
}
