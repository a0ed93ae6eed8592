/**
 * What waits for the clock: leases that run out, delays and pauses that end, intakes and Limits that
 * open, Jobs that begin or run out of time, Schedules that fire; and what is kept no longer.
 */
import { type Deadline, deadlines } from '../domain/deadline.ts';
import type { SqlReader } from './port.ts';

/** The Topics that have something which has waited long enough. */
export async function listTopicsPast(
  reader: SqlReader,
  column: Deadline | 'deletesAt',
  now: number,
) {
  const found = await reader.query<{ readonly topicId: string }>(
    placesOf(column)
      .map(
        ({ table, topicId, at }) =>
          `SELECT "${topicId}" AS "topicId" FROM "${table}" WHERE "${at}" IS NOT NULL AND "${at}" <= ?1`,
      )
      // What is there twice goes below: PostgreSQL would take the rows in the order of the Topics for it.
      .join(' UNION ALL '),
    [now],
  );
  return [...new Set(found.map(({ topicId }) => topicId))];
}

/** When the clock has to look next, epoch milliseconds; undefined when nothing waits for it. */
export async function findNextDeadline(reader: SqlReader): Promise<number | undefined> {
  const [found] = await reader.query<{ readonly at: number | null }>(
    `SELECT min(at) AS "at" FROM (${earliestOfEach}) AS deadlines`,
  );
  return found?.at ?? undefined;
}

interface Place {
  readonly table: string;
  readonly topicId: string;
  readonly at: string;
}

/** Where deadlines of this kind stand: what can be paused is not only Units. */
function placesOf(column: Deadline | 'deletesAt'): readonly Place[] {
  if (column === 'deletesAt') return [{ table: 'Topic', topicId: 'id', at: column }];
  if (column === 'beginsAt' || column === 'cancelsAt') {
    return [{ table: 'Job', topicId: 'topicId', at: column }];
  }
  if (column === 'wakesAt') return [{ table: 'Schedule', topicId: 'topicId', at: column }];
  if (column === 'opensAt') return [{ table: 'LimitUse', topicId: 'topicId', at: column }];
  if (column === 'leaseUntil') return [{ table: 'HeldUnit', topicId: 'topicId', at: column }];
  const ofUnits = { table: 'Unit', topicId: 'topicId', at: column };
  if (column !== 'resumeAt') return [ofUnits];
  return [
    ofUnits,
    { table: 'Task', topicId: 'topicId', at: 'resumeAt' },
    { table: 'Job', topicId: 'topicId', at: 'resumeAt' },
    { table: 'Topic', topicId: 'id', at: 'resumeAt' },
    { table: 'Topic', topicId: 'id', at: 'intakeOpensAt' },
  ];
}

const earliestOfEach = [...deadlines, 'deletesAt' as const]
  .flatMap(placesOf)
  .map(({ table, at }) => `SELECT min("${at}") AS at FROM "${table}" WHERE "${at}" > 0`)
  .join(' UNION ALL ');
