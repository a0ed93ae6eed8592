/** The queue is the same at every server of a database, also at one that has just come. */
import { expect, onTestFinished, test } from 'vitest';
import { createClient } from '../../src/client/create-client.ts';
import { type Api, openApi } from '../server/open-api.ts';
import { takeDatabase } from '../test-database.ts';

interface Told {
  readonly queue: { readonly total: Readonly<Record<string, number>> };
}

async function openDatabase(): Promise<string> {
  const { database, release } = await takeDatabase();
  onTestFinished(release);
  return database;
}

async function openServer(database: string): Promise<Api> {
  const api = await openApi({ database });
  onTestFinished(api.close);
  return api;
}

const units = Array.from({ length: 6 }, (_, at) => ({ key: `u${at}`, kind: 'fry' }));
const tasks = [{ key: 't', units }];

test('what one server commits is told by the queue of another, and figures are those of all', async () => {
  const database = await openDatabase();
  const [here, there] = [await openServer(database), await openServer(database)];
  const [one, other] = [createClient({ url: here.url }), createClient({ url: there.url })];
  await one.topicCreate({ name: 'kitchen' });
  const stream = await there.stream(
    'subscription { queue(by: { name: "kitchen" }, everyMs: 100) { total { claimableCount } } }',
  );
  expect((await stream.next<Told>())?.data.queue.total).toEqual({ claimableCount: 0 });
  await one.jobSubmit({ topic: 'kitchen', name: 'meal', tasks });
  expect((await stream.next<Told>())?.data.queue.total).toEqual({ claimableCount: 6 });
  await stream.leave();

  // Both hand out and take back, and both add to the same figures.
  for (const client of [one, other, one]) {
    const { leases } = await client.unitsClaim({ worker: 'w', topics: ['kitchen'], max: 2 });
    const [first] = leases;
    if (first === undefined) throw new Error('There was nothing to claim.');
    const { unitId, attempt, leaseId } = first;
    await client.unitsReport({ reports: [{ succeed: { lease: { unitId, attempt, leaseId } } }] });
  }
  const late = createClient({ url: (await openServer(database)).url });
  for (const client of [one, other, late]) {
    const { total } = await client.getQueue({ name: 'kitchen' });
    expect(total).toMatchObject({ claimableCount: 0, runningCount: 3 });
    expect(total.unitCounts).toMatchObject({ total: 6, succeeded: 3 });
    // They have begun to fade, but only just.
    expect(Math.round(total.claimedPerMinute)).toBeGreaterThanOrEqual(4);
    expect(total.claimedPerMinute).toBeLessThanOrEqual(6);
  }
});
