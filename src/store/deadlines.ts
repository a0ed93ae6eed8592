/** What waits for the clock: leases that run out, delays and pauses that end. */
import { type DeadlineColumn, deadlineColumns } from '../domain/unit.ts';
import type { SqlReader } from './port.ts';

/** The Topics that have Units which have waited long enough. */
export async function listTopicsPast(reader: SqlReader, column: DeadlineColumn, now: number) {
  const found = await reader.query<{ readonly topicId: string }>(
    `SELECT DISTINCT "topicId" FROM "Unit" WHERE "${column}" IS NOT NULL AND "${column}" <= ?1`,
    [now],
  );
  return found.map(({ topicId }) => topicId);
}

/** When the clock has to look next, epoch milliseconds; undefined when nothing waits for it. */
export async function findNextDeadline(reader: SqlReader): Promise<number | undefined> {
  const [found] = await reader.query<{ readonly at: number | null }>(
    `SELECT min(at) AS "at" FROM (${earliestOfEach}) AS deadlines`,
  );
  return found?.at ?? undefined;
}

const earliestOfEach = deadlineColumns
  .map((column) => `SELECT min("${column}") AS at FROM "Unit" WHERE "${column}" IS NOT NULL`)
  .join(' UNION ALL ');
