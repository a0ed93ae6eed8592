/** What becomes of commands whose connection to PostgreSQL breaks, at whatever moment that is. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { audit } from '../../src/audit/audit.ts';
import type { Outcome } from '../../src/domain/command.ts';
import { createEngine, type Engine } from '../../src/engine/create-engine.ts';
import {
  openPostgresql,
  type PostgresqlStore,
} from '../../src/store/dialects/postgresql/open-postgresql.ts';
import { migrate } from '../../src/store/migrate.ts';
import { accepted, definition } from '../engine/kitchen.ts';
import { TcpProxy } from '../faults/tcp-proxy.ts';
import { type TestDatabase, takeDatabase } from '../test-database.ts';
import { runAlone, startPostgresql } from './start-postgresql.ts';

let database: TestDatabase;
let proxy: TcpProxy;
let store: PostgresqlStore;
let engine: Engine;
let topicId: string;
let faults: unknown[];

beforeEach(async () => {
  database = await takeDatabase();
  faults = [];
  proxy = await TcpProxy.open({ host: '127.0.0.1', port: Number(new URL(database.database).port) });
  await connect({});
});

afterEach(async () => {
  proxy.release();
  proxy.refuse(false);
  await engine.stop();
  await store.close();
  await proxy.close();
  await database.release();
});

async function connect(options: { readonly patienceMs?: number }): Promise<void> {
  const url = new URL(database.database);
  url.port = `${proxy.port}`;
  store = await openPostgresql({ url: url.href, statementMs: 500, ...options });
  await store.hintsOpened;
  engine = createEngine({ store, onFault: (fault) => faults.push(fault) });
  const topic = { name: 'createTopic', topicName: 'kitchen', description: null } as const;
  topicId = accepted(await engine.execute(topic)).topicId;
}

async function reconnect(options: { readonly patienceMs: number }): Promise<void> {
  await engine.stop();
  await store.close();
  await runAlone(database.database, 'DELETE FROM "Event"; DELETE FROM "Topic"');
  await connect(options);
}

const job = definition({ meal: { units: { a: [], b: ['a'] } } });

/** Without a key, so that a second time would make a second Job. */
function submit(): Promise<Outcome<'submitJob'>> {
  return engine.execute({ name: 'submitJob', topicId, job: { ...job, key: null } });
}

function countJobs() {
  return runAlone<{ count: string }>(database.database, 'SELECT count(*) FROM "Job"');
}

describe('a command is done once, and answered', () => {
  test('when the answer to its commit is lost', async () => {
    const lost = proxy.loseAnswer({ request: 'COMMIT', answer: 'COMMIT' });
    accepted(await submit());
    await lost;
    expect(await countJobs()).toEqual([{ count: '1' }]);
  });

  test('when its commit is lost on the way', async () => {
    const lost = proxy.loseRequest('COMMIT');
    accepted(await submit());
    await lost;
    expect(await countJobs()).toEqual([{ count: '1' }]);
  });

  test.each(['BEGIN', 'INSERT INTO "Job"', 'INSERT INTO "Event"'])(
    'when the connection breaks at %s',
    async (statement) => {
      const lost = proxy.loseRequest(statement);
      accepted(await submit());
      await lost;
      expect(await countJobs()).toEqual([{ count: '1' }]);
    },
  );

  test('when all connections break, over and over', async () => {
    const answers = Array.from({ length: 40 }, async (_, index) => {
      if (index % 10 === 0) proxy.resetAll();
      return await submit();
    });
    for (const outcome of await Promise.all(answers)) accepted(outcome);
    expect(await countJobs()).toEqual([{ count: '40' }]);
  });

  test('when PostgreSQL ends every connection', async () => {
    const answers = [submit(), submit()];
    await runAlone(
      database.database,
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE datname = current_database() AND pid <> pg_backend_pid()`,
    );
    for (const outcome of await Promise.all([...answers, submit()])) accepted(outcome);
    expect(await countJobs()).toEqual([{ count: '3' }]);
  });

  test('when the connections are half open', async () => {
    proxy.abandonAll();
    accepted(await submit());
    expect(await countJobs()).toEqual([{ count: '1' }]);
  });

  afterEach(async () => {
    expect(await audit(store)).toEqual([]);
    expect(faults).toEqual([]);
  });
});

test('reads are answered over another connection when theirs breaks', async () => {
  accepted(await submit());
  const lost = proxy.loseRequest('FROM "Job"');
  expect(await store.query('SELECT "state" FROM "Job"')).toEqual([{ state: 'RUNNING' }]);
  await lost;
});

describe('of many connections that are half open', () => {
  // Enough to come upon one of them, and not upon a second after it.
  beforeEach(async () => {
    await reconnect({ patienceMs: 2_000 });
    const look = () => store.query('SELECT "id" FROM "Topic"');
    await Promise.all(Array.from({ length: 6 }, look));
    await Promise.all(
      Array.from({ length: 6 }, () =>
        store.transaction((transaction) => transaction.query('SELECT "id" FROM "Topic"')),
      ),
    );
    proxy.abandonAll();
  });

  test('a read comes upon one, and leaves the others', async () => {
    expect(await store.query('SELECT "id" FROM "Topic"')).toEqual([{ id: topicId }]);
  });

  test('a command comes upon one, and leaves the others', async () => {
    accepted(await submit());
    expect(await countJobs()).toEqual([{ count: '1' }]);
  });
});

test('a Topic that a half-open connection holds is let go once that is noticed', async () => {
  // Less than the ten seconds after which PostgreSQL ends what stands still in a transaction.
  await reconnect({ patienceMs: 4_000 });
  let abandonedCount = 0;
  const answer = store.transaction(async (transaction) => {
    await transaction.lockRow('SELECT "id" FROM "Topic" WHERE "id" = ?1', [topicId]);
    if (abandonedCount === 0) abandonedCount = proxy.abandonAll();
    return await transaction.query('SELECT "id" FROM "Topic"');
  });
  expect(await answer).toEqual([{ id: topicId }]);
  expect(abandonedCount).toBeGreaterThan(0);
});

describe('when the database is not to be reached for long', () => {
  beforeEach(() => reconnect({ patienceMs: 300 }));

  test('a command is answered as one that has changed nothing, and is then none', async () => {
    proxy.refuse(true);
    proxy.resetAll();
    await expect(submit()).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
    proxy.refuse(false);
    expect(await countJobs()).toEqual([{ count: '0' }]);
    accepted(await submit());
  });

  test('only a command whose commit was under way is of unknown outcome', async () => {
    const lost = proxy.loseAnswer({ request: 'COMMIT', answer: 'COMMIT' });
    void lost.then(() => proxy.refuse(true));
    await expect(submit()).rejects.toMatchObject({ code: 'OUTCOME_UNKNOWN' });
    proxy.refuse(false);
    expect(await countJobs()).toEqual([{ count: '1' }]);
  });
});

test('what is under way when PostgreSQL crashes is done once it is back', async () => {
  const cluster = await startPostgresql();
  try {
    const own = await openPostgresql({ url: await cluster.createDatabase('crashed') });
    await migrate(own);
    const ownEngine = createEngine({ store: own, onFault: (fault) => faults.push(fault) });
    const topic = { name: 'createTopic', topicName: 'kitchen', description: null } as const;
    const created = accepted(await ownEngine.execute(topic)).topicId;
    const submitOwn = () =>
      ownEngine.execute({ name: 'submitJob', topicId: created, job: { ...job, key: null } });
    const answers = Array.from({ length: 20 }, submitOwn);
    await cluster.stopAtOnce();
    const later = submitOwn();
    await cluster.start();
    for (const outcome of await Promise.all([...answers, later])) accepted(outcome);
    const jobs = await own.query<{ count: number }>('SELECT count(*) AS "count" FROM "Job"');
    expect(jobs).toEqual([{ count: 21 }]);
    expect(await audit(own)).toEqual([]);
    await ownEngine.stop();
    await own.close();
  } finally {
    await cluster.remove();
  }
  expect(faults).toEqual([]);
});
