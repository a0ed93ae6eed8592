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
