/** What two engines on one database know of each other. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { audit } from '../../src/audit/audit.ts';
import { createEngine, type Engine } from '../../src/engine/create-engine.ts';
import {
  openPostgresql,
  type PostgresqlStore,
} from '../../src/store/dialects/postgresql/open-postgresql.ts';
import { readEvents } from '../../src/store/journal.ts';
import { accepted, claimRequest, definition } from '../engine/kitchen.ts';
import { type TestDatabase, takeDatabase } from '../test-database.ts';
import { runAlone } from './start-postgresql.ts';

interface Server {
  readonly engine: Engine;
  readonly store: PostgresqlStore;
}

let database: TestDatabase;
let servers: Server[];
let topicId: string;
const faults: unknown[] = [];

beforeEach(async () => {
  database = await takeDatabase();
  servers = [await openServer(), await openServer()];
  const topic = { name: 'createTopic', topicName: 'kitchen', description: null } as const;
  topicId = accepted(await here().engine.execute(topic)).topicId;
});

afterEach(async () => {
  for (const { engine, store } of servers) {
    await engine.stop();
    await store.close();
  }
  await database.release();
  expect(faults.splice(0)).toEqual([]);
});

async function openServer(): Promise<Server> {
  const store = await openPostgresql({ url: database.database });
  await store.hintsOpened;
  return { store, engine: createEngine({ store, onFault: (fault) => faults.push(fault) }) };
}

function here(): Server {
  return servers[0] as Server;
}

function there(): Server {
  return servers[1] as Server;
}

const one = definition({ meal: { units: { a: [] } } });

test('a worker that waits at one is handed what was submitted at the other', async () => {
  const waiting = there().engine.claim({ ...claimRequest, waitMs: 30_000 });
  await here().engine.execute({ name: 'submitJob', topicId, job: one });
  expect(await waiting).toMatchObject({ leases: [{ unit: { kind: 'cook' } }] });
});

test('a worker that waits gets its Unit also when hints are lost', async () => {
  // Whatever the connections hear is nothing from now on; the others are not touched.
  await silence();
  const waiting = there().engine.claim({ ...claimRequest, waitMs: 30_000 });
  await here().engine.execute({ name: 'submitJob', topicId, job: one });
  expect(await waiting).toMatchObject({ leases: [{ unit: { kind: 'cook' } }] });
});

test('a worker that waits at one learns what is asked of it at the other', async () => {
  await there().engine.claim({ ...claimRequest, waitMs: 0 });
  const waiting = there().engine.claim({ ...claimRequest, waitMs: 30_000 });
  const [worker] = await here().store.query<{ id: string }>('SELECT "id" FROM "Worker"');
  const command = { name: 'setWorkerMode', workerId: worker?.id ?? '', mode: 'DRAINING' } as const;
  accepted(await here().engine.execute({ ...command, by: null, reason: null }));
  expect(await waiting).toMatchObject({ directives: [{ isNew: true }] });
});

test('each commit is told at the other, and none at the one that made it twice', async () => {
  const heard: number[] = [];
  const own: number[] = [];
  there().engine.onCommit(({ seq }) => heard.push(seq));
  here().engine.onCommit(({ seq }) => own.push(seq));
  for (let count = 0; count < 5; count += 1) {
    accepted(await here().engine.execute({ name: 'submitJob', topicId, job: one }));
  }
  await until(() => heard.at(-1) === own.at(-1));
  expect(own).toHaveLength(5);
  expect(heard).toEqual([...heard].sort((a, b) => a - b));
});

test('hints are heard again after the connection for them was lost', async () => {
  const heard: number[] = [];
  there().engine.onCommit(({ seq }) => heard.push(seq));
  await silence();
  await until(async () => {
    accepted(await here().engine.execute({ name: 'submitJob', topicId, job: one }));
    return heard.length > 0;
  });
  expect(heard.length).toBeGreaterThan(0);
});

test('two that claim at once never hand out the same, and the journal is one line', async () => {
  const units = Object.fromEntries(Array.from({ length: 200 }, (_, at) => [`u${at}`, []]));
  const job = definition({ meal: { units } });
  accepted(await here().engine.execute({ name: 'submitJob', topicId, job }));
  const handed: string[] = [];
  const work = async ({ engine }: Server, worker: string) => {
    for (;;) {
      const answer = await engine.claim({ ...claimRequest, worker, max: 3, waitMs: 0 });
      if (!answer.isAccepted || answer.leases.length === 0) return;
      handed.push(...answer.leases.map(({ unit }) => unit.id));
      const done = answer.leases.map(({ unit, attempt, leaseId }) =>
        engine.execute({
          name: 'succeedUnit',
          lease: { unitId: unit.id, attempt, leaseId },
          output: '1',
        }),
      );
      for (const outcome of await Promise.all(done)) accepted(outcome);
    }
  };
  await Promise.all(
    ['a', 'b', 'c'].flatMap((name) => servers.map((at, on) => work(at, name + on))),
  );
  expect(handed).toHaveLength(200);
  expect(new Set(handed).size).toBe(200);
  const events = await readEvents(there().store, { topicId, after: 0, limit: 10_000 });
  expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
  expect(await audit(there().store)).toEqual([]);
});

/** Ends the connections that listen, as a network would that nobody can trust. */
async function silence(): Promise<void> {
  await runAlone(
    database.database,
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
     WHERE datname = current_database() AND query LIKE 'LISTEN%'`,
  );
}

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await sleep(5);
}
