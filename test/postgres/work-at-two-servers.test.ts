/** A worker subscribes for work at one server, and others do things at another. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createEngine, type Engine } from '../../src/engine/create-engine.ts';
import { migrate } from '../../src/store/migrate.ts';
import { type OpenStore, openStore } from '../../src/store/open-store.ts';
import type { HintLine } from '../../src/store/port.ts';
import { accepted, definition, leaseOf } from '../engine/kitchen.ts';
import { beginWork, keysOf, openWork } from '../engine/open-work.ts';
import { type TestDatabase, takeDatabase } from '../test-database.ts';

interface Server {
  readonly engine: Engine;
  readonly store: OpenStore;
}

/** A line on which nothing is ever heard. */
const deaf: HintLine = { send: () => undefined, listen: () => () => undefined };

let database: TestDatabase;
let topicId: string;
const servers: Server[] = [];
const faults: unknown[] = [];

beforeEach(async () => {
  database = await takeDatabase();
});

afterEach(async () => {
  for (const { engine, store } of servers.splice(0)) {
    await engine.stop();
    await store.close();
  }
  await database.release();
  expect(faults.splice(0)).toEqual([]);
});

async function openServer(line?: HintLine): Promise<Engine> {
  const store = await openStore({ database: database.database });
  await migrate(store);
  const heard = line === undefined ? store : { ...store, hints: line };
  const engine = createEngine({ store: heard, onFault: (fault) => faults.push(fault) });
  servers.push({ engine, store });
  return engine;
}

async function openServers(line?: HintLine): Promise<readonly [here: Engine, there: Engine]> {
  const [here, there] = [await openServer(line), await openServer(line)];
  const topic = { name: 'createTopic', topicName: 'kitchen', description: null } as const;
  topicId = accepted(await here.execute(topic)).topicId;
  return [here, there];
}

async function submit(engine: Engine, ...keys: readonly string[]): Promise<void> {
  const units = Object.fromEntries(keys.map((key) => [key, []]));
  const job = definition({ meal: { units } });
  accepted(await engine.execute({ name: 'submitJob', topicId, job }));
}

const asked = { reason: 'no fish', by: 'ann' };

describe.each([
  ['by hints', undefined],
  ['without hints', deaf],
])('a worker learns at one server, %s,', (_, line) => {
  test('what was submitted at the other', async () => {
    const [here, there] = await openServers(line);
    const { next } = await openWork(here);
    const offer = next();
    await submit(there, 'a');
    expect(keysOf(await offer)).toEqual(['a']);
  });

  test('that a Unit was taken from it at the other, by whom and why', async () => {
    const [here, there] = await openServers(line);
    await submit(here, 'a', 'b');
    const { next } = await beginWork(here);
    const [a] = (await next()).leases;
    if (a === undefined) throw new Error('Two Units are offered.');
    const told = next();
    accepted(await there.execute({ name: 'cancelUnit', unitId: a.unit.id, ...asked }));
    const { leaseDirectives, freeCreditCount } = await told;
    expect(leaseDirectives).toMatchObject([{ kind: 'CANCEL', lease: leaseOf(a) }]);
    expect(leaseDirectives[0]?.message).toContain('"ann" asked for that: no fish.');
    expect(freeCreditCount).toBe(1);
  });

  test('that a Unit of it is gone with its Job', async () => {
    const [here, there] = await openServers(line);
    await submit(here, 'a');
    const { next } = await beginWork(here);
    const [a] = (await next()).leases;
    if (a === undefined) throw new Error('A Unit is offered.');
    const told = next();
    const { jobId } = a.unit;
    accepted(await there.execute({ name: 'cancelJob', jobId, ...asked }));
    accepted(await there.execute({ name: 'deleteJob', jobId, ...asked }));
    await there.tick();
    expect(await told).toMatchObject({ leaseDirectives: [{ lease: leaseOf(a) }] });
  });

  test('that there is room for more, after it has reported to the other', async () => {
    const [here, there] = await openServers(line);
    await submit(here, 'a', 'b', 'c');
    const { next } = await beginWork(here, { credits: 1 });
    const offered: string[] = [];
    for (let offer = await next(); offered.length < 2; offer = await next()) {
      const [leased] = offer.leases;
      if (leased === undefined) throw new Error('A Unit is offered each time.');
      offered.push(leased.unit.key);
      const lease = leaseOf(leased);
      accepted(await there.execute({ name: 'succeedUnit', lease, output: '1' }));
    }
    expect(offered).toEqual(['a', 'b']);
  });
});

test('a worker hears at one server what is asked of it at the other', async () => {
  const [here, there] = await openServers();
  const { next } = await openWork(here);
  const told = next();
  const [worker] = await (servers[1] as Server).store.query<{ id: string }>(
    'SELECT "id" FROM "Worker"',
  );
  const workerId = worker?.id ?? '';
  accepted(await there.execute({ name: 'setWorkerMode', workerId, mode: 'DRAINING', ...asked }));
  expect(await told).toMatchObject({ directives: [{ kind: 'DRAIN' }], isDrained: true });
});
