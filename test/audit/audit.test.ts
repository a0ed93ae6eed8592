/** The auditor finds nothing in a good database, and each thing that is spoilt on purpose. */

import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { audit } from '../../src/audit/audit.ts';
import { type OpenStore, openStore } from '../../src/store/open-store.ts';
import { makeFolder } from '../cli/running-server.ts';
import { fillDatabase } from '../store/transfer/filled-database.ts';
import { isOnPostgresql, takeDatabase } from '../test-database.ts';

async function openFilled() {
  const { database, release } = await takeDatabase();
  // A database in memory would go with the server that fills it.
  const place = isOnPostgresql ? database : `file:${join(await makeFolder(), 'junjo.db')}`;
  await fillDatabase(place);
  const store = await openStore({ database: place });
  onTestFinished(async () => {
    await store.close();
    await release();
  });
  return store;
}

test('a database in which something of everything was done is good', async () => {
  expect(await audit(await openFilled())).toEqual([]);
});

test.each<[string, string, string]>([
  [
    'a counter of a Job',
    `UPDATE "Job" SET "unitsReady" = "unitsReady" + 1 WHERE "key" = 'film'`,
    'unitsReady is not the number of its Units that are READY',
  ],
  [
    'a counter of a Topic',
    'UPDATE "Topic" SET "jobsSucceeded" = 3',
    'jobsSucceeded is not the number of its Jobs that are SUCCEEDED',
  ],
  [
    'a state without its Event',
    `UPDATE "Task" SET "state" = 'CANCELLED' WHERE "key" = 'cut'`,
    'is CANCELLED, its Events say SUCCEEDED',
  ],
  ['an Event that is gone', 'DELETE FROM "Event" WHERE "seq" = 4', 'no Event 4'],
  [
    'the last Event',
    'DELETE FROM "Event" WHERE "seq" = (SELECT max("seq") FROM "Event")',
    'the journal does not end at',
  ],
  [
    'an Event that is before its time',
    'UPDATE "Event" SET "at" = 1 WHERE "seq" = 5',
    'is before its time',
  ],
  [
    'an Event that does not go on where another left',
    `UPDATE "Event" SET "from" = 'PAUSED' WHERE "kind" = 'unit.succeeded'`,
    'from PAUSED, was RUNNING',
  ],
  [
    'a count of predecessors',
    `UPDATE "Unit" SET "predecessorCount" = "predecessorCount" + 1 WHERE "key" = 'c'`,
    'predecessors, has',
  ],
  [
    'a dependency that is gone',
    'DELETE FROM "UnitDependency"',
    'counts another number of dependencies than it has',
  ],
  [
    'a slot of a Limit',
    'UPDATE "LimitUse" SET "runningCount" = 0',
    'counts 0 running Units, has 1',
  ],
  [
    'a counter of a kind',
    'UPDATE "KindQueue" SET "unitCount" = "unitCount" + 1, "unitsSkipped" = "unitsSkipped" + 1',
    'unitsSkipped is',
  ],
  [
    'what can be claimed of a kind',
    `UPDATE "KindQueue" SET "claimableCount" = 0, "shutCount" = 0 WHERE "claimableCount" > 0`,
    'claimableCount is 0, has',
  ],
  ['a kind that is gone', 'DELETE FROM "KindQueue"', 'has Units that nothing counts'],
  [
    'a rate',
    'UPDATE "KindQueue" SET "claimedWeight" = "claimedWeight" * 0.999',
    'claimedWeight is',
  ],
  [
    'a Lane',
    'UPDATE "Lane" SET "claimableCount" = "claimableCount" + 1',
    'counts another number of claimable Units than it has',
  ],
  [
    'an attempt that is gone',
    'DELETE FROM "Attempt"',
    'has another number of finished attempts than it was claimed',
  ],
  [
    'a firing of a Schedule',
    'DELETE FROM "ScheduleFiring"',
    'counts another number of firings in its history',
  ],
  [
    'the Worker that holds a Unit',
    'DELETE FROM "Worker"',
    'is held by a Worker that is not in the registry',
  ],
  [
    'an ending that does not say whose it was',
    `UPDATE "Event" SET "worker" = NULL WHERE "kind" = 'unit.succeeded'`,
    'has ended an attempt without an Event that names its holder',
  ],
  [
    'an Event of a Job that nobody finds by the Job',
    'DELETE FROM "EventSpan" WHERE "lastSeq" = (SELECT min("lastSeq") FROM "EventSpan")',
    'has an Event that is in none of its spans',
  ],
  [
    'a span that goes on beyond the Events of its Job',
    'UPDATE "EventSpan" SET "lastSeq" = "lastSeq" + 1000000',
    'has a span that does not end with one of its Events',
  ],
  [
    'an Event that is in two spans',
    `INSERT INTO "EventSpan" ("jobId", "lastSeq", "firstSeq")
     SELECT e."jobId", e."seq", e."seq" FROM "Event" e JOIN "EventSpan" s
       ON s."jobId" = e."jobId" AND s."firstSeq" <= e."seq" AND s."lastSeq" > e."seq"`,
    'has spans that overlap',
  ],
  [
    'rows of a Topic that is not there',
    `UPDATE "Worker" SET "topicId" = 'topic_gone'`,
    'belongs to a Topic that is not there',
  ],
])('it finds %s', findsSpoilt);

// Elsewhere these are views.
test.runIf(isOnPostgresql).each<[string, string, string]>([
  [
    'a claimable Unit that claims do not come upon',
    'DELETE FROM "ClaimableUnit"',
    'can be claimed, and is not found where claims look',
  ],
  [
    'a claimable Unit that is found in another place than its own',
    'UPDATE "ClaimableUnit" SET "rank" = "rank" + 1',
    'is found where claims look, and does not stand there',
  ],
  [
    'a lease whose end nobody would notice',
    'UPDATE "HeldUnit" SET "leaseUntil" = "leaseUntil" + 1',
    'is held, and is not found by its holder or the end of its lease',
  ],
  [
    'a Unit that is found with somebody who does not hold it',
    `UPDATE "HeldUnit" SET "worker" = 'nobody'`,
    'is found as held by somebody who does not hold it',
  ],
])('it finds %s', findsSpoilt);

async function findsSpoilt(_: string, sql: string, sentence: string): Promise<void> {
  const store = await openFilled();
  await store.transaction((transaction) => transaction.script(sql));
  expect(await audit(store)).toContainEqual(expect.stringContaining(sentence));
}

test.each([
  ['Task', 'jobId'],
  ['TaskDependency', 'predecessorId'],
  ['TaskDependency', 'dependantId'],
  ['Unit', 'jobId'],
  ['Unit', 'taskId'],
  ['UnitDependency', 'predecessorId'],
  ['UnitDependency', 'dependantId'],
  ['Attempt', 'unitId'],
  ['LogLine', 'unitId'],
  ['JobLabel', 'jobId'],
])('it finds rows of %s whose %s is not there', async (table, column) => {
  const store = await openFilled();
  const [first] = await store.query<{ id: string }>(
    `SELECT min("${column}") AS "id" FROM "${table}"`,
  );
  const spoil = `UPDATE "${table}" SET "${column}" = 'gone' WHERE "${column}" = '${first?.id}'`;
  await withoutReferences(store, spoil);
  expect(await audit(store)).toContain(
    `gone: is not there, and is the ${column} of rows of ${table}`,
  );
});

/** Where the database looks after what rows refer to, it does not this time. */
async function withoutReferences(store: OpenStore, sql: string): Promise<void> {
  if (store.dialect === 'postgresql') {
    await store.transaction((transaction) =>
      transaction.script(`SET LOCAL session_replication_role = replica; ${sql}`),
    );
    return;
  }
  await store.transaction(async (transaction) => {
    await transaction.script(
      `COMMIT; PRAGMA foreign_keys = OFF; ${sql}; PRAGMA foreign_keys = ON; BEGIN`,
    );
  });
}

test('it folds a journal that takes several portions', async () => {
  const store = await openFilled();
  await store.transaction(async (transaction) => {
    await transaction.query(
      `INSERT INTO "Event" ("topicId", "seq", "at", "kind")
       WITH RECURSIVE more(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM more WHERE n < 10500)
       SELECT t."id", t."lastSeq" + n, t."lastAt", 'topic.updated' FROM "Topic" t CROSS JOIN more`,
    );
    await transaction.query('UPDATE "Topic" SET "lastSeq" = "lastSeq" + 10500');
  });
  expect(await audit(store)).toEqual([]);
  await store.transaction((transaction) =>
    transaction.query('DELETE FROM "Event" WHERE "seq" = 7000'),
  );
  expect(await audit(store)).toEqual([expect.stringContaining('no Event 7000')]);
});
