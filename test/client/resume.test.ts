import { expect, test } from 'vitest';
import { createClient } from '../../src/client/create-client.ts';
import { startRestartableServer } from '../cli/running-server.ts';

test('events come in order, none missing and none twice, across restarts of the server', async () => {
  const server = await startRestartableServer();
  const client = createClient({ url: server.url, retry: { minDelayMs: 10, maxDelayMs: 50 } });
  await client.topicCreate({ name: 'film' });
  const jobCount = 12;

  const submitAndRestart = async () => {
    for (let number = 1; number <= jobCount; number += 1) {
      // Submitted while the server goes down and comes up, so that answers get lost, too.
      const restarting = number % 3 === 0 ? server.restart() : undefined;
      await client.jobSubmit({ topic: 'film', key: `job-${number}`, name: 'Empty', tasks: [] });
      await restarting;
    }
  };
  const follow = async () => {
    const numbers: number[] = [];
    let finishedCount = 0;
    for await (const { events } of client.events({ topic: 'film' }, { after: 'start', batch: 3 })) {
      numbers.push(...events.map(({ seq }) => Number(seq)));
      finishedCount += events.filter(({ kind }) => kind === 'job.succeeded').length;
      if (finishedCount === jobCount) return numbers;
    }
    throw new Error('The events ended.');
  };

  const [numbers] = await Promise.all([follow(), submitAndRestart()]);
  expect(numbers).toEqual(numbers.map((_, index) => index + 1));
  const topic = await client.findTopic({ name: 'film' });
  expect(topic?.jobCounts).toMatchObject({ total: jobCount, succeeded: jobCount });
  const { cursor } = await client.listEvents({ topic: 'film' }, { after: 'start', batch: 1_000 });
  expect(cursor).toBe(topic?.cursor);
});

test('a cursor of another history is refused', async () => {
  const [first, second] = [await startRestartableServer(), await startRestartableServer()];
  const clients = [first, second].map(({ url }) => createClient({ url }));
  const cursors = await Promise.all(
    clients.map(async (client) => (await client.topicCreate({ name: 'film' })).cursor),
  );
  const batches = clients[1]?.events({ topic: 'film' }, { after: cursors[0] ?? '' });
  await expect(batches?.next()).rejects.toMatchObject({ code: 'CURSOR_INVALID' });
});

test('changes and log lines come across restarts of the server, and every line once', async () => {
  const server = await startRestartableServer();
  const client = createClient({ url: server.url, retry: { minDelayMs: 10, maxDelayMs: 50 } });
  await client.topicCreate({ name: 'film' });
  const tasks = [{ key: 'reel', units: [{ key: 'cut', kind: 'cut' }] }];
  const { job } = await client.jobSubmit({ topic: 'film', name: 'Reel', tasks });
  const { leases } = await client.unitsClaim({ worker: 'ann', topics: ['film'] });
  const [{ unitId, attempt, leaseId } = { unitId: '', attempt: 0, leaseId: '' }] = leases;
  const lease = { unitId, attempt, leaseId };
  const messages = Array.from({ length: 12 }, (_, at) => `${at}`);

  const logAndRestart = async () => {
    for (const [at, message] of messages.entries()) {
      const restarting = at % 4 === 3 ? server.restart() : undefined;
      // Told how many lines have arrived, the server knows a report that comes again.
      const lines = [{ level: 'INFO' as const, message }];
      await client.unitsReport({ reports: [{ log: { lease, offset: at, lines } }] });
      await restarting;
    }
    await client.unitsReport({ reports: [{ succeed: { lease } }] });
  };
  const tail = async () => {
    const read: string[] = [];
    for await (const { lines } of client.logs({ unitId }, { after: 'start', throttleMs: 0 })) {
      read.push(...lines.map(({ message }) => message));
      if (read.length >= messages.length) return read;
    }
    throw new Error('The log ended.');
  };
  const untilDone = async () => {
    for await (const { jobs } of client.jobChanges({ jobId: job.id }, { throttleMs: 0 })) {
      const [last] = jobs;
      if (last !== undefined && last.state !== 'RUNNING') return last;
    }
    throw new Error('The changes ended.');
  };

  const [read, done] = await Promise.all([tail(), untilDone(), logAndRestart()]);
  expect(read).toEqual(messages);
  expect(done).toMatchObject({ id: job.id, state: 'SUCCEEDED', unitCounts: { succeeded: 1 } });
  const log = await client.readLog(unitId, { last: 3 });
  expect(log?.logs.nodes.map(({ message }) => message)).toEqual(messages.slice(-3));
});
