/** A server that holds a Topic for long, because it works on it or stands still. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createEngine } from '../../src/engine/create-engine.ts';
import {
  openPostgresql,
  type PostgresqlStore,
} from '../../src/store/dialects/postgresql/open-postgresql.ts';
import { accepted, definition } from '../engine/kitchen.ts';
import { type TestDatabase, takeDatabase } from '../test-database.ts';

let database: TestDatabase;
let holder: PostgresqlStore;
let store: PostgresqlStore;

beforeEach(async () => {
  database = await takeDatabase();
  holder = await openPostgresql({ url: database.database });
  // Whoever waits for the Topic is told after a tenth of a second that it is not to be had yet.
  store = await openPostgresql({ url: database.database, statementMs: 200 });
});

afterEach(async () => {
  await holder.close();
  await store.close();
  await database.release();
});

test('those who wait for a Topic that is held get it however long that takes', async () => {
  const engine = createEngine({ store });
  const topic = { name: 'createTopic', topicName: 'kitchen', description: null } as const;
  const { topicId } = accepted(await engine.execute(topic));
  let isHeld = true;
  let markHeld: () => void = () => undefined;
  const held = new Promise<void>((resolve) => {
    markHeld = resolve;
  });
  const holding = holder.transaction(async (transaction) => {
    await transaction.lockRow('SELECT t."id" FROM "Topic" t WHERE t."id" = ?1', [topicId]);
    markHeld();
    // Until the other has tried more often than a conflict is worth.
    const tries = new Set<number>();
    while (tries.size < 8) {
      // Asked outside of the transaction, which sees one picture of it from beginning to end.
      for (const { at } of await holder.query<{ at: number }>(waiting)) tries.add(at);
      await transaction.query('SELECT 1 AS "one"');
      await sleep(10);
    }
    isHeld = false;
  });
  await held;
  const job = definition({ meal: { units: { a: [] } } });
  accepted(await engine.execute({ name: 'submitJob', topicId, job }));
  expect(isHeld).toBe(false);
  await holding;
  await engine.stop();
});

/** When those began to wait that wait for a lock, in this database. */
const waiting = `SELECT extract(epoch FROM query_start) AS "at" FROM pg_stat_activity
  WHERE datname = current_database() AND wait_event_type = 'Lock'`;
