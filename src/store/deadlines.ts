/** What waits for the clock: leases that run out, delays and pauses that end. */
import type { SqlReader } from './port.ts';

/** The Topics that have leases which ran out by now. */
export async function listTopicsWithExpiredLeases(reader: SqlReader, now: number) {
  const found = await reader.query<{ readonly topicId: string }>(
    'SELECT DISTINCT "topicId" FROM "Unit" WHERE "leaseUntil" IS NOT NULL AND "leaseUntil" <= ?1',
    [now],
  );
  return found.map(({ topicId }) => topicId);
}

/** The Topics that have Units whose retry delay is over by now. */
export async function listTopicsWithDueUnits(reader: SqlReader, now: number) {
  const found = await reader.query<{ readonly topicId: string }>(
    'SELECT DISTINCT "topicId" FROM "Unit" WHERE "availableAt" IS NOT NULL AND "availableAt" <= ?1',
    [now],
  );
  return found.map(({ topicId }) => topicId);
}

/** The Topics that have paused Units which are to go on by now. */
export async function listTopicsWithUnitsToResume(reader: SqlReader, now: number) {
  const found = await reader.query<{ readonly topicId: string }>(
    'SELECT DISTINCT "topicId" FROM "Unit" WHERE "resumeAt" IS NOT NULL AND "resumeAt" <= ?1',
    [now],
  );
  return found.map(({ topicId }) => topicId);
}

/** When the clock has to look next, epoch milliseconds; undefined when nothing waits for it. */
export async function findNextDeadline(reader: SqlReader): Promise<number | undefined> {
  const [found] = await reader.query<{ readonly at: number | null }>(
    `SELECT min(at) AS "at" FROM (
       SELECT min("leaseUntil") AS at FROM "Unit" WHERE "leaseUntil" IS NOT NULL
       UNION ALL
       SELECT min("availableAt") AS at FROM "Unit" WHERE "availableAt" IS NOT NULL
       UNION ALL
       SELECT min("resumeAt") AS at FROM "Unit" WHERE "resumeAt" IS NOT NULL) AS deadlines`,
  );
  return found?.at ?? undefined;
}
