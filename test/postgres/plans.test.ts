/**
 * How PostgreSQL goes about what the engine asks of it: whatever sequence of commands there is, no
 * statement reads a whole table. Plans are asked for without values, as the server makes them.
 */
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  openPostgresql,
  type PostgresqlStore,
} from '../../src/store/dialects/postgresql/open-postgresql.ts';
import type { SqlReader, Store, Transaction } from '../../src/store/port.ts';
import { readQueue } from '../../src/store/reads/queues.ts';
import { stepArbitrary } from '../model/actions.ts';
import { openEngineDriver } from '../model/engine-driver.ts';
import { differencesIn } from '../model/model-run.ts';
import { type TestDatabase, takeDatabase } from '../test-database.ts';

let database: TestDatabase;
let store: PostgresqlStore;
const asked = new Set<string>();
let partialIndexes: ReadonlySet<string>;

beforeAll(async () => {
  database = await takeDatabase();
  store = await openPostgresql({ url: database.database });
  const found = await store.query<{ name: string }>(
    `SELECT i.relname AS "name" FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid
     WHERE x.indpred IS NOT NULL`,
  );
  partialIndexes = new Set(found.map(({ name }) => name));
  const steps = fc.array(stepArbitrary, { minLength: 30, maxLength: 60, size: 'max' });
  for (const run of fc.sample(steps, { seed: 1, numRuns: 12 })) {
    const driver = await openEngineDriver(watched);
    await differencesIn(driver, run);
    await driver.close();
  }
  for (const kinds of [undefined, ['k']]) {
    await readQueue(watched(store), { topicId: 'topic_x', kinds, max: 9 });
  }
}, 60_000);

afterAll(async () => {
  await store.close();
  await database.release();
});

/** The same store, noting what is asked of it. */
function watched(inner: Store): Store {
  const noting = (reader: SqlReader): SqlReader => ({
    query: (sql, parameters) => {
      asked.add(sql);
      return reader.query(sql, parameters);
    },
  });
  const notingWrites = (transaction: Transaction): Transaction => ({
    ...transaction,
    ...noting(transaction),
    write: (sql, parameters) => {
      asked.add(sql);
      return transaction.write(sql, parameters);
    },
  });
  return {
    ...inner,
    ...noting(inner),
    transaction: (work) => inner.transaction((transaction) => work(notingWrites(transaction))),
  };
}

test('no statement of the engine reads a whole table', async () => {
  expect(asked.size).toBeGreaterThan(100);
  const found: string[] = [];
  for (const sql of asked) {
    for (const table of await tablesReadWhole(sql)) found.push(`${table}: ${sql}`);
  }
  expect(found).toEqual([]);
});

test('one that does is noticed', async () => {
  expect(await tablesReadWhole('SELECT "id" FROM "Unit" WHERE "input" = ?1')).toEqual(['Unit']);
});

/** Tables that are gone through from end to end, by themselves or by an index of all their rows. */
async function tablesReadWhole(sql: string): Promise<readonly string[]> {
  const explained = await store.query<{ 'QUERY PLAN': string }>(
    `EXPLAIN (GENERIC_PLAN, FORMAT JSON) ${sql}`,
  );
  // PostgreSQL's documentation says what plans are in this format.
  const [{ Plan: plan }] = JSON.parse(explained[0]?.['QUERY PLAN'] ?? '') as [{ Plan: PlanStep }];
  return [...stepsOf(plan)]
    .filter((step) => isScan(step) && step['Index Cond'] === undefined && !isPartial(step))
    .map((step) => step['Relation Name'] ?? '');
}

interface PlanStep {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Index Name'?: string;
  readonly 'Index Cond'?: string;
  readonly Plans?: readonly PlanStep[];
}

function* stepsOf(step: PlanStep): Generator<PlanStep> {
  yield step;
  for (const inner of step.Plans ?? []) yield* stepsOf(inner);
}

function isScan(step: PlanStep): boolean {
  return ['Seq Scan', 'Index Scan', 'Index Only Scan'].includes(step['Node Type']);
}

/** An index of some rows is gone through where all of these are wanted. */
function isPartial(step: PlanStep): boolean {
  return partialIndexes.has(step['Index Name'] ?? '');
}
