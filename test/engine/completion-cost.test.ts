/** What a completion costs follows what it changes, not how large the Job is: counted, not timed. */
import { expect, onTestFinished, test } from 'vitest';
import type { LeasedUnit } from '../../src/domain/command-results.ts';
import { createEngine } from '../../src/engine/create-engine.ts';
import { countTraffic, noTraffic, type Traffic } from '../counting-store.ts';
import { accepted, definition, leaseOf, openKitchen, type Tasks } from './kitchen.ts';

const sizes = [10, 100, 1_000];

/** One Task: one Unit leads to all others but the last, and those lead to it. */
function oneTask(unitCount: number): Tasks {
  return { all: { units: fan(unitCount) } };
}

/** Tasks of two Units, one after the other; one Task leads to all others but the last. */
function manyTasks(unitCount: number): Tasks {
  const tasks = Object.entries(fan(unitCount / 2)).map(([key, dependsOn]) => {
    return [key, { dependsOn, units: { a: [], b: ['a'] } }];
  });
  return Object.fromEntries(tasks);
}

test.each([
  { shape: 'in a Task of many Units', tasksOf: oneTask, beforeCount: 1 },
  { shape: 'among many Tasks', tasksOf: manyTasks, beforeCount: 2 },
])('a completion $shape costs the same in a Job of any size', async ({ tasksOf, beforeCount }) => {
  const [first, ...others] = await Promise.all(
    sizes.map((size) => costsIn(tasksOf(size), beforeCount)),
  );
  expect(first?.claim.rowsWrittenCount).toBeGreaterThan(3);
  expect(first?.completion.rowsWrittenCount).toBeGreaterThan(3);
  expect(others).toEqual([first, first]);
});

/** What a claim and two completions cost each, in the middle of a Job. */
async function costsIn(tasks: Tasks, beforeCount: number) {
  const kitchen = await openKitchen();
  const traffic = noTraffic();
  const engine = createEngine({ store: countTraffic(kitchen.store, traffic) });
  onTestFinished(async () => {
    await engine.stop();
    await kitchen.close();
  });
  const { topicId } = kitchen;
  const claim = async (): Promise<LeasedUnit> => {
    const how = { worker: 'cook', kinds: null, max: 1, leaseMs: 30_000, requestId: null };
    const { leases } = accepted(
      await engine.execute({ name: 'claimUnits', topicId, ...how }),
    ).result;
    if (leases[0] === undefined) throw new Error('There is nothing to claim.');
    return leases[0];
  };
  const complete = async (leased: LeasedUnit) => {
    accepted(await engine.execute({ name: 'succeedUnit', lease: leaseOf(leased), output: 'null' }));
  };
  accepted(await engine.execute({ name: 'submitJob', topicId, job: definition(tasks) }));
  for (let count = 0; count < beforeCount; count += 1) await complete(await claim());
  const claimCost = await costOf(traffic, claim);
  const completion = await costOf(traffic, () => complete(claimCost.answer));
  const next = await claim();
  const nextCompletion = await costOf(traffic, () => complete(next));
  return { claim: claimCost.cost, completion: completion.cost, next: nextCompletion.cost };
}

async function costOf<T>(traffic: Traffic, work: () => Promise<T>) {
  Object.assign(traffic, noTraffic());
  const answer = await work();
  return { answer, cost: { ...traffic } };
}

/** Keys and what they depend on: the first leads to all others but the last, those to the last. */
function fan(count: number): Readonly<Record<string, readonly string[]>> {
  const keys = Array.from({ length: count }, (_, index) => `n${index}`);
  const middle = keys.slice(1, -1);
  return Object.fromEntries(
    keys.map((key, index) => {
      if (index === 0) return [key, []];
      return [key, index === count - 1 ? middle : ['n0']];
    }),
  );
}
