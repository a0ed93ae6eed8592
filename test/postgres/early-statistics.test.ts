/** What PostgreSQL is made to look at in a new database before it would by itself. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Connections } from '../../src/store/dialects/postgresql/connections.ts';
import { EarlyStatistics } from '../../src/store/dialects/postgresql/early-statistics.ts';
import { type TestDatabase, takeDatabase } from '../test-database.ts';
import { runAlone } from './start-postgresql.ts';

let database: TestDatabase;
let connections: Connections;

beforeEach(async () => {
  database = await takeDatabase();
  connections = new Connections({ url: database.database, statementMs: 3_000 }, 1);
});

afterEach(async () => {
  await connections.endWriters();
  await connections.readers.end();
  await database.release();
});

test('a table that has got rows is looked at, and none that has not', async () => {
  const statistics = new EarlyStatistics(connections);
  await writeEvents(400);
  await vi.waitFor(async () => {
    await statistics.gather();
    expect(await lookedAt()).toEqual(['Event']);
  });
});

test('a table that was looked at when it was empty is looked at again once it has rows', async () => {
  const statistics = new EarlyStatistics(connections);
  await runAlone(database.database, 'ANALYZE "Event"');
  expect(await believedCount()).toBe(0);
  await writeEvents(400);
  await vi.waitFor(async () => {
    await statistics.gather();
    expect(await believedCount()).toBe(400);
  });
});

test('what reads and writes goes on where that is not allowed', async () => {
  const url = new URL(database.database);
  url.username = 'nobody';
  const strange = new Connections({ url: url.href, statementMs: 3_000 }, 1);
  await expect(new EarlyStatistics(strange).gather()).resolves.toBeUndefined();
  await strange.endWriters();
  await strange.readers.end();
});

async function writeEvents(count: number): Promise<void> {
  await runAlone(
    database.database,
    `INSERT INTO "Event" ("topicId", "seq", "at", "kind")
     SELECT 't', n, 0, 'note' FROM generate_series(1, $1::int) n`,
    [count],
  );
}

/** How many rows PostgreSQL believes that there are of Events. */
async function believedCount(): Promise<number | undefined> {
  const sql = `SELECT reltuples AS "count" FROM pg_class WHERE relname = 'Event'`;
  const [found] = await runAlone<{ count: number }>(database.database, sql);
  return found?.count;
}

/** The tables of which statistics have been gathered, other than by PostgreSQL itself. */
async function lookedAt(): Promise<readonly string[]> {
  const found = await runAlone<{ name: string }>(
    database.database,
    'SELECT relname AS name FROM pg_stat_user_tables WHERE last_analyze IS NOT NULL ORDER BY 1',
  );
  return found.map(({ name }) => name);
}
