/**
 * Servers that are killed and told to stop while clients follow. On SQLite another one is started on
 * the same file, on PostgreSQL another one is there already; a proxy is the address that stays.
 */
import { expect, onTestFinished, test } from 'vitest';
import { createClient } from '../../src/client/create-client.ts';
import { ServerProcess } from '../crash/server-process.ts';
import { TcpProxy } from '../faults/tcp-proxy.ts';
import { takeLastingDatabase } from '../replicas/lasting-database.ts';
import { isOnPostgresql } from '../test-database.ts';
import { firstNumbers, follow } from './followed.ts';
import { ownClient, stockClients } from './stock-clients.ts';

const clients = [...stockClients, ownClient];

test('every client goes on at the next server, without a gap and without repeating any', async () => {
  const { database, release } = await takeLastingDatabase();
  onTestFinished(release);
  let server = await startServer(database);
  const proxy = await TcpProxy.open(placeOf(server));
  onTestFinished(() => proxy.close());
  const replace = async (end: 'kill' | 'terminate') => {
    const successor = isOnPostgresql ? await startServer(database) : undefined;
    if (successor !== undefined) proxy.retarget(placeOf(successor));
    await server[end]();
    server = successor ?? (await startServer(database));
    proxy.retarget(placeOf(server));
  };

  const url = `http://127.0.0.1:${proxy.port}`;
  const producer = createClient({
    url,
    retry: { minDelayMs: 20, maxDelayMs: 100, retryCount: 500 },
  });
  await producer.topicCreate({ name: 'workshop' });
  const submit = async (name: string) => {
    for (let number = 0; number < 40; number += 1) {
      await producer.jobSubmit({ topic: 'workshop', key: `${name}-${number}`, name, tasks: [] });
    }
  };
  const followed = clients.map((client) => follow(client, { url, variables: { batch: 5 } }));
  await Promise.all(followed.map((each) => each.reach(1)));
  await Promise.all([submit('killed'), replace('kill')]);
  await Promise.all([submit('told to stop'), replace('terminate')]);

  // Of the Topic, and of each Job two: it was taken in, and has ended at once.
  const eventCount = 1 + 2 * 40 * 2;
  await Promise.all(followed.map((each) => each.reach(eventCount)));
  expect(Object.fromEntries(followed.map(({ seqs }, at) => [clients[at]?.name, seqs]))).toEqual(
    Object.fromEntries(clients.map(({ name }) => [name, firstNumbers(eventCount)])),
  );
}, 60_000);

async function startServer(database: string): Promise<ServerProcess> {
  const server = await ServerProcess.start(database);
  onTestFinished(() => server.kill());
  return server;
}

function placeOf({ url }: ServerProcess) {
  return { host: '127.0.0.1', port: Number(new URL(url).port) };
}
