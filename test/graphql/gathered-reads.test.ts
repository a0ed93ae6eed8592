/** What requests read by id at the same time is read with one statement, and never remembered. */
import { expect, test } from 'vitest';
import { Loaders } from '../../src/graphql/loaders.ts';
import type { Store } from '../../src/store/port.ts';
import { openKitchen } from '../engine/kitchen.ts';

test('requests that ask for objects at once share a statement, and each later one reads anew', async () => {
  const kitchen = await openKitchen();
  const ids = [
    await kitchen.submit({ a: { units: {} } }),
    await kitchen.submit({ b: { units: { u: [] } } }),
  ];
  let count = 0;
  const store: Store = {
    ...kitchen.store,
    query: (sql, parameters) => {
      count += 1;
      return kitchen.store.query(sql, parameters);
    },
  };
  const readAll = () =>
    Promise.all([...ids, 'job_none', ...ids].map((id) => new Loaders(store).jobs.load(id)));
  const [first, second] = ids;
  const found = await readAll();
  expect(found.map((job) => job?.id ?? null)).toEqual([first, second, null, first, second]);
  expect(found[1]?.state).toBe('RUNNING');
  expect(count).toBe(1);
  await kitchen.workOff();
  expect((await readAll())[1]?.state).toBe('SUCCEEDED');
  expect(count).toBe(2);
  await kitchen.closeAudited();
});
