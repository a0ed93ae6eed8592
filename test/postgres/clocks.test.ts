/** Clocks that are wrong: those of servers, which do not matter, and that of the database. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { audit } from '../../src/audit/audit.ts';
import type { Event } from '../../src/domain/event.ts';
import { createEngine, type Engine } from '../../src/engine/create-engine.ts';
import {
  openPostgresql,
  type PostgresqlStore,
} from '../../src/store/dialects/postgresql/open-postgresql.ts';
import { readEvents } from '../../src/store/journal.ts';
import { accepted, claimRequest, definition } from '../engine/kitchen.ts';
import { type TestDatabase, takeDatabase } from '../test-database.ts';
import { runAlone } from './start-postgresql.ts';

let database: TestDatabase;
let opened: { readonly engine: Engine; readonly store: PostgresqlStore }[];
let topicId: string;

beforeEach(async () => {
  database = await takeDatabase();
  opened = [];
});

afterEach(async () => {
  vi.useRealTimers();
  for (const { engine, store } of opened) {
    await engine.stop();
    expect(await audit(store)).toEqual([]);
    await store.close();
  }
  await database.release();
});

async function open(now?: () => number): Promise<Engine> {
  const store = await openPostgresql({ url: database.database, now });
  const engine = createEngine({ store, startGraceMs: 0 });
  opened.push({ engine, store });
  return engine;
}

async function createKitchen(engine: Engine): Promise<void> {
  const topic = { name: 'createTopic', topicName: 'kitchen', description: null } as const;
  topicId = accepted(await engine.execute(topic)).topicId;
  const job = definition({ meal: { units: { a: [] } } });
  accepted(await engine.execute({ name: 'submitJob', topicId, job }));
}

async function claimOne(engine: Engine, leaseMs: number) {
  const answer = await engine.claim({ ...claimRequest, leaseMs, waitMs: 0 });
  return answer.isAccepted ? answer.leases : [];
}

async function journal(): Promise<readonly Event[]> {
  const [{ store } = { store: undefined }] = opened;
  if (store === undefined) throw new Error('Nothing is open.');
  return await readEvents(store, { topicId, after: 0, limit: 1_000 });
}

/** The clock of this machine says something else, as far as anybody asks it. */
function setMachineClock(offsetMs: number): void {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + offsetMs });
}

test.each([-262_000, 262_000, 86_400_000])(
  'servers may be %i ms off: times and leases are those of the database',
  async (offsetMs) => {
    setMachineClock(offsetMs);
    const engine = await open();
    await createKitchen(engine);
    const leases = await claimOne(engine, 60_000);
    expect(leases).toMatchObject([{ attempt: 1, leaseMs: 60_000 }]);
    await engine.tick();
    const [found] = await runAlone<{ leftMs: number; sinceMs: number }>(
      database.database,
      `SELECT ("leaseUntil" - extract(epoch FROM clock_timestamp()) * 1000)::int AS "leftMs",
         (extract(epoch FROM clock_timestamp()) * 1000 - "createdAt")::int AS "sinceMs" FROM "Unit"`,
    );
    // The lease has not run out, and is no longer than it was given for.
    expect(found?.leftMs).toBeGreaterThan(0);
    expect(found?.leftMs).toBeLessThanOrEqual(60_000);
    expect(found?.sinceMs).toBeGreaterThanOrEqual(0);
    expect((await journal()).map(({ kind }) => kind)).not.toContain('unit.expired');
  },
);

test('a server that is a day ahead takes no lease away before the database says so', async () => {
  const right = await open();
  await createKitchen(right);
  const [lease] = await claimOne(right, 60_000);
  setMachineClock(86_400_000);
  const ahead = await open();
  await ahead.tick();
  expect(await claimOne(ahead, 60_000)).toEqual([]);
  const { unit, attempt, leaseId } = lease ?? { unit: undefined, attempt: 0, leaseId: '' };
  const report = { unitId: unit?.id ?? '', attempt, leaseId };
  accepted(await ahead.execute({ name: 'succeedUnit', lease: report, output: '1' }));
});

test('a lease that has run out is taken away by a server that is a day behind', async () => {
  setMachineClock(-86_400_000);
  const behind = await open();
  await createKitchen(behind);
  await claimOne(behind, 1_000);
  behind.start();
  while (!(await journal()).some(({ kind }) => kind === 'unit.expired')) await sleep(20);
  expect(await claimOne(behind, 60_000)).toMatchObject([{ attempt: 2 }]);
});

test('a database clock that is set forth and back takes each lease away once, and time never runs backwards', async () => {
  let now = 1_700_000_000_000;
  const engine = await open(() => now);
  await createKitchen(engine);
  let attempts = 1;
  await claimOne(engine, 30_000);
  for (const stepMs of [60_000, -60_000, -120_000, 180_000, -60_000, 1_000]) {
    now += stepMs;
    await engine.tick();
    const leases = await claimOne(engine, 30_000);
    expect(leases.length).toBeLessThanOrEqual(1);
    attempts += leases.length;
  }
  // No lease is immortal: once the clock has passed all it has said before, it runs out.
  now += 400_000;
  await engine.tick();
  expect(await claimOne(engine, 30_000)).toMatchObject([{ attempt: attempts + 1 }]);
  const times = (await journal()).map(({ at }) => at);
  expect(times).toEqual([...times].sort((a, b) => a - b));
});
