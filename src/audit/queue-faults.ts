/**
 * Recounts the queues of a Topic's kinds from its Units, and their rates from its attempts, and says
 * what does not agree. It shares no code with what it checks.
 */
import type { SqlReader } from '../store/port.ts';

export async function readQueueFaults(
  reader: SqlReader,
  topicId: string,
): Promise<readonly string[]> {
  const found: string[] = [];
  const queues = await reader.query<QueueRow>('SELECT * FROM "KindQueue" WHERE "topicId" = ?1', [
    topicId,
  ]);
  const counts = await readCounts(reader, topicId);
  const rates = await readRates(reader, topicId, queues);
  for (const queue of queues) {
    const id = `${topicId}/${queue.kind}`;
    const ofKind = counts.get(queue.kind) ?? new Map<string, number>();
    counts.delete(queue.kind);
    for (const name of counters) {
      const count = ofKind.get(name) ?? 0;
      if (queue[name] !== count) found.push(`${id}: ${name} is ${queue[name]}, has ${count}`);
    }
    for (const name of weights) {
      const rate = rates.ofKind(queue.kind, name);
      const kept = queue[name];
      // What is deleted was counted, and cannot be any more.
      const isWrong = rates.areWhole ? !isNear(kept, rate) : kept < rate && !isNear(kept, rate);
      if (isWrong) found.push(`${id}: ${name} is ${kept}, should be ${rate}`);
    }
  }
  for (const kind of counts.keys()) found.push(`${topicId}/${kind}: has Units that nothing counts`);
  return found;
}

const counters = [
  'unitCount',
  'claimableCount',
  'shutCount',
  'delayedCount',
  'unitsPending',
  'unitsReady',
  'unitsRunning',
  'unitsPaused',
  'unitsSucceeded',
  'unitsFailed',
  'unitsSkipped',
  'unitsCancelled',
] as const;

const weights = ['claimedWeight', 'succeededWeight', 'failedWeight'] as const;

type QueueRow = Readonly<Record<(typeof counters)[number] | (typeof weights)[number], number>> & {
  readonly kind: string;
  readonly era: number;
};

/** By kind and counter. */
async function readCounts(reader: SqlReader, topicId: string) {
  const rows = await reader.query<{
    readonly kind: string;
    readonly state: string;
    readonly count: number;
    readonly claimable: number;
    readonly shut: number;
    readonly delayed: number;
  }>(
    `SELECT u."kind", u."state", count(*) AS "count", count(u."rank") AS "claimable",
       count(CASE WHEN l."isOpen" = 0 THEN u."rank" END) AS "shut",
       count(u."availableAt") AS "delayed"
     FROM "Unit" u JOIN "Lane" l ON l."id" = u."laneId" WHERE u."topicId" = ?1
     GROUP BY u."kind", u."state"`,
    [topicId],
  );
  const counts = new Map<string, Map<string, number>>();
  for (const { kind, state, count, claimable, shut, delayed } of rows) {
    const ofKind = counts.get(kind) ?? new Map<string, number>();
    counts.set(kind, ofKind);
    ofKind.set(`units${state.charAt(0)}${state.slice(1).toLowerCase()}`, count);
    const sums = { unitCount: count, claimableCount: claimable, shutCount: shut };
    for (const [name, more] of Object.entries({ ...sums, delayedCount: delayed })) {
      ofKind.set(name, (ofKind.get(name) ?? 0) + more);
    }
  }
  return counts;
}

/** What claims and ends of attempts weigh in the last hour in which anything of a kind changed. */
async function readRates(reader: SqlReader, topicId: string, queues: readonly QueueRow[]) {
  const eras = new Map(queues.map(({ kind, era }) => [kind, era]));
  // What was longer ago has no weight that could be seen.
  const since = (Math.min(...eras.values()) - 1) * hourMs;
  const sums = new Map<string, number>();
  const add = (kind: string, name: (typeof weights)[number], at: number) => {
    const key = JSON.stringify([kind, name]);
    const weight = Math.exp((at - (eras.get(kind) ?? 0) * hourMs) / 60_000);
    sums.set(key, (sums.get(key) ?? 0) + weight);
  };
  if (eras.size > 0) {
    for (const { kind, claimedAt, finishedAt, outcome } of await readAttempts(reader, topicId)) {
      if (claimedAt >= since) add(kind, 'claimedWeight', claimedAt);
      if (outcome === 'SUCCEEDED') add(kind, 'succeededWeight', finishedAt);
      if (outcome === 'FAILED' || outcome === 'EXPIRED') add(kind, 'failedWeight', finishedAt);
    }
  }
  const [gone] = await reader.query<{ readonly count: number }>(
    `SELECT (SELECT count(*) FROM "Event" WHERE "topicId" = ?1 AND "kind" = 'job.deleted')
       + (SELECT "firstSeq" - 1 FROM "Topic" WHERE "id" = ?1) AS "count"`,
    [topicId],
  );
  return {
    areWhole: gone?.count === 0,
    ofKind: (kind: string, name: string) => sums.get(JSON.stringify([kind, name])) ?? 0,
  };
}

const hourMs = 3_600_000;

/** Those that are over, and those that are under way. */
function readAttempts(reader: SqlReader, topicId: string) {
  return reader.query<{
    readonly kind: string;
    readonly claimedAt: number;
    readonly finishedAt: number;
    readonly outcome: string;
  }>(
    `SELECT u."kind", a."claimedAt", a."finishedAt", a."outcome"
     FROM "Unit" u JOIN "Attempt" a ON a."unitId" = u."id" WHERE u."topicId" = ?1
     UNION ALL
     SELECT u."kind", u."claimedAt", 0, 'NONE' FROM "Unit" u
     WHERE u."topicId" = ?1 AND u."state" = 'RUNNING'`,
    [topicId],
  );
}

/** Sums in another order are not the same to the last digit, and eras leave out what is next to nothing. */
function isNear(one: number, other: number): boolean {
  return Math.abs(one - other) <= 1e-9 + 1e-6 * Math.max(Math.abs(one), Math.abs(other));
}
