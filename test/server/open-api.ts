/** A server in memory on a free port, and short ways to call it as any client would: over HTTP. */
import { subscribe } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import {
  createServer,
  type JunjoServer,
  type ServerOptions,
} from '../../src/server/create-server.ts';
import { takeDatabase } from '../test-database.ts';

export interface Answer<Data = Fields> {
  readonly status: number;
  readonly headers: Headers;
  readonly data: Data;
  readonly errors: readonly GraphqlFault[] | undefined;
}

/** Data whose shape only the assertions say. */
export type Fields = Readonly<Record<string, unknown>>;

export interface GraphqlFault {
  readonly message: string;
  readonly path?: readonly string[];
  readonly extensions: { readonly code: string; readonly requestId?: string };
}

export interface Api {
  readonly server: JunjoServer;
  readonly url: string;
  call<Data = Fields>(query: string, variables?: object): Promise<Answer<Data>>;
  /** As `call`, and the data of an answer that must be without errors. */
  data<Data = Fields>(query: string, variables?: object): Promise<Data>;
  /** The messages of an event stream, parsed, until it ends or is left. */
  stream(query: string, variables?: object): Promise<EventStream>;
  close(): Promise<void>;
}

export interface EventStream {
  readonly status: number;
  /** The next result, or undefined when the server has completed the stream. */
  next<Data = Fields>(): Promise<Pick<Answer<Data>, 'data' | 'errors'> | undefined>;
  leave(): Promise<void>;
}

export async function openApi(options: ServerOptions = {}): Promise<Api> {
  const { database, release } = await takeDatabase();
  const server = await createServer({ port: 0, database, ...options });
  await server.start();
  const url = `${server.url}/graphql`;
  const post = (query: string, variables: object, accept: string, signal?: AbortSignal) =>
    fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept },
      body: JSON.stringify({ query, variables }),
      ...(signal === undefined ? {} : { signal }),
    });
  const call = async <Data>(query: string, variables: object = {}): Promise<Answer<Data>> => {
    const response = await post(query, variables, 'application/graphql-response+json');
    // The caller names the shape of what it selects; the assertions check it.
    const { data, errors } = (await response.json()) as Pick<Answer<Data>, 'data' | 'errors'>;
    return { status: response.status, headers: response.headers, data, errors };
  };
  return {
    server,
    url,
    call,
    data: async <Data>(query: string, variables?: object) => {
      const { data, errors } = await call<Data>(query, variables);
      if (errors !== undefined) throw new Error(JSON.stringify(errors, null, 2));
      return data;
    },
    stream: async (query, variables = {}) => {
      const controller = new AbortController();
      const response = await post(query, variables, 'text/event-stream', controller.signal);
      return readStream(response, controller);
    },
    close: async () => {
      await server.stop();
      await release();
    },
  };
}

export function readStream(response: Response, controller: AbortController): EventStream {
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  return {
    status: response.status,
    next: async <Data>() => {
      for (;;) {
        const end = text.indexOf('\n\n');
        if (end >= 0) {
          const message = text.slice(0, end);
          text = text.slice(end + 2);
          const result = readMessage<Data>(message);
          if (result === 'complete') return undefined;
          if (result !== undefined) return result;
          continue;
        }
        const chunk = await reader?.read();
        if (chunk === undefined || chunk.done) return undefined;
        text += chunk.value;
      }
    },
    leave: async () => {
      controller.abort();
      await reader?.cancel().catch(() => undefined);
    },
  };
}

function readMessage<Data>(
  message: string,
): Pick<Answer<Data>, 'data' | 'errors'> | 'complete' | undefined {
  const lines = message.split('\n');
  if (lines.includes('event: complete')) return 'complete';
  const line = lines.find((text) => text.startsWith('data: '));
  if (line === undefined) return undefined;
  // As above: the caller names the shape.
  return JSON.parse(line.slice('data: '.length)) as Pick<Answer<Data>, 'data' | 'errors'>;
}

/** Waits until something that other work brings about is true; ends by the test's own time limit. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await wait(2);
}

/** How many connections servers of this process have with their clients. */
export function connectionCount(): number {
  return connections.size;
}

const connections = new Set<Socket>();

subscribe('net.server.socket', (message) => {
  // Node's documentation says what the message is.
  const { socket } = message as { readonly socket: Socket };
  connections.add(socket);
  socket.once('close', () => connections.delete(socket));
});
