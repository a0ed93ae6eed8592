/** What is kept in memory between batches: it saves reads, and is never taken for what it is not any more. */
import { describe, expect, test } from 'vitest';
import type { Lane } from '../../src/domain/lane.ts';
import { createEngine, type Engine } from '../../src/engine/create-engine.ts';
import { WarmRows } from '../../src/engine/warm-rows.ts';
import { definition, type Kitchen, leaseOf, openKitchen } from './kitchen.ts';

const chain = { meal: { units: { chop: [], cook: ['chop'], serve: ['cook'] } } };

/** Another engine on the database of the kitchen, and what it reads of Jobs, Tasks and Units in transactions. */
function openSecond({ store }: Kitchen, warmBytesMax?: number) {
  const read: string[] = [];
  const asked = new Set<string>();
  const engine = createEngine({
    warmBytesMax,
    chance: () => 1,
    store: {
      ...store,
      transaction: (work) =>
        store.transaction((transaction) =>
          work({
            ...transaction,
            query: async (sql, parameters) => {
              const rows = await transaction.query(sql, parameters);
              for (const [, name = ''] of sql.matchAll(/(?:JOIN|FROM) "(\w+)"/g)) asked.add(name);
              const [, table] =
                /(?:JOIN|SELECT \* FROM) "(Unit|Task|Job|UnitDependency)"/.exec(sql) ?? [];
              if (table !== undefined && sql.startsWith('SELECT')) {
                read.push(...rows.map(() => table));
              }
              // The rows are those of the statement, in whatever shape its caller has named.
              return rows as never;
            },
          }),
        ),
    },
  });
  /** The tables that were asked for anything, whatever was there. */
  const tablesAsked = () => {
    const names = [...asked].sort();
    asked.clear();
    return names;
  };
  return { engine, readCount: () => read.splice(0).length, tablesAsked };
}

async function doOne(engine: Engine) {
  const leases = await claimOne(engine);
  for (const leased of leases) await succeed(engine, leased);
  return leases.length;
}

async function claimOne(engine: Engine, waitMs = 0) {
  const answer = await engine.claim({
    topics: ['kitchen'],
    worker: 'cook',
    kinds: null,
    max: 1,
    leaseMs: 30_000,
    waitMs,
    requestId: null,
  });
  return answer.isAccepted ? answer.leases : [];
}

function succeed(engine: Engine, leased: Parameters<typeof leaseOf>[0]) {
  return engine.execute({ name: 'succeedUnit', lease: leaseOf(leased), output: 'null' });
}

describe('between batches', () => {
  test('nothing is read again of a Job that is worked off', async () => {
    const kitchen = await openKitchen();
    const { engine, readCount } = openSecond(kitchen);
    const { topicId } = kitchen;
    await engine.execute({ name: 'submitJob', topicId, job: definition(chain) });
    for (let count = 0; count < 3; count += 1) expect(await doOne(engine)).toBe(1);
    expect(readCount()).toBe(0);
    expect(await kitchen.unitStates()).toEqual({
      chop: 'SUCCEEDED',
      cook: 'SUCCEEDED',
      serve: 'SUCCEEDED',
    });
    await engine.stop();
    await kitchen.closeAudited();
  });

  test('neither Units nor Lanes nor Workers are asked for again, as long as few can be claimed from', async () => {
    const kitchen = await openKitchen();
    const { engine, tablesAsked } = openSecond(kitchen);
    const { topicId } = kitchen;
    const submit = () =>
      engine.execute({
        name: 'submitJob',
        topicId,
        job: definition({ meal: { units: { a: [] } } }),
      });
    await submit();
    expect(await doOne(engine)).toBe(1);
    expect(tablesAsked()).toContain('Lane');
    for (let count = 0; count < 2; count += 1) {
      await submit();
      expect(await doOne(engine)).toBe(1);
      expect(tablesAsked()).not.toContain('Lane');
    }
    await submit();
    await claimOne(engine);
    expect(tablesAsked()).toEqual([]);
    await engine.stop();
    await kitchen.closeAudited();
  });

  test('a claim asks for nothing that came into its batch', async () => {
    const kitchen = await openKitchen();
    const { engine, tablesAsked } = openSecond(kitchen);
    const { topicId } = kitchen;
    const job = definition({ meal: { units: { a: [] } } });
    for (let count = 0; count < 2; count += 1) {
      const waiting = claimOne(engine, 10_000);
      tablesAsked();
      await engine.execute({ name: 'submitJob', topicId, job });
      expect(await waiting).toMatchObject([{ attempt: 1 }]);
    }
    expect(tablesAsked()).toEqual([]);
    await engine.stop();
    await kitchen.closeAudited();
  });

  test('what another engine has changed is read anew', async () => {
    const kitchen = await openKitchen();
    const { engine } = openSecond(kitchen);
    const jobId = await kitchen.submit(chain);
    expect(await doOne(engine)).toBe(1);
    const reason = { reason: null, by: null };
    await kitchen.engine.execute({ name: 'cancelJob', jobId, ...reason });
    expect(await doOne(engine)).toBe(0);
    expect(await kitchen.unitStates()).toEqual({
      chop: 'SUCCEEDED',
      cook: 'CANCELLED',
      serve: 'CANCELLED',
    });
    await engine.stop();
    await kitchen.closeAudited();
  });

  test('a Worker that another engine was asked to quiet is given nothing more', async () => {
    const kitchen = await openKitchen();
    const { engine } = openSecond(kitchen);
    await kitchen.submit({ meal: { units: { a: [], b: [] } } });
    expect(await claimOne(engine)).toHaveLength(1);
    const [worker] = await kitchen.store.query<{ id: string }>('SELECT "id" FROM "Worker"');
    const quiet = { workerId: worker?.id ?? '', mode: 'QUIET', reason: null } as const;
    await kitchen.engine.execute({ name: 'setWorkerMode', ...quiet });
    expect(await claimOne(engine)).toEqual([]);
    await engine.stop();
    await kitchen.closeAudited();
  });

  test('a lease that another engine has renewed counts as renewed', async () => {
    const kitchen = await openKitchen();
    const { engine } = openSecond(kitchen);
    await kitchen.submit(chain);
    const [leased] = await claimOne(engine);
    if (leased === undefined) throw new Error('There is one.');
    await kitchen.pass(20_000);
    const lease = leaseOf(leased);
    await kitchen.engine.execute({ name: 'renewLease', lease, leaseMs: null });
    await kitchen.pass(20_000);
    await engine.tick();
    expect(await succeed(engine, leased)).toMatchObject({ isAccepted: true });
    await engine.stop();
    await kitchen.closeAudited();
  });

  test('what a commit that failed would have changed is not taken for true', async () => {
    const kitchen = await openKitchen();
    let isBroken = false;
    const { store } = kitchen;
    const engine = createEngine({
      chance: () => 1,
      store: {
        ...store,
        transaction: (work) =>
          store.transaction(async (transaction) => {
            const result = await work(transaction);
            if (isBroken) throw new Error('The disk is full.');
            return result;
          }),
      },
    });
    await kitchen.submit(chain);
    const [leased] = await claimOne(engine);
    if (leased === undefined) throw new Error('There is one.');
    isBroken = true;
    await expect(succeed(engine, leased)).rejects.toMatchObject({ code: 'INTERNAL' });
    isBroken = false;
    expect(await claimOne(engine)).toEqual([]);
    expect(await succeed(engine, leased)).toMatchObject({ isAccepted: true, isReplayed: false });
    expect(await doOne(engine)).toBe(1);
    await engine.stop();
    await kitchen.closeAudited();
  });

  test('no more is kept than there is room for', async () => {
    const kitchen = await openKitchen();
    const { engine, readCount } = openSecond(kitchen, 0);
    await kitchen.submit(chain);
    expect(await doOne(engine)).toBe(1);
    const first = readCount();
    expect(await doOne(engine)).toBe(1);
    expect(readCount()).toBeGreaterThan(first - 2);
    await engine.stop();
    await kitchen.closeAudited();
  });
});

test('what is used stays when there is no more room, and goes when it is used no longer', () => {
  const { lanes } = new WarmRows();
  const [busy, idle, late] = ['busy', 'idle', 'late'].map(laneNamed);
  if (busy === undefined || idle === undefined || late === undefined) throw new Error('No Lanes.');
  const areKept = () => [busy, idle, late].map(({ id }) => lanes.find(id) !== undefined);
  for (const lane of [busy, idle, busy]) lanes.keep(lane);
  lanes.lighten(1);
  expect(areKept()).toEqual([true, false, false]);
  lanes.keep(late);
  lanes.lighten(1);
  expect(areKept()).toEqual([false, false, true]);
});

function laneNamed(kind: string): Lane {
  const traits = { kind, requires: '{}', requiresFirst: '', concurrencyKey: '' };
  const counts = { unitCount: 0, claimableCount: 0, place: 0, headId: '', isOpen: 1 } as const;
  const times = { paceMs: null, pacedAt: null, emptyAt: null };
  return { id: kind, topicId: 't', ...traits, ...counts, ...times };
}
