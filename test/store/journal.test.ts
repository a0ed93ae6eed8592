/** The journal as it is read, whole and Job by Job. */
import { expect, test } from 'vitest';
import { readEvents } from '../../src/store/journal.ts';
import { openKitchen } from '../engine/kitchen.ts';

const diamond = { all: { units: { a: [], b1: ['a'], b2: ['a'], c: ['b1', 'b2'] } } };

test('the Events of a Job are those of the journal that are about it, from wherever one begins', async () => {
  const kitchen = await openKitchen();
  const { store, topicId } = kitchen;
  const jobIds = [await kitchen.submit(diamond), await kitchen.submit(diamond)];
  await kitchen.workOff();
  const journal = await readEvents(store, { topicId, after: 0, limit: 1_000 });
  expect(journal.length).toBeGreaterThan(20);
  for (const jobId of jobIds) {
    const ofJob = journal.filter((event) => event.jobId === jobId);
    for (let after = 0; after <= journal.length; after += 1) {
      const rest = ofJob.filter(({ seq }) => seq > after);
      for (const limit of [1, 3, 1_000]) {
        expect(await readEvents(store, { topicId, jobId, after, limit })).toEqual(
          rest.slice(0, limit),
        );
      }
    }
  }
  const [jobId] = jobIds;
  expect(await readEvents(store, { topicId: 'other', jobId, after: 0, limit: 9 })).toEqual([]);
  await kitchen.closeAudited();
});
