import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { createServer } from '../../src/server/create-server.ts';

test('a connection that never carried a request does not hold up the end of the server', async () => {
  const server = await createServer({ port: 0, database: 'memory:', drainMs: 3_600_000 });
  await server.start();
  const socket = connect(server.port, '127.0.0.1');
  await new Promise((resolve) => socket.once('connect', resolve));
  const closed = new Promise<string>((resolve) => socket.once('close', () => resolve('closed')));
  await server.stop();
  expect(await closed).toBe('closed');
});
