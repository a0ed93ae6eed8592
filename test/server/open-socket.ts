/** A client of graphql-transport-ws that does nothing by itself, so that tests say what it does. */
import { WebSocket } from 'ws';

export interface SocketClient {
  readonly socket: WebSocket;
  /** Everything that came and was not asked for yet. */
  readonly received: Message[];
  send(message: object | string): void;
  /** Connects, subscribes and so on: sends, and answers the next message. */
  ask(message: object): Promise<Message>;
  next(): Promise<Message>;
  /** Why the connection has ended. */
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>;
}

export interface Message {
  readonly type: string;
  readonly id?: string;
  readonly payload?: unknown;
}

export interface SocketSettings {
  readonly protocols?: readonly string[] | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

export async function openSocket(
  url: string,
  settings: SocketSettings = {},
): Promise<SocketClient> {
  const { protocols = ['graphql-transport-ws'], headers } = settings;
  const socket = new WebSocket(url.replace(/^http/, 'ws'), [...protocols], {
    ...(headers === undefined ? {} : { headers }),
  });
  const received: Message[] = [];
  let wake: () => void = () => undefined;
  socket.on('message', (data) => {
    received.push(JSON.parse(String(data)));
    wake();
  });
  const closed = new Promise<{ code: number; reason: string }>((resolve) => {
    socket.on('close', (code, reason) => {
      resolve({ code, reason: String(reason) });
      wake();
    });
  });
  await new Promise((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', reject);
  });
  const next = async () => {
    for (;;) {
      const message = received.shift();
      if (message !== undefined) return message;
      if (socket.readyState === WebSocket.CLOSED) throw new Error('The connection has ended.');
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  };
  const send = (message: object | string) =>
    socket.send(typeof message === 'string' ? message : JSON.stringify(message));
  return {
    socket,
    received,
    send,
    ask: (message) => {
      send(message);
      return next();
    },
    next,
    closed,
  };
}

/** The message that asks for an operation. */
export function subscribe(id: string, query: string, variables: object = {}): object {
  return { type: 'subscribe', id, payload: { query, variables } };
}

/** As `openSocket`, and the server has agreed to be asked. */
export async function openReadySocket(url: string): Promise<SocketClient> {
  const client = await openSocket(url);
  const { type } = await client.ask({ type: 'connection_init' });
  if (type !== 'connection_ack') throw new Error(`The server has answered ${type}.`);
  return client;
}
