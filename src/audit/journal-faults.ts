import type { SqlReader } from '../store/port.ts';
import { JournalFold, type JournalRow, type Nodes } from './node-rules.ts';

interface AuditedTopic {
  readonly id: string;
  readonly firstSeq: number;
  readonly lastSeq: number;
}

/** The journal is contiguous, each Event goes on where the one before left, and the sum is the tables. */
export async function readJournalFaults(
  reader: SqlReader,
  { id: topicId, firstSeq, lastSeq }: AuditedTopic,
  nodes: Nodes,
): Promise<readonly string[]> {
  const edits = await reader.query<JournalRow>(
    `SELECT ${columns} FROM "Event" WHERE "topicId" = ?1 AND "kind" LIKE '%.dependency%' ORDER BY "seq"`,
    [topicId],
  );
  const fold = new JournalFold(nodes, edits);
  if (firstSeq > 1) fold.beginLater(topicId, firstSeq);
  for await (const event of readEvents(reader, topicId)) fold.take(event);
  const found = [...fold.found];
  if ((fold.heads.get(topicId)?.seq ?? 0) !== lastSeq) {
    found.push(`${topicId}: the journal does not end at ${lastSeq}`);
  }
  const rows = await reader.query<{ id: string; state: string }>(
    `SELECT "id", "state" FROM "Unit" WHERE "topicId" = ?1
     UNION ALL SELECT "id", "state" FROM "Task" WHERE "topicId" = ?1
     UNION ALL SELECT "id", "state" FROM "Job" WHERE "topicId" = ?1
     UNION ALL SELECT "topicId" || ' ' || "name", "mode" FROM "Worker" WHERE "topicId" = ?1`,
    [topicId],
  );
  for (const { id, state } of rows) {
    const folded = fold.isUntold(topicId, id) ? state : fold.stateOf(id);
    if (folded !== state) found.push(`${id}: is ${state}, its Events say ${folded}`);
  }
  return found;
}

/** The Events of a Topic in their order, read in portions. */
async function* readEvents(reader: SqlReader, topicId: string): AsyncGenerator<JournalRow> {
  for (let after = 0; ; ) {
    const events: readonly JournalRow[] = await reader.query<JournalRow>(
      `SELECT ${columns} FROM "Event" WHERE "topicId" = ?1 AND "seq" > ?2
       ORDER BY "seq" LIMIT ${portionSize}`,
      [topicId, after],
    );
    yield* events;
    if (events.length < portionSize) return;
    after = events.at(-1)?.seq ?? after;
  }
}

const portionSize = 5_000;

const columns = `"topicId", "seq", "at", "kind",
  CASE WHEN "kind" LIKE 'worker.%' THEN "topicId" || ' ' || "worker"
    ELSE coalesce("unitId", "taskId", "jobId", "topicId") END AS "subject", "from", "to", "data"`;
