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
/** The first column of each index, by the index's name. */
let firstColumns: ReadonlyMap<string, string>;

beforeAll(async () => {
  database = await takeDatabase();
  store = await openPostgresql({ url: database.database });
  const found = await store.query<{ name: string; first: string; isPartial: 0 | 1 }>(
    `SELECT i.relname AS "name", x.indpred IS NOT NULL AS "isPartial",
       replace(pg_get_indexdef(i.oid, 1, false), '"', '') AS "first"
     FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid`,
  );
  partialIndexes = new Set(found.filter((index) => index.isPartial === 1).map(({ name }) => name));
  firstColumns = new Map(found.map(({ name, first }) => [name, first]));
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

test('no statement of the engine compares what it is passed with row after row', async () => {
  const found: string[] = [];
  for (const sql of asked) {
    if ((await comparisons(sql)).length > 0 && !isOfFew(sql)) found.push(sql);
  }
  expect(found).toEqual([]);
});

test('one that does is noticed', async () => {
  const sql = `SELECT t."id" FROM ${store.rows('?1', { name: 'text' })} r
    JOIN "Topic" t ON t."deletesAt" = ?2 AND t."description" = r."name"`;
  expect((await comparisons(sql)).length).toBeGreaterThan(0);
});

test('one that reads a whole table is noticed', async () => {
  expect(await tablesReadWhole('SELECT "id" FROM "Unit" WHERE "input" = ?1')).toEqual(['Unit']);
});

/**
 * Comparisons of values that were passed with columns, other than by an index, for all pairs of them.
 * The tables are as good as empty, and nothing is known of them: as when a server begins.
 */
async function comparisons(sql: string): Promise<readonly string[]> {
  return [...stepsOf(await planOf(sql))].flatMap((step) =>
    step['Join Filter'] === undefined ? [] : [step['Join Filter']],
  );
}

/** Of kinds, Templates and Schedules, of which a Topic has not many; and of edits to a graph. */
function isOfFew(sql: string): boolean {
  return /"KindQueue"|"Template"|"Schedule"|RECURSIVE behind/.test(sql);
}

/** Tables that are gone through from end to end, by themselves or by an index of all their rows. */
async function tablesReadWhole(sql: string): Promise<readonly string[]> {
  return [...stepsOf(await planOf(sql))]
    .filter((step) => isScan(step) && !beginsItsIndex(step) && !isPartial(step))
    .map((step) => step['Relation Name'] ?? '');
}

async function planOf(sql: string): Promise<PlanStep> {
  const explained = await store.query<{ 'QUERY PLAN': string }>(
    `EXPLAIN (GENERIC_PLAN, FORMAT JSON) ${sql}`,
  );
  // PostgreSQL's documentation says what plans are in this format.
  const [{ Plan: plan }] = JSON.parse(explained[0]?.['QUERY PLAN'] ?? '') as [{ Plan: PlanStep }];
  return plan;
}

interface PlanStep {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Index Name'?: string;
  readonly 'Index Cond'?: string;
  readonly 'Join Filter'?: string;
  readonly Plans?: readonly PlanStep[];
}

function* stepsOf(step: PlanStep): Generator<PlanStep> {
  yield step;
  for (const inner of step.Plans ?? []) yield* stepsOf(inner);
}

function isScan(step: PlanStep): boolean {
  return ['Seq Scan', 'Index Scan', 'Index Only Scan', 'Bitmap Index Scan'].includes(
    step['Node Type'],
  );
}

/** A condition that says nothing about the first column of an index leaves all of it to be read. */
function beginsItsIndex(step: PlanStep): boolean {
  const condition = step['Index Cond']?.replaceAll('"', '') ?? '';
  const first = firstColumns.get(step['Index Name'] ?? '') ?? '';
  return first !== '' && new RegExp(`\\b${first}\\b`).test(condition);
}

/** An index of some rows is gone through where all of these are wanted. */
function isPartial(step: PlanStep): boolean {
  return partialIndexes.has(step['Index Name'] ?? '');
}
