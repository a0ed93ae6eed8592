/**
 * The auditor: recomputes every counter and derived state of a database from its Units, folds the
 * journal into the states, and answers in sentences what does not agree. It reads with statements
 * of its own, which both databases understand as they are, and shares no code with what it checks.
 */
import type { SqlReader } from '../store/port.ts';
import { readJournalFaults } from './journal-faults.ts';
import { readLimitFaults } from './limit-faults.ts';
import { lookupChecks } from './lookup-checks.ts';
import { nodeFaults } from './node-rules.ts';
import { readQueueFaults } from './queue-faults.ts';
import { readNodes } from './read-nodes.ts';
import { scheduleChecks } from './schedule-checks.ts';
import { spanChecks } from './span-checks.ts';
import { isStaying, isWaiting } from './standing.ts';
import { workerChecks } from './worker-checks.ts';

/**
 * What does not agree; nothing if all is well. Of one Topic after the other it holds the Units and a
 * part of the journal in memory, so it takes as much of that as the largest Topic needs.
 */
export async function audit(reader: SqlReader): Promise<readonly string[]> {
  const found: string[] = [];
  for (const [what, sql] of [...countersToCheck, ...statesToCheck]) {
    for (const row of await reader.query<{ id: string }>(sql)) found.push(`${row.id}: ${what}`);
  }
  const topics = await reader.query<{ id: string; firstSeq: number; lastSeq: number }>(
    'SELECT "id", "firstSeq", "lastSeq" FROM "Topic" ORDER BY "id"',
  );
  for (const topic of topics) {
    const nodes = await readNodes(reader, topic.id);
    found.push(...(await readLimitFaults(reader, topic.id)));
    found.push(...(await readQueueFaults(reader, topic.id)));
    found.push(...nodeFaults(nodes), ...(await readJournalFaults(reader, topic, nodes)));
  }
  return found;
}

const unitStates = [
  'PENDING',
  'READY',
  'RUNNING',
  'PAUSED',
  'SUCCEEDED',
  'FAILED',
  'SKIPPED',
  'CANCELLED',
];
const taskStates = ['PENDING', 'RUNNING', 'SUCCEEDED', 'FAILED', 'SKIPPED', 'CANCELLED'];
const jobStates = ['RUNNING', 'SUCCEEDED', 'FAILED', 'CANCELLED'];

const countersToCheck: readonly (readonly [string, string])[] = [
  ...counterChecks('Task', 'Unit', { states: unitStates, prefix: 'units', parentId: 'taskId' }),
  ...counterChecks('Job', 'Unit', { states: unitStates, prefix: 'units', parentId: 'jobId' }),
  ...counterChecks('Topic', 'Unit', { states: unitStates, prefix: 'units', parentId: 'topicId' }),
  ...counterChecks('Job', 'Task', { states: taskStates, prefix: 'tasks', parentId: 'jobId' }),
  ...counterChecks('Topic', 'Job', { states: jobStates, prefix: 'jobs', parentId: 'topicId' }),
];

function counterChecks(
  parent: string,
  child: string,
  { states, prefix, parentId }: { states: readonly string[]; prefix: string; parentId: string },
): readonly (readonly [string, string])[] {
  return states.map((state) => {
    const counter = `${prefix}${state.charAt(0)}${state.slice(1).toLowerCase()}`;
    return [
      `${counter} is not the number of its ${child}s that are ${state}`,
      `SELECT p."id" FROM "${parent}" p WHERE p."${counter}" <>
         (SELECT count(*) FROM "${child}" c WHERE c."${parentId}" = p."id" AND c."state" = '${state}')`,
    ] as const;
  });
}

/** Failures that are made up for: counted on what has failed, and on what it is a part of. */
function handlerChecks(
  child: string,
  parent: string,
  { counter, parentId }: { counter: string; parentId: string },
): readonly (readonly [string, string])[] {
  const handlers = `(SELECT count(*) FROM "${child}Dependency" d JOIN "${child}" h ON h."id" = d."dependantId"
    WHERE d."predecessorId" = c."id" AND h."handles" = 1 AND h."state" = 'SUCCEEDED')`;
  return [
    [
      'counts another number of succeeded handlers than it has',
      `SELECT c."id" FROM "${child}" c WHERE c."succeededHandlerCount" <> ${handlers} AND ${isStaying('c."jobId"')}`,
    ],
    [
      `${counter} is not the number of its ${child}s whose failure is handled`,
      `SELECT p."id" FROM "${parent}" p WHERE ${isStaying(parent === 'Job' ? 'p."id"' : 'p."jobId"')} AND p."${counter}" <> (SELECT count(*) FROM "${child}" c
         WHERE c."${parentId}" = p."id" AND c."state" = 'FAILED' AND ${handlers} > 0)`,
    ],
  ];
}

/** What columns of tables refer to; not every database looks after that itself. */
function referenceChecks(
  tables: Readonly<Record<string, Readonly<Record<string, string>>>>,
): readonly (readonly [string, string])[] {
  return Object.entries(tables).flatMap(([table, columns]) =>
    Object.entries(columns).map(
      ([column, target]) =>
        [
          `is not there, and is the ${column} of rows of ${table}`,
          `SELECT DISTINCT c."${column}" AS "id" FROM "${table}" c
           WHERE NOT EXISTS (SELECT 1 FROM "${target}" t WHERE t."id" = c."${column}")`,
        ] as const,
    ),
  );
}

const statesToCheck: readonly (readonly [string, string])[] = [
  ...scheduleChecks,
  ...handlerChecks('Unit', 'Task', { counter: 'unitsHandled', parentId: 'taskId' }),
  ...handlerChecks('Task', 'Job', { counter: 'tasksHandled', parentId: 'jobId' }),
  [
    'can be claimed after its condition was not seen to hold',
    `SELECT u."id" FROM "Unit" u WHERE u."when" IS NOT NULL AND u."conditionMetAt" IS NULL
       AND u."state" IN ('READY', 'RUNNING')`,
  ],
  [
    'is open although its condition was not seen to hold',
    `SELECT t."id" FROM "Task" t WHERE t."when" IS NOT NULL AND t."conditionMetAt" IS NULL
       AND t."state" IN ('RUNNING', 'SUCCEEDED')
       AND EXISTS (SELECT 1 FROM "Topic" p WHERE p."id" = t."topicId" AND p."firstSeq" = 1) AND NOT EXISTS (
         SELECT 1 FROM "Event" e WHERE e."taskId" = t."id" AND e."data" LIKE '%CONDITION_%')`,
  ],
  [
    'has versions that are not numbered one after the other, or lacks the text of one',
    `SELECT min(t."id") AS "id" FROM "Template" t LEFT JOIN "TemplateText" x ON x."id" = t."id"
     GROUP BY t."topicId", t."name" HAVING max(t."version") <> count(x."id")`,
  ],
  [
    'is finished and has Units under lease',
    `SELECT j."id" FROM "Job" j WHERE j."state" <> 'RUNNING' AND EXISTS (
       SELECT 1 FROM "Unit" u WHERE u."jobId" = j."id" AND u."state" = 'RUNNING')`,
  ],
  [
    'has another number of finished attempts than it was claimed',
    `SELECT u."id" FROM "Unit" u WHERE ${isStaying('u."jobId"')} AND u."attempt" <>
       (SELECT count(*) FROM "Attempt" a WHERE a."unitId" = u."id")
       + (CASE u."state" WHEN 'RUNNING' THEN 1 ELSE 0 END)`,
  ],
  [
    'is ready, waits for no delay and is not held, and has no rank',
    `SELECT u."id" FROM "Unit" u JOIN "Task" t ON t."id" = u."taskId" JOIN "Job" j ON j."id" = u."jobId"
     WHERE u."state" = 'READY' AND u."availableAt" IS NULL AND u."rank" IS NULL
       AND t."pausedAt" IS NULL AND j."pausedAt" IS NULL`,
  ],
  [
    'has a rank although its Task or its Job is held',
    `SELECT u."id" FROM "Unit" u JOIN "Task" t ON t."id" = u."taskId" JOIN "Job" j ON j."id" = u."jobId"
     WHERE u."rank" IS NOT NULL AND (t."pausedAt" IS NOT NULL OR j."pausedAt" IS NOT NULL)`,
  ],
  [
    'has another rank than its readiness and its priority give it',
    `SELECT u."id" FROM "Unit" u JOIN "Job" j ON j."id" = u."jobId"
     WHERE u."rank" <> u."readyAt" - u."priority" * 60000
       AND u."rank" <> (CASE WHEN j."startAt" > j."createdAt" THEN j."startAt" ELSE j."createdAt" END)
         - u."priority" * 60000`,
  ],
  [
    'counts another number of Units than come into it',
    `SELECT l."id" FROM "Lane" l WHERE l."unitCount" <>
       (SELECT count(*) FROM "Unit" u WHERE u."laneId" = l."id")`,
  ],
  [
    'counts another number of claimable Units than it has',
    `SELECT l."id" FROM "Lane" l WHERE l."claimableCount" <>
       (SELECT count(*) FROM "Unit" u WHERE u."laneId" = l."id" AND u."rank" IS NOT NULL)`,
  ],
  [
    'stands behind one of its Units in the claim order',
    `SELECT l."id" FROM "Lane" l JOIN "Unit" u ON u."laneId" = l."id"
     WHERE u."rank" IS NOT NULL AND (u."rank", u."id") < (l."place", l."headId")`,
  ],
  [
    'is in a Lane of another Topic or kind',
    `SELECT u."id" FROM "Unit" u JOIN "Lane" l ON l."id" = u."laneId"
     WHERE l."topicId" <> u."topicId" OR l."kind" <> u."kind"`,
  ],
  [
    'has finished and is held',
    `SELECT "id" FROM "Task" WHERE "pausedAt" IS NOT NULL AND "state" NOT IN ('PENDING', 'RUNNING')
     UNION ALL SELECT "id" FROM "Job" WHERE "pausedAt" IS NOT NULL AND "state" <> 'RUNNING'`,
  ],
  [
    'waits to begin, and has an open Task',
    `SELECT j."id" FROM "Job" j WHERE ${isWaiting}
       AND EXISTS (SELECT 1 FROM "Task" t WHERE t."jobId" = j."id" AND t."startedAt" IS NOT NULL)`,
  ],
  [
    'has ended and waits to begin or to be cancelled',
    `SELECT "id" FROM "Job" WHERE "state" <> 'RUNNING'
       AND (${isWaiting} OR "cancelsAt" IS NOT NULL)`,
  ],
  [
    'begins after a Job that has ended',
    `SELECT j."id" FROM "Job" j JOIN "Job" b ON b."id" = j."behindJobId" WHERE b."state" <> 'RUNNING'`,
  ],
  [
    'has to finish by another time than was asked for',
    `SELECT "id" FROM "Job" WHERE "cancelsAt" <> "finishBy"`,
  ],
  [
    'is not held, and says by whom, why or until when it is',
    ['Unit', 'Task', 'Job', 'Topic']
      .map(
        (table) =>
          `SELECT "id" FROM "${table}" WHERE "pausedAt" IS NULL
             AND ("pausedBy" IS NOT NULL OR "pauseReason" IS NOT NULL OR "resumeAt" IS NOT NULL)`,
      )
      .join(' UNION ALL '),
  ],
  [
    'counts another number of dependencies than it has',
    `SELECT j."id" FROM "Job" j WHERE j."dependencyCount" <>
       (SELECT count(*) FROM "Task" t JOIN "TaskDependency" d ON d."dependantId" = t."id" WHERE t."jobId" = j."id")
       + (SELECT count(*) FROM "Unit" u JOIN "UnitDependency" d ON d."dependantId" = u."id" WHERE u."jobId" = j."id")`,
  ],
  [
    'is being deleted and keeps its key, or has not finished',
    `SELECT j."id" FROM "Job" j WHERE j."deletingAt" IS NOT NULL
       AND (j."key" IS NOT NULL OR j."state" = 'RUNNING')`,
  ],
  ...referenceChecks({
    Task: { jobId: 'Job' },
    TaskDependency: { predecessorId: 'Task', dependantId: 'Task' },
    Unit: { jobId: 'Job', taskId: 'Task' },
    UnitDependency: { predecessorId: 'Unit', dependantId: 'Unit' },
    Attempt: { unitId: 'Unit' },
    LogLine: { unitId: 'Unit' },
    JobLabel: { jobId: 'Job' },
  }),
  [
    'has a parent of another Job',
    `SELECT c."id" FROM "Unit" c JOIN "Unit" p ON p."id" = c."parentUnitId" WHERE p."jobId" <> c."jobId"
     UNION ALL
     SELECT c."id" FROM "Task" c JOIN "Unit" p ON p."id" = c."parentUnitId" WHERE p."jobId" <> c."jobId"`,
  ],
  ...lookupChecks,
  ...workerChecks,
  ...spanChecks,
  [
    'belongs to a Topic that is not there',
    ['Unit', 'Task', 'LimitUse', 'Worker']
      .map((table) => `SELECT "id" FROM "${table}" WHERE ${isWithoutTopic(table)}`)
      .concat(`SELECT DISTINCT "topicId" AS "id" FROM "Event" WHERE ${isWithoutTopic('Event')}`)
      .join(' UNION ALL '),
  ],
  [
    'runs although none of its Tasks is open',
    `SELECT j."id" FROM "Job" j WHERE j."state" = 'RUNNING'
       AND NOT ${isWaiting} AND NOT EXISTS (
       SELECT 1 FROM "Task" t WHERE t."jobId" = j."id" AND t."state" = 'RUNNING')`,
  ],
];

function isWithoutTopic(table: string): string {
  return `NOT EXISTS (SELECT 1 FROM "Topic" t WHERE t."id" = "${table}"."topicId")`;
}
