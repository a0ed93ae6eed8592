/** Whoever has left leaves nothing behind, and who stays is told of its own. */
import { beforeEach, expect, test } from 'vitest';
import { ClaimDesk } from '../../src/engine/claim-desk.ts';
import { WorkDesk } from '../../src/engine/work-desk.ts';
import { WorkStream } from '../../src/engine/work-stream.ts';
import { type Kitchen, leaseOf, openKitchen } from './kitchen.ts';
import { workRequest } from './open-work.ts';

let kitchen: Kitchen;
let work: WorkDesk;
let isBroken = false;
const faults: unknown[] = [];

beforeEach(async () => {
  kitchen = await openKitchen();
  const { engine, store } = kitchen;
  isBroken = false;
  const execute: typeof engine.execute = async (command) => {
    if (isBroken) throw new Error('It broke down.');
    return await engine.execute(command);
  };
  const desk = new ClaimDesk(store, execute);
  work = new WorkDesk({ store, desk, execute, onFault: (fault) => faults.push(fault) });
  engine.onCommit((hint) => {
    work.hear(hint);
    desk.wake(hint);
  });
  return async () => {
    work.close();
    desk.close();
    await kitchen.closeAudited();
    expect(faults.splice(0)).toEqual([]);
  };
});

async function open(more: Partial<typeof workRequest> = {}, signal?: AbortSignal) {
  const opened = await work.open({ ...workRequest, ...more }, signal);
  if (!(opened instanceof WorkStream)) throw new Error(opened.rejections[0].message);
  return opened;
}

test('thousands that come and go while nothing happens leave nothing behind', async () => {
  for (let round = 0; round < 20; round += 1) {
    const streams = await Promise.all(
      Array.from({ length: 100 }, (_, at) => open({ worker: `cook${at}` })),
    );
    await Promise.all(streams.map((stream) => stream.next()));
    const pulls = streams.map((stream) => stream.next());
    expect(work.counts()).toEqual({ streamCount: 100, workerCount: 100, leaseCount: 0 });
    await Promise.all(streams.map((stream) => stream.return()));
    for (const pull of pulls) expect(await pull).toEqual({ done: true, value: undefined });
    expect(work.counts()).toEqual({ streamCount: 0, workerCount: 0, leaseCount: 0 });
  }
});

test('those who leave by their signal leave nothing behind, whether they pull or not', async () => {
  const leaving = Array.from({ length: 50 }, () => new AbortController());
  const streams = await Promise.all(leaving.map(({ signal }) => open({ credits: 1 }, signal)));
  await Promise.all(streams.slice(25).map((stream) => stream.next()));
  const pulls = streams.slice(40).map((stream) => stream.next());
  for (const each of leaving) each.abort();
  for (const pull of pulls) expect(await pull).toEqual({ done: true, value: undefined });
  expect(work.counts()).toEqual({ streamCount: 0, workerCount: 0, leaseCount: 0 });
});

test('leases are followed while they are held, and as often as they are', async () => {
  await kitchen.submit({ meal: { units: { a: [], b: [] } } });
  const first = await open();
  const step = await first.next();
  const [a, b] = step.value?.leases ?? [];
  if (a === undefined || b === undefined) throw new Error('Two Units are offered.');
  const pull = first.next();
  const second = await open({ holding: [leaseOf(a)] });
  await second.next();
  expect(work.counts()).toEqual({ streamCount: 2, workerCount: 1, leaseCount: 2 });
  await kitchen.succeed(b);
  expect(work.counts()).toMatchObject({ leaseCount: 1 });
  await first.return();
  await pull;
  expect(work.counts()).toEqual({ streamCount: 1, workerCount: 1, leaseCount: 1 });
  await kitchen.succeed(a);
  expect(work.counts()).toEqual({ streamCount: 1, workerCount: 1, leaseCount: 0 });
  await second.return();
});

test('what breaks down while Units are claimed ends the subscription, and takes none', async () => {
  const stream = await open();
  await stream.next();
  const pull = stream.next();
  // Answered after the claim of the subscription, which waits from now on.
  expect(await kitchen.claim({ worker: 'maid' })).toEqual([]);
  isBroken = true;
  await kitchen.submit({ meal: { units: { a: [] } } });
  await expect(pull).rejects.toThrow('It broke down.');
  expect(work.counts()).toEqual({ streamCount: 0, workerCount: 0, leaseCount: 0 });
  expect(await stream.next()).toEqual({ done: true, value: undefined });
  expect(await kitchen.claim({ worker: 'maid' })).toHaveLength(1);
});
