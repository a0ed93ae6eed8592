import { pino } from 'pino';
import { expect, onTestFinished, test } from 'vitest';
import { createClient } from '../../src/client/create-client.ts';
import { createServer } from '../../src/server/create-server.ts';
import { until } from '../server/open-api.ts';
import { startPostgresql } from './start-postgresql.ts';

test('a server is alive and not ready while its database is away, and ready when that is back', async () => {
  const postgresql = await startPostgresql();
  onTestFinished(postgresql.remove);
  const database = await postgresql.createDatabase('lost');
  // What it would log of a database that is gone is of no interest here.
  const server = await createServer({ port: 0, database, log: pino({ level: 'silent' }) });
  onTestFinished(() => server.stop());
  await server.start();
  const statusOf = async (path: string) => (await fetch(new URL(path, server.url))).status;
  expect(await statusOf('/health/ready')).toBe(200);

  await postgresql.stopAtOnce();
  const ready = await fetch(new URL('/health/ready', server.url));
  expect(ready.status).toBe(503);
  expect(await ready.text()).toBe('not ready: the database does not answer\n');
  expect(await statusOf('/health/live')).toBe(200);

  await postgresql.start();
  await until(async () => (await statusOf('/health/ready')) === 200);
  const { topic } = await createClient({ url: server.url }).topicCreate({ name: 'again' });
  expect(topic?.name).toBe('again');
}, 60_000);
