/**
 * The auditor: recomputes every counter and derived state of a database from its Units, folds the
 * journal into the states, and answers in sentences what does not agree. It reads with statements
 * of its own and shares no code with what it checks.
 */
import type { Store } from '../src/store/port.ts';

export async function audit(store: Store): Promise<readonly string[]> {
  const found: string[] = [];
  for (const [what, sql] of countersToCheck) {
    for (const row of await store.query<{ id: string }>(sql)) found.push(`${row.id}: ${what}`);
  }
  for (const [what, sql] of statesToCheck) {
    for (const row of await store.query<{ id: string }>(sql)) found.push(`${row.id}: ${what}`);
  }
  found.push(...(await foldJournal(store)));
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

/** The rows of a table whose dependency counters are not what the dependencies say. */
function predecessorChecks(table: string): readonly (readonly [string, string])[] {
  const counted = (condition: string) =>
    `(SELECT count(*) FROM "${table}Dependency" d JOIN "${table}" p ON p."id" = d."predecessorId"
      WHERE d."dependantId" = x."id" AND ${condition})`;
  return [
    [
      'predecessorCount is not the number of its predecessors',
      `SELECT x."id" FROM "${table}" x WHERE x."predecessorCount" <> ${counted('true')}`,
    ],
    [
      'succeededPredecessorCount is not the number of its predecessors that succeeded',
      `SELECT x."id" FROM "${table}" x WHERE x."state" <> 'CANCELLED' AND
       x."succeededPredecessorCount" <> ${counted(`p."state" IN ('SUCCEEDED', 'SKIPPED')`)}`,
    ],
    [
      'failedPredecessorCount is not the number of its predecessors that ended otherwise',
      `SELECT x."id" FROM "${table}" x WHERE x."state" <> 'CANCELLED' AND
       x."failedPredecessorCount" <> ${counted(`p."state" IN ('FAILED', 'CANCELLED')`)}`,
    ],
  ];
}

const beganStates = `('READY', 'RUNNING', 'SUCCEEDED', 'FAILED')`;

const statesToCheck: readonly (readonly [string, string])[] = [
  ...predecessorChecks('Unit'),
  ...predecessorChecks('Task'),
  [
    'began before all its predecessor Units succeeded',
    `SELECT u."id" FROM "Unit" u JOIN "UnitDependency" d ON d."dependantId" = u."id"
     JOIN "Unit" p ON p."id" = d."predecessorId"
     WHERE u."state" IN ${beganStates} AND p."state" NOT IN ('SUCCEEDED', 'SKIPPED')`,
  ],
  [
    'began before its Task opened',
    `SELECT u."id" FROM "Unit" u JOIN "Task" t ON t."id" = u."taskId"
     WHERE u."state" IN ${beganStates} AND t."startedAt" IS NULL`,
  ],
  [
    'opened before all its predecessor Tasks succeeded',
    `SELECT t."id" FROM "Task" t JOIN "TaskDependency" d ON d."dependantId" = t."id"
     JOIN "Task" p ON p."id" = d."predecessorId"
     WHERE t."startedAt" IS NOT NULL AND p."state" NOT IN ('SUCCEEDED', 'SKIPPED')`,
  ],
  [
    'waits although its Task is open and all its predecessors succeeded',
    `SELECT u."id" FROM "Unit" u JOIN "Task" t ON t."id" = u."taskId"
     WHERE u."state" = 'PENDING' AND t."state" = 'RUNNING' AND NOT EXISTS (
       SELECT 1 FROM "UnitDependency" d JOIN "Unit" p ON p."id" = d."predecessorId"
       WHERE d."dependantId" = u."id" AND p."state" NOT IN ('SUCCEEDED', 'SKIPPED'))`,
  ],
  [
    'waits although its Job runs and all its predecessor Tasks succeeded',
    `SELECT t."id" FROM "Task" t JOIN "Job" j ON j."id" = t."jobId"
     WHERE t."state" = 'PENDING' AND j."state" = 'RUNNING' AND NOT EXISTS (
       SELECT 1 FROM "TaskDependency" d JOIN "Task" p ON p."id" = d."predecessorId"
       WHERE d."dependantId" = t."id" AND p."state" NOT IN ('SUCCEEDED', 'SKIPPED'))`,
  ],
  [
    'is open although no Unit of it can progress',
    `SELECT t."id" FROM "Task" t WHERE t."state" = 'RUNNING' AND NOT EXISTS (
       SELECT 1 FROM "Unit" u WHERE u."taskId" = t."id"
       AND u."state" IN ('READY', 'RUNNING', 'PAUSED'))`,
  ],
  [
    'runs although no Task of it is open',
    `SELECT j."id" FROM "Job" j WHERE j."state" = 'RUNNING' AND NOT EXISTS (
       SELECT 1 FROM "Task" t WHERE t."jobId" = j."id" AND t."state" = 'RUNNING')`,
  ],
  [
    'succeeded although not all of its Units did',
    `SELECT j."id" FROM "Job" j WHERE j."state" = 'SUCCEEDED' AND EXISTS (
       SELECT 1 FROM "Unit" u WHERE u."jobId" = j."id"
       AND u."state" NOT IN ('SUCCEEDED', 'SKIPPED'))`,
  ],
  [
    'is finished and has Units under lease',
    `SELECT j."id" FROM "Job" j WHERE j."state" <> 'RUNNING' AND EXISTS (
       SELECT 1 FROM "Unit" u WHERE u."jobId" = j."id" AND u."state" = 'RUNNING')`,
  ],
  [
    'has another number of finished attempts than it was claimed',
    `SELECT u."id" FROM "Unit" u WHERE u."attempt" <>
       (SELECT count(*) FROM "Attempt" a WHERE a."unitId" = u."id")
       + (CASE u."state" WHEN 'RUNNING' THEN 1 ELSE 0 END)`,
  ],
];

interface JournalRow {
  readonly topicId: string;
  readonly seq: number;
  readonly at: number;
  readonly kind: string;
  readonly subject: string;
  readonly from: string | null;
  readonly to: string | null;
}

/** What each Unit and Task depends on; a Unit on its Task's predecessors, too. */
async function readPredecessors(store: Store): Promise<ReadonlyMap<string, readonly string[]>> {
  const rows = await store.query<{ id: string; predecessor: string }>(
    `SELECT "dependantId" AS "id", "predecessorId" AS "predecessor" FROM "UnitDependency"
     UNION ALL SELECT "dependantId", "predecessorId" FROM "TaskDependency"
     UNION ALL SELECT u."id", d."predecessorId" FROM "TaskDependency" d
       JOIN "Unit" u ON u."taskId" = d."dependantId"`,
  );
  const predecessors = new Map<string, string[]>();
  for (const { id, predecessor } of rows) {
    predecessors.set(id, [...(predecessors.get(id) ?? []), predecessor]);
  }
  return predecessors;
}

/** The journal is contiguous, each Event goes on where the one before left, and the sum is the tables. */
async function foldJournal(store: Store): Promise<readonly string[]> {
  const found: string[] = [];
  const heads = new Map<string, { seq: number; at: number }>();
  const states = new Map<string, string>();
  const predecessors = await readPredecessors(store);
  const initial = (subject: string) => (subject.startsWith('job_') ? 'RUNNING' : 'PENDING');
  const events = await store.query<JournalRow>(
    `SELECT "topicId", "seq", "at", "kind", coalesce("unitId", "taskId", "jobId", "topicId") AS "subject",
            "from", "to" FROM "Event" ORDER BY "topicId", "seq"`,
  );
  for (const event of events) {
    const head = heads.get(event.topicId) ?? { seq: 0, at: 0 };
    if (event.seq !== head.seq + 1) found.push(`${event.topicId}: no Event ${head.seq + 1}`);
    if (event.at < head.at) found.push(`${event.topicId}: Event ${event.seq} is before its time`);
    heads.set(event.topicId, { seq: event.seq, at: event.at });
    if (event.to === null) continue;
    if (event.kind === 'unit.claimed' || event.kind === 'task.opened') {
      for (const predecessor of predecessors.get(event.subject) ?? []) {
        const state = states.get(predecessor);
        if (state === 'SUCCEEDED' || state === 'SKIPPED') continue;
        found.push(`${event.subject}: ${event.kind} at ${event.seq} before ${predecessor}`);
      }
    }
    const before = states.get(event.subject) ?? initial(event.subject);
    if (event.from !== null && event.from !== before) {
      found.push(
        `${event.subject}: ${event.kind} at ${event.seq} from ${event.from}, was ${before}`,
      );
    }
    states.set(event.subject, event.to);
  }
  const tops = await store.query<{ id: string; seq: number }>(
    'SELECT "id", "lastSeq" AS "seq" FROM "Topic"',
  );
  for (const { id, seq } of tops) {
    if (heads.get(id)?.seq !== seq) found.push(`${id}: the journal does not end at ${seq}`);
  }
  const rows = await store.query<{ id: string; state: string }>(
    `SELECT "id", "state" FROM "Unit" UNION ALL SELECT "id", "state" FROM "Task"
     UNION ALL SELECT "id", "state" FROM "Job"`,
  );
  for (const { id, state } of rows) {
    const folded = states.get(id) ?? initial(id);
    if (folded !== state) found.push(`${id}: is ${state}, its Events say ${folded}`);
  }
  return found;
}
