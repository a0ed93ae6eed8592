import type { SqlReader } from '../store/port.ts';
import type { Node, Nodes } from './node-rules.ts';
import { isStaying, isWaiting } from './standing.ts';

/** The Units and Tasks of a Topic, and what they depend on. */
export async function readNodes(reader: SqlReader, topicId: string): Promise<Nodes> {
  const columns = `"id", "jobId", "state", "skipKind", "join", "joinCount", "predecessorCount",
    "succeededPredecessorCount", "failedPredecessorCount", "cancelledPredecessorCount",
    "skippedPredecessorCount"`;
  const rows = await reader.query<Node>(
    `SELECT "taskId", ${columns} FROM "Unit" WHERE "topicId" = ?1 AND ${isStaying('"jobId"')}
     UNION ALL SELECT NULL, ${columns} FROM "Task" WHERE "topicId" = ?1 AND ${isStaying('"jobId"')}`,
    [topicId],
  );
  const jobs = await reader.query<{ id: string; state: string }>(
    `SELECT "id", CASE WHEN ${isWaiting} THEN 'WAITING' ELSE "state" END AS "state" FROM "Job"
     WHERE "topicId" = ?1`,
    [topicId],
  );
  return {
    byId: new Map(rows.map((row) => [row.id, row])),
    predecessors: await readPredecessors(reader, topicId),
    jobStates: new Map(jobs.map(({ id, state }) => [id, state])),
  };
}

/** Who each Unit and Task depends on. */
async function readPredecessors(
  reader: SqlReader,
  topicId: string,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const rows = await reader.query<{ id: string; predecessor: string }>(
    `SELECT d."dependantId" AS "id", d."predecessorId" AS "predecessor"
       FROM "Unit" u JOIN "UnitDependency" d ON d."dependantId" = u."id" WHERE u."topicId" = ?1
     UNION ALL SELECT d."dependantId", d."predecessorId"
       FROM "Task" t JOIN "TaskDependency" d ON d."dependantId" = t."id" WHERE t."topicId" = ?1`,
    [topicId],
  );
  const predecessors = new Map<string, string[]>();
  for (const { id, predecessor } of rows) {
    const known = predecessors.get(id);
    if (known === undefined) predecessors.set(id, [predecessor]);
    else known.push(predecessor);
  }
  return predecessors;
}
