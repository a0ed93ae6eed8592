import { expect, test } from 'vitest';
import { findFaults } from '../../bench/suite/kept-promises.ts';
import { type Kitchen, openKitchen } from '../engine/kitchen.ts';

const pair = { all: { units: { first: [], last: ['first'] } } };

test('nothing is amiss where all Units were done in order', async () => {
  const kitchen = await openKitchen();
  await kitchen.submit(pair);
  await kitchen.workOff();
  const expected = { topic: 'kitchen', unitCount: 2 };
  expect(await findFaults(kitchen.store, expected)).toEqual([]);
  await kitchen.closeAudited();
});

test('what is missing is told', async () => {
  const kitchen = await openKitchen();
  await kitchen.submit(pair);
  await kitchen.workOff();
  await change(kitchen, `DELETE FROM "Event" WHERE "kind" = 'unit.claimed'`);
  const faults = await findFaults(kitchen.store, { topic: 'kitchen', unitCount: 3 });
  expect(faults).toEqual([
    'Units: 2 instead of 3.',
    'Units that succeeded: 2 instead of 3.',
    expect.stringMatching(/^Events: \d+ instead of \d+\.$/),
    'Units with one Event unit.ready: 2 instead of 3.',
    'Units with one Event unit.claimed: 0 instead of 3.',
    'Units with one Event unit.succeeded: 2 instead of 3.',
  ]);
  await kitchen.close();
});

test('a Unit that was handed out too early is told', async () => {
  const kitchen = await openKitchen();
  await kitchen.submit(pair);
  await kitchen.workOff();
  await change(
    kitchen,
    `UPDATE "Event" SET "seq" = -1 WHERE "kind" = 'unit.claimed'
       AND "unitId" = (SELECT "id" FROM "Unit" WHERE "key" = 'last')`,
  );
  const faults = await findFaults(kitchen.store, { topic: 'kitchen', unitCount: 2 });
  expect(faults).toEqual([
    expect.stringMatching(/^Events: \d+ instead of \d+\.$/),
    'Units whose Events are not in order: 1 instead of 0.',
    'Units that were handed out too early: 1 instead of 0.',
  ]);
  await kitchen.close();
});

async function change({ store }: Kitchen, sql: string): Promise<void> {
  await store.transaction((transaction) => transaction.script(sql));
}
