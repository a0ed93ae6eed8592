/**
 * WebSockets at `/graphql`: which requests become one, and how they all end. The package `ws` knows
 * the wire; what is said on it is up to socket-connection.ts.
 */
import { IncomingMessage, type Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { systemTimers, type Timers } from '../feeds/timers.ts';
import type { Heartbeat } from './heartbeat.ts';
import { foreignAccess, foreignPage } from './local-access.ts';
import type { Operations } from './operations.ts';
import { SocketConnection } from './socket-connection.ts';
import { subprotocol } from './socket-messages.ts';

export interface WebSocketOptions {
  readonly operations: Operations;
  readonly heartbeat: Heartbeat;
  /** The largest message that is read. */
  readonly maxBodyBytes: number;
  /** Whether the server is for this machine only. */
  readonly isLocal: boolean;
  readonly timers?: Timers | undefined;
}

export interface WebSockets {
  /** Closes each connection once nothing runs on it, and new ones at once. */
  leave(): void;
  /** Cuts off those that are still open. */
  terminate(): void;
  count(): number;
}

/** Takes the WebSockets of a server, made with `UpgradeRequest` as its IncomingMessage. */
export function acceptWebSockets(server: Server, options: WebSocketOptions): WebSockets {
  const { operations, heartbeat, isLocal, maxBodyBytes, timers = systemTimers } = options;
  const connections = new Set<SocketConnection>();
  let isLeaving = false;
  const sockets = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    maxPayload: maxBodyBytes,
    // Each connection would keep some hundred kilobytes for it.
    perMessageDeflate: false,
    handleProtocols: (offered) => offered.has(subprotocol) && subprotocol,
  });
  server.on('upgrade', (request: IncomingMessage, carrier: Duplex, head: Buffer) => {
    // Until it is a WebSocket nobody else listens.
    const ignore = () => undefined;
    carrier.on('error', ignore);
    const refusal = refuse(request, isLocal);
    if (refusal !== undefined) {
      carrier.end(refusal);
      return;
    }
    sockets.handleUpgrade(request, carrier, head, (socket) => {
      carrier.off('error', ignore);
      if (socket.protocol !== subprotocol) {
        socket.close(4406, 'Subprotocol not acceptable');
        return;
      }
      const onClose = () => connections.delete(connection);
      const connection = new SocketConnection(socket, carrier, {
        operations,
        heartbeat,
        timers,
        onClose,
      });
      connections.add(connection);
      if (isLeaving) connection.leave();
    });
  });
  return {
    leave: () => {
      isLeaving = true;
      for (const connection of connections) connection.leave();
    },
    terminate: () => {
      for (const connection of connections) connection.terminate();
    },
    count: () => connections.size,
  };
}

/**
 * A request that asks for an upgrade only if that is to a WebSocket. Some clients offer HTTP/2 with
 * every request; Node would take each for an upgrade as soon as anybody listens for them.
 */
export class UpgradeRequest extends IncomingMessage {
  // Not a private name: Node says whether it is asked for already while it makes the request.
  private isUpgradeAsked = false;

  get upgrade(): boolean {
    return this.isUpgradeAsked && this.headers.upgrade?.toLowerCase() === 'websocket';
  }

  set upgrade(isAsked: boolean | null) {
    this.isUpgradeAsked = isAsked === true;
  }
}

/** The whole answer to a request that does not become a WebSocket. */
function refuse(request: IncomingMessage, isLocal: boolean): string | undefined {
  const path = (request.url ?? '/').split('?', 1)[0];
  if (path !== '/graphql') {
    return answer(
      '404 Not Found',
      'NOT_FOUND',
      `There is no WebSocket at ${path}, but at /graphql.`,
    );
  }
  const foreign = isLocal ? foreignAccess(request) : foreignPage(request);
  return foreign === undefined ? undefined : answer('403 Forbidden', 'FORBIDDEN_ORIGIN', foreign);
}

function answer(status: string, code: string, message: string): string {
  const body = JSON.stringify({ errors: [{ message, extensions: { code } }] });
  const head = [
    `HTTP/1.1 ${status}`,
    'connection: close',
    'content-type: application/json; charset=utf-8',
    `content-length: ${Buffer.byteLength(body)}`,
  ];
  return `${head.join('\r\n')}\r\n\r\n${body}`;
}
