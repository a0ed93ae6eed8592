/**
 * An HTTP proxy of the tests' own that collects what a server answers before it passes it on, as
 * proxies do to spare servers slow readers. What is collected is the whole answer, its head included.
 */
import { once } from 'node:events';
import {
  createServer,
  type IncomingMessage,
  request as openRequest,
  type Server,
  type ServerResponse,
} from 'node:http';
import { connect } from 'node:net';
import { onTestFinished } from 'vitest';

export interface BufferingOptions {
  /** The server behind it, such as `http://127.0.0.1:4000`. */
  readonly target: string;
  /** How much is collected before it goes on; all of an answer for infinity. */
  readonly holdByteCount: number;
  /** Whether answers that ask for it by `x-accel-buffering: no` are passed on as they come. */
  readonly isAsked: boolean;
}

export interface BufferingProxy {
  readonly url: string;
  /** What was asked for over it, by what it accepts. */
  readonly accepted: readonly string[];
}

/** Listens on a free port, for the length of the test. */
export async function openBufferingProxy(options: BufferingOptions): Promise<BufferingProxy> {
  const accepted: string[] = [];
  const server = createServer((request, response) => {
    accepted.push(request.headers.accept ?? '');
    forward(request, response, options);
  });
  passOnUpgrades(server, options.target);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The proxy has no port.');
  return { url: `http://127.0.0.1:${address.port}`, accepted };
}

function forward(
  request: IncomingMessage,
  response: ServerResponse,
  { target, holdByteCount, isAsked }: BufferingOptions,
): void {
  const { method, url, headers } = request;
  const behind = openRequest(new URL(url ?? '/', target), { method, headers }, (answer) => {
    const isLet = isAsked && answer.headers['x-accel-buffering'] === 'no';
    const limit = isLet ? 0 : holdByteCount;
    let held: Buffer[] = [];
    let heldByteCount = 0;
    const passOn = () => {
      if (!response.headersSent) response.writeHead(answer.statusCode ?? 502, answer.headers);
      for (const chunk of held) response.write(chunk);
      held = [];
      heldByteCount = 0;
    };
    answer.on('data', (chunk: Buffer) => {
      held.push(chunk);
      heldByteCount += chunk.length;
      if (heldByteCount >= limit) passOn();
    });
    answer.on('end', () => {
      passOn();
      response.end();
    });
    answer.on('error', () => response.destroy());
  });
  behind.on('error', () => response.destroy());
  response.on('close', () => behind.destroy());
  request.pipe(behind);
}

/** A connection that is to become a WebSocket is a pipe from then on: nothing of it is collected. */
function passOnUpgrades(server: Server, target: string): void {
  const { hostname, port } = new URL(target);
  server.on('upgrade', ({ method, url, rawHeaders }, socket, head) => {
    const behind = connect(Number(port), hostname);
    const lines = rawHeaders.map((text, at) => (at % 2 === 0 ? `${text}: ` : `${text}\r\n`));
    behind.write(`${method} ${url} HTTP/1.1\r\n${lines.join('')}\r\n`);
    behind.write(head);
    behind.pipe(socket).pipe(behind);
    for (const end of [behind, socket]) {
      end.on('error', () => undefined);
      end.on('close', () => {
        behind.destroy();
        socket.destroy();
      });
    }
  });
}
