/**
 * The least that one message to many can cost: a server that knows nothing but the bytes. Told
 * 'socket' or 'response', it writes the same message to all that are connected, in that way, and
 * answers with the CPU time that it took.
 */
import { createServer, type ServerResponse } from 'node:http';

const responses = new Set<ServerResponse>();
let seq = 0;

const server = createServer((_, response) => {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.write(messageOf([]));
  responses.add(response);
  response.on('close', () => responses.delete(response));
});

server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (typeof address === 'object' && address !== null) {
    process.send?.({ url: `http://127.0.0.1:${address.port}` });
  }
});

process.on('message', (way: 'socket' | 'response') => {
  seq += 1;
  const message = Buffer.from(messageOf([eventOf(seq)]));
  const head = `${message.length.toString(16)}\r\n`;
  const chunk = Buffer.concat([Buffer.from(head), message, Buffer.from('\r\n')]);
  const before = process.cpuUsage();
  for (const response of responses) {
    if (way === 'socket') response.socket?.write(chunk);
    else response.write(message);
  }
  // What writing leaves for later, such as calls that it is done, belongs to it.
  setImmediate(() => {
    setImmediate(() => {
      const { user, system } = process.cpuUsage(before);
      process.send?.({ cpuUs: user + system });
    });
  });
});

function messageOf(events: readonly object[]): string {
  const cursor = 'MS5pbnN0X3h4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHgudG9waWNfeHh4eHh4eC4xMjM0';
  const data = { events: { events, cursor, caughtUp: true } };
  return `event: next\ndata: ${JSON.stringify({ data })}\n\n`;
}

/** As large as the Events that are measured. */
function eventOf(number: number): object {
  return {
    seq: `${number}`,
    at: new Date().toISOString(),
    kind: 'job.paused',
    unitId: null,
    attempt: null,
    from: 'RUNNING',
    to: 'RUNNING',
  };
}
