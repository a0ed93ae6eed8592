/** An HTTP server that answers what a test tells it to, request by request. */
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

export interface ReceivedRequest {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly accept: string;
}

export type Answer = (response: ServerResponse, request: ReceivedRequest) => void;

export interface ScriptedServer {
  readonly url: string;
  readonly requests: readonly ReceivedRequest[];
}

/** Gives the n-th request the n-th answer, and the last one to all that come after. */
export async function startScriptedServer(...answers: readonly Answer[]): Promise<ScriptedServer> {
  const requests: ReceivedRequest[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const received = {
        ...JSON.parse(Buffer.concat(chunks).toString('utf8')),
        accept: request.headers.accept ?? '',
      };
      requests.push(received);
      answers[Math.min(requests.length, answers.length) - 1]?.(response, received);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    return new Promise<void>((resolve) => server.close(() => resolve()));
  });
  // A server that listens on a port has an address with that port.
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, requests };
}

export function answerWith(body: unknown, status = 200): Answer {
  return (response) => {
    response.writeHead(status, { 'content-type': 'application/graphql-response+json' });
    response.end(JSON.stringify(body));
  };
}

export const answerText =
  (text: string, status: number): Answer =>
  (response) => {
    response.writeHead(status, { 'content-type': 'text/html' });
    response.end(text);
  };

/** Cuts the connection off without an answer. */
export const hangUp: Answer = (response) => {
  response.destroy();
};

/** Never answers. */
export const stayQuiet: Answer = () => undefined;

export type StreamEnd = 'complete' | 'cut' | 'open';

/** An event stream with these results, and how it ends. */
export function answerEvents(results: readonly unknown[], end: StreamEnd): Answer {
  return (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(':\n\n');
    for (const result of results) {
      response.write(`event: next\ndata: ${JSON.stringify(result)}\n\n`);
    }
    if (end === 'complete') response.end('event: complete\ndata:\n\n');
    // Flushed first, so that what was written arrives before the end does.
    if (end === 'cut') response.write(':\n\n', () => response.destroy());
  };
}
