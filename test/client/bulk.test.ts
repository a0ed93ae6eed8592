/** Submitting, searching and acting on many through the client, against a server. */
import { beforeAll, expect, test } from 'vitest';
import { type Client, createClient } from '../../src/client/create-client.ts';
import { openWorkshop, type Workshop } from '../server/workshop.ts';

let workshop: Workshop;
let client: Client;

beforeAll(async () => {
  workshop = await openWorkshop();
  client = createClient({ url: workshop.url });
  for (const customer of ['ann', 'ben']) {
    const units = Array.from({ length: 130 }, (_, at) => ({ key: `u${at}`, kind: customer }));
    await workshop.submit([{ key: 't', units }], { name: customer, labels: { customer } });
  }
  return workshop.close;
});

test('the client lists all that match, page by page', async () => {
  const labels = [{ name: 'customer', value: 'ben' }];
  const keys: string[] = [];
  for await (const { key } of client.searchUnits({ topic: 'workshop', labels })) keys.push(key);
  expect(new Set(keys).size).toBe(130);
  expect(keys[0]).toBe('u129');
  const names: string[] = [];
  const orderBy = { field: 'CREATED_AT', direction: 'ASC' } as const;
  for await (const job of client.searchJobs({ isRetrying: false, text: 'N' }, { orderBy })) {
    names.push(job.name);
  }
  expect(names).toEqual(['ann', 'ben']);
});

test('the client acts on all that match, and says what was done', async () => {
  const filter = { topic: 'workshop', kinds: ['ann'] };
  const dry = await client.unitsSkip({ filter, dryRun: true });
  expect(dry).toMatchObject({ matchedCount: 130, changedCount: 130, refusals: [] });
  const { replayed, cursor, ...skipped } = await client.unitsSkip({ filter, limit: 100 });
  expect(skipped).toMatchObject({ changedCount: 100, hasMore: true, userErrors: [] });
  expect({ replayed, cursor }).toEqual({ replayed: false, cursor: expect.any(String) });
  const jobs = { topic: 'workshop' };
  expect(await client.jobsCancel({ filter: jobs })).toMatchObject({ changedCount: 2 });
  expect(await client.jobsRetry({ filter: jobs })).toMatchObject({ changedCount: 2 });
  expect(await client.jobsPrioritize({ filter: jobs, priority: 1 })).toMatchObject({
    changedCount: 2,
    matchedStates: { running: 2, total: 2 },
  });
});

test('the client throws what a request is refused for as a whole', async () => {
  await expect(client.unitsCancel({ filter: {} })).rejects.toMatchObject({
    name: 'ClientError',
    code: 'INVALID_VALUE',
  });
});

test('the client submits many Jobs at once, and says what became of each', async () => {
  const job = { topic: 'workshop', name: 'many', tasks: [] };
  const { answers, userErrors } = await client.jobsSubmit({
    jobs: [job, { ...job, topic: 'nowhere' }, { ...job, key: 'k' }, { ...job, key: 'k' }],
  });
  expect(userErrors).toEqual([]);
  expect(answers).toMatchObject([
    { created: true, jobId: expect.stringMatching(/^job_/), userErrors: [] },
    { created: false, jobId: null, userErrors: [{ code: 'TOPIC_NOT_FOUND' }] },
    { created: true, replayed: false },
    { created: false, replayed: true, jobId: answers[2]?.jobId },
  ]);
  const jobs = Array.from({ length: 1_001 }, () => job);
  await expect(client.jobsSubmit({ jobs })).rejects.toMatchObject({ code: 'TOO_MANY' });
});
