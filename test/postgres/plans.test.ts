/**
 * How PostgreSQL goes about what the engine asks of it: whatever sequence of commands there is, and
 * whatever PostgreSQL believes of the sizes of tables, no statement reads a whole one. Plans are asked for
 * without values, as the server makes them; they may be kept until the tables have grown, and what was
 * found in empty tables counts for full ones until they are looked at again.
 */
import fc from 'fast-check';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  openPostgresql,
  type PostgresqlStore,
} from '../../src/store/dialects/postgresql/open-postgresql.ts';
import { prepareSession } from '../../src/store/dialects/postgresql/session.ts';
import type { SqlReader, Store, Transaction } from '../../src/store/port.ts';
import { readQueue } from '../../src/store/reads/queues.ts';
import { stepArbitrary } from '../model/actions.ts';
import { openEngineDriver } from '../model/engine-driver.ts';
import { differencesIn } from '../model/model-run.ts';
import { soundRows } from '../store/refused-statements.ts';
import { type TestDatabase, takeDatabase } from '../test-database.ts';
import { type PlanStep, stepsOf } from './plan-steps.ts';
import { runAlone } from './start-postgresql.ts';

let database: TestDatabase;
let store: PostgresqlStore;
/** Set up as the connections of a server. */
let session: pg.Client;
const asked = new Set<string>();
const deletions = ['Attempt', 'Unit', 'Task', 'Job', 'KindQueue', 'Lane', 'Topic']
  .map((table) => `DELETE FROM "${table}"`)
  .join('; ');
let partialIndexes: ReadonlySet<string>;
/** The first column of each index, by the index's name. */
let firstColumns: ReadonlyMap<string, string>;

beforeAll(async () => {
  database = await takeDatabase();
  store = await openPostgresql({ url: database.database });
  session = new pg.Client(database.database);
  await session.connect();
  await prepareSession(session, { url: database.database, isReadOnly: true, statementMs: 3_500 });
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
  await session.end();
  await store.close();
  await database.release();
});

async function write(sql: string): Promise<void> {
  await runAlone(
    database.database,
    `BEGIN; SET session_replication_role = replica; ${sql}; COMMIT`,
  );
}

async function look(how: string): Promise<void> {
  await runAlone(database.database, how);
}

/** What PostgreSQL asks for each row that refers to another, and for each that others may refer to. */
async function referenceChecks(): Promise<readonly string[]> {
  const references = await store.query<Reference>(
    `SELECT conrelid::regclass::text AS "from", confrelid::regclass::text AS "to", a.attname AS "column"
     FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
     WHERE c.contype = 'f'`,
  );
  return references.flatMap(({ from, to, column }) => [
    `SELECT 1 FROM ONLY ${to} x WHERE "id" = ?1 FOR KEY SHARE OF x`,
    ...(isKept(to)
      ? []
      : [`SELECT 1 FROM ONLY ${from} x WHERE ?1 = "${column}" FOR KEY SHARE OF x`]),
  ]);
}

interface Reference {
  readonly from: string;
  readonly to: string;
  readonly column: string;
}

/** Topics and Templates stay for good, so nobody looks what refers to them. */
function isKept(table: string): boolean {
  return table === '"Topic"' || table === '"Template"';
}

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

/** What PostgreSQL may know of the tables, by when it has looked at them: plans follow from that. */
const states: readonly (readonly [string, () => Promise<unknown>])[] = [
  ['never', () => Promise.resolve()],
  ['while they had a few rows', () => write(soundRows).then(() => look('ANALYZE'))],
  ['when all their rows were deleted', () => write(deletions).then(() => look('ANALYZE'))],
  ['when they had been cleared up after that', () => look('VACUUM (ANALYZE)')],
];

describe.each(states)('of tables that were looked at %s', (_, reach) => {
  beforeAll(async () => {
    await reach();
  });

  test('no statement of the engine reads the whole', async () => {
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

  test("none of PostgreSQL's own checks of references reads the whole", async () => {
    const checks = await referenceChecks();
    // One for each of the 8 references that are checked, and one for the firings of a Schedule that goes.
    expect(checks).toHaveLength(9);
    const found: string[] = [];
    for (const sql of checks) {
      for (const table of await tablesReadWhole(sql)) found.push(`${table}: ${sql}`);
    }
    expect(found).toEqual([]);
  });
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

async function planOf(sql: string): Promise<ExplainedStep> {
  const text = sql.replaceAll(/\?(\d+)/g, '$$$1');
  // PostgreSQL's documentation says what plans are in this format.
  const { rows } = await session.query<{ 'QUERY PLAN': readonly [{ Plan: ExplainedStep }] }>(
    `EXPLAIN (GENERIC_PLAN, FORMAT JSON) ${text}`,
  );
  const [explained] = rows;
  if (explained === undefined) throw new Error('PostgreSQL explains every statement.');
  const [{ Plan: plan }] = explained['QUERY PLAN'];
  return plan;
}

interface ExplainedStep extends PlanStep {
  readonly 'Index Name'?: string;
  readonly 'Index Cond'?: string;
  readonly 'Join Filter'?: string;
}

function isScan(step: ExplainedStep): boolean {
  return ['Seq Scan', 'Index Scan', 'Index Only Scan', 'Bitmap Index Scan'].includes(
    step['Node Type'],
  );
}

/** A condition that says nothing about the first column of an index leaves all of it to be read. */
function beginsItsIndex(step: ExplainedStep): boolean {
  const condition = step['Index Cond']?.replaceAll('"', '') ?? '';
  const first = firstColumns.get(step['Index Name'] ?? '') ?? '';
  return first !== '' && new RegExp(`\\b${first}\\b`).test(condition);
}

/** An index of some rows is gone through where all of these are wanted. */
function isPartial(step: ExplainedStep): boolean {
  return partialIndexes.has(step['Index Name'] ?? '');
}
