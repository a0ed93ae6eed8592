/** A server of which a test says what it answers to one subscription after the other, over both transports. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';
import { WebSocketServer } from 'ws';

export interface ScriptedAnswer {
  readonly results: readonly object[];
  /** Whether there are no more. */
  readonly isComplete: boolean;
}

export interface ScriptedSubscriptions {
  readonly url: string;
  /** The cursors after which was asked, in order. */
  readonly askedAfter: readonly unknown[];
}

/** Answers the n-th subscription with the n-th answer, for the length of the test. */
export async function openScripted(
  answers: readonly ScriptedAnswer[],
): Promise<ScriptedSubscriptions> {
  const askedAfter: unknown[] = [];
  const takeAnswer = (payload: string) => {
    askedAfter.push(JSON.parse(payload).variables.after);
    return answers[askedAfter.length - 1] ?? { results: [], isComplete: false };
  };
  const server = createServer(async (request, response) => {
    const { results, isComplete } = takeAnswer(await text(request));
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(':\n\n');
    for (const result of results) {
      response.write(`event: next\ndata: ${JSON.stringify(result)}\n\n`);
    }
    if (isComplete) response.end('event: complete\ndata:\n\n');
  });
  const sockets = new WebSocketServer({ server });
  sockets.on('connection', (socket) => {
    socket.on('message', (data) => {
      const { type, id, payload } = JSON.parse(String(data));
      const send = (message: object) => socket.send(JSON.stringify({ id, ...message }));
      if (type === 'connection_init') send({ type: 'connection_ack' });
      if (type !== 'subscribe') return;
      const { results, isComplete } = takeAnswer(JSON.stringify(payload));
      for (const result of results) send({ type: 'next', payload: result });
      if (isComplete) send({ type: 'complete' });
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    for (const socket of sockets.clients) socket.terminate();
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('It has no port.');
  return { url: `http://127.0.0.1:${address.port}`, askedAfter };
}
