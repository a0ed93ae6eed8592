/**
 * Topics with a past and something under way: thousands of finished Jobs, as if the product had done
 * them, and beside them Units that run, wait, are put off or held, in hundreds of Lanes.
 */
import { copyJob } from '../../bench/growth/kept-units.ts';
import type { TaskDefinition, UnitDefinition } from '../../src/domain/job-definition.ts';
import type { Transaction } from '../../src/store/port.ts';
import { accepted, claimRequest, definition, taskNamed, unitNamed } from '../engine/kitchen.ts';
import { openEngine, type TestEngine } from '../open-engine.ts';

/** How many Jobs of four Units have been done in each Topic. */
export const finishedJobCount = 2_500;
const openUnitCount = 400;

/** Who has it gets what is under way here; nobody else does. */
export const requires = '{"region":"mars"}';

export async function fillTopics(database: string, names: readonly string[]): Promise<void> {
  const before = await openEngine(database);
  for (const name of names) await doFirstJob(before, name);
  await before.close();
  for (const topic of names) {
    await copyJob(database, { topic, firstNumber: 0, count: finishedJobCount });
  }
  const after = await openEngine(database);
  for (const name of names) await beginWork(after, name);
  await after.store.transaction((transaction) => writeLeftovers(transaction));
  if (after.faults.length > 0) throw new AggregateError(after.faults, 'The work broke down.');
  await after.close();
}

const diamond = {
  first: { units: { a: [], b1: ['a'], b2: ['a'] } },
  second: { dependsOn: ['first'], units: { c: [] } },
};

async function doFirstJob({ engine }: TestEngine, topicName: string): Promise<void> {
  const topic = { name: 'createTopic', topicName, description: null, retentionMs: null } as const;
  const { topicId } = accepted(await engine.execute(topic)).result;
  const job = definition(diamond, { labels: '{"batch":"b0"}', key: null });
  accepted(await engine.execute({ name: 'submitJob', topicId, job }));
  for (let left = 4; left > 0; ) {
    const answer = await engine.claim({ ...claimRequest, topics: [topicName], worker: 'maker' });
    if (!answer.isAccepted) throw new Error(answer.rejections[0].message);
    left -= answer.leases.length;
    for (const { unit, attempt, leaseId } of answer.leases) {
      const lease = { unitId: unit.id, attempt, leaseId };
      accepted(await engine.execute({ name: 'succeedUnit', lease, output: 'null' }));
    }
  }
}

async function beginWork({ engine, store }: TestEngine, topicName: string): Promise<void> {
  const found = 'SELECT "id" FROM "Topic" WHERE "name" = ?1';
  const [topic] = await store.query<{ id: string }>(found, [topicName]);
  const topicId = topic?.id ?? '';
  const submit = async (tasks: readonly TaskDefinition[]) => {
    const job = { ...definition({}), tasks, key: null };
    return accepted(await engine.execute({ name: 'submitJob', topicId, job })).result.jobId;
  };
  const units = (kind: string, more: (at: number) => Partial<UnitDefinition>) =>
    Array.from({ length: openUnitCount }, (_, at) =>
      unitNamed(`u${at}`, { kind, requires, ...more(at) }),
    );
  await submit([
    taskNamed(
      'keys',
      units('fry', (at) => ({ concurrencyKey: `key-${at}` })),
    ),
  ]);
  await submit([
    taskNamed(
      'held',
      units('hold', () => ({})),
    ),
    taskNamed(
      'behind',
      units('wait', () => ({})),
      { dependsOn: ['held'] },
    ),
  ]);
  await submit([
    taskNamed(
      'paused',
      units('rest', () => ({})),
    ),
  ]).then((jobId) =>
    engine.execute({ name: 'pauseJob', jobId, resumeAt: null, interrupt: false, reason: null }),
  );
  for (let worker = 0; worker < 20; worker += 1) {
    const how = { worker: `chef ${worker}`, kinds: ['hold'], labels: requires, max: 18 };
    const answer = await engine.claim({ ...claimRequest, topics: [topicName], ...how });
    if (!answer.isAccepted) throw new Error(answer.rejections[0].message);
    await Promise.all(
      answer.leases.map(async ({ unit, attempt, leaseId }, at) => {
        const lease = { unitId: unit.id, attempt, leaseId };
        const error = { code: 'BURNT', message: 'It is black.', details: null };
        if (at % 3 === 0) await engine.execute({ name: 'snoozeUnit', lease, delayMs: 3_600_000 });
        if (at % 3 === 1) {
          const how = { isRetryable: at % 2 === 0, retryAfterMs: null };
          await engine.execute({ name: 'failUnit', lease, ...error, ...how });
        }
      }),
    );
  }
}

/** What comes with requests and with time: answers that are kept, workers that were there, logs, labels. */
async function writeLeftovers(transaction: Transaction): Promise<void> {
  const numbers = `WITH RECURSIVE numbers("n") AS (
    SELECT 1 UNION ALL SELECT "n" + 1 FROM numbers WHERE "n" < 3000)`;
  for (const sql of [
    `${numbers} INSERT INTO "IdempotencyRecord"
       ("key", "scope", "command", "inputHash", "outcome", "createdAt")
     SELECT 'kept ' || "n", t."id", 'pauseTopic', '', '{}', t."createdAt" FROM numbers
     CROSS JOIN "Topic" t`,
    `${numbers} INSERT INTO "Worker"
       ("id", "topicId", "name", "labels", "mode", "firstSeenAt", "lastSeenAt")
     SELECT 'worker_' || t."id" || "n", t."id", 'helper ' || "n", '{}', 'ACTIVE', t."createdAt",
       t."createdAt" FROM numbers CROSS JOIN "Topic" t`,
    `INSERT INTO "LogLine" ("unitId", "attempt", "line", "at", "level", "message")
     SELECT a."unitId", a."number", 0, a."finishedAt", 'INFO', 'It is hot.' FROM "Attempt" a`,
    `INSERT INTO "JobLabel" ("topicId", "name", "value", "jobId")
     SELECT j."topicId", 'batch', 'b0', j."id" FROM "Job" j
     WHERE j."labels" = '{"batch":"b0"}' AND NOT EXISTS (
       SELECT 1 FROM "JobLabel" l WHERE l."topicId" = j."topicId" AND l."name" = 'batch'
         AND l."value" = 'b0' AND l."jobId" = j."id")`,
  ]) {
    await transaction.query(sql);
  }
}
