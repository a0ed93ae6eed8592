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
  found.push(...(await checkNodes(store)), ...(await foldJournal(store)));
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

const statesToCheck: readonly (readonly [string, string])[] = [
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
  [
    'runs although none of its Tasks is open',
    `SELECT j."id" FROM "Job" j WHERE j."state" = 'RUNNING' AND NOT EXISTS (
       SELECT 1 FROM "Task" t WHERE t."jobId" = j."id" AND t."state" = 'RUNNING')`,
  ],
];

interface Node {
  readonly id: string;
  readonly jobId: string;
  readonly taskId: string | null;
  readonly state: string;
  readonly skipKind: string | null;
  readonly join: string;
  readonly joinCount: number | null;
  readonly startedAt: number | null;
  readonly succeeded: number;
  readonly failed: number;
  readonly cancelled: number;
  readonly skipped: number;
  readonly predecessorCount: number;
}

async function readNodes(store: Store): Promise<ReadonlyMap<string, Node>> {
  const columns = `"id", "jobId", "state", "skipKind", "join", "joinCount", "startedAt", "predecessorCount",
    "succeededPredecessorCount" AS "succeeded", "failedPredecessorCount" AS "failed",
    "cancelledPredecessorCount" AS "cancelled", "skippedPredecessorCount" AS "skipped"`;
  const rows = await store.query<Node>(
    `SELECT "taskId", ${columns} FROM "Unit" UNION ALL SELECT NULL, ${columns} FROM "Task"`,
  );
  return new Map(rows.map((row) => [row.id, row]));
}

/** Who each Unit and Task depends on. */
async function readPredecessors(store: Store): Promise<ReadonlyMap<string, readonly string[]>> {
  const rows = await store.query<{ id: string; predecessor: string }>(
    `SELECT "dependantId" AS "id", "predecessorId" AS "predecessor" FROM "UnitDependency"
     UNION ALL SELECT "dependantId", "predecessorId" FROM "TaskDependency"`,
  );
  const predecessors = new Map<string, string[]>();
  for (const { id, predecessor } of rows) {
    const known = predecessors.get(id);
    if (known === undefined) predecessors.set(id, [predecessor]);
    else known.push(predecessor);
  }
  return predecessors;
}

/** Whether what a node waits for has come about, by how its predecessors ended. */
function isSatisfied({ join, joinCount }: Node, endings: readonly string[]): boolean {
  const count = (ending: string) => endings.filter((each) => each === ending).length;
  switch (join) {
    case 'ALL_SUCCEEDED':
      return count('SUCCEEDED') === endings.length;
    case 'ALL_FINISHED':
      return count('OPEN') === 0;
    case 'ANY_FAILED':
      return count('FAILED') > 0;
    default:
      return count('SUCCEEDED') >= Math.min(joinCount ?? 1, endings.length);
  }
}

/** How a node in this state counts for others; a cascading skip is another thing than a plain one. */
function endingOf(state: string, skipKind: string | null): string {
  if (state === 'SKIPPED') return skipKind === 'CASCADING' ? 'SKIPPED' : 'SUCCEEDED';
  return ['SUCCEEDED', 'FAILED', 'CANCELLED'].includes(state) ? state : 'OPEN';
}

/** The counts of predecessors, and what is left waiting although it could go on. */
async function checkNodes(store: Store): Promise<readonly string[]> {
  const found: string[] = [];
  const nodes = await readNodes(store);
  const predecessors = await readPredecessors(store);
  const jobs = await store.query<{ id: string; state: string }>('SELECT "id", "state" FROM "Job"');
  const jobStates = new Map(jobs.map(({ id, state }) => [id, state]));
  for (const node of nodes.values()) {
    const endings = (predecessors.get(node.id) ?? []).map((id) => {
      const predecessor = nodes.get(id);
      return endingOf(predecessor?.state ?? '', predecessor?.skipKind ?? null);
    });
    const counted = [
      node.predecessorCount,
      node.succeeded,
      node.failed,
      node.cancelled,
      node.skipped,
    ];
    const recounted = [
      endings.length,
      ...['SUCCEEDED', 'FAILED', 'CANCELLED', 'SKIPPED'].map(
        (ending) => endings.filter((each) => each === ending).length,
      ),
    ];
    if (counted.join() !== recounted.join()) {
      found.push(`${node.id}: counts ${counted.join()} predecessors, has ${recounted.join()}`);
    }
    const parent = node.taskId === null ? jobStates.get(node.jobId) : nodes.get(node.taskId)?.state;
    if (node.state === 'PENDING' && parent === 'RUNNING' && isSatisfied(node, endings)) {
      found.push(`${node.id}: waits although nothing keeps it from starting`);
    }
  }
  return found;
}

interface JournalRow {
  readonly topicId: string;
  readonly seq: number;
  readonly at: number;
  readonly kind: string;
  readonly subject: string;
  readonly from: string | null;
  readonly to: string | null;
  readonly data: string | null;
}

/** The journal is contiguous, each Event goes on where the one before left, and the sum is the tables. */
async function foldJournal(store: Store): Promise<readonly string[]> {
  const found: string[] = [];
  const heads = new Map<string, { seq: number; at: number }>();
  const states = new Map<string, string>();
  const skipKinds = new Map<string, string>();
  const predecessors = await readPredecessors(store);
  const nodes = await readNodes(store);
  const initial = (subject: string) => (subject.startsWith('job_') ? 'RUNNING' : 'PENDING');
  const events = await store.query<JournalRow>(
    `SELECT "topicId", "seq", "at", "kind", coalesce("unitId", "taskId", "jobId", "topicId") AS "subject",
            "from", "to", "data" FROM "Event" ORDER BY "topicId", "seq"`,
  );
  for (const event of events) {
    const head = heads.get(event.topicId) ?? { seq: 0, at: 0 };
    if (event.seq !== head.seq + 1) found.push(`${event.topicId}: no Event ${head.seq + 1}`);
    if (event.at < head.at) found.push(`${event.topicId}: Event ${event.seq} is before its time`);
    heads.set(event.topicId, { seq: event.seq, at: event.at });
    if (event.to === null) continue;
    const node = nodes.get(event.subject);
    if (node !== undefined && (event.kind === 'unit.ready' || event.kind === 'task.opened')) {
      const endings = (predecessors.get(event.subject) ?? []).map((id) =>
        endingOf(states.get(id) ?? '', skipKinds.get(id) ?? null),
      );
      const isOpen = node.taskId === null || states.get(node.taskId) !== undefined;
      if (!isSatisfied(node, endings) || !isOpen) {
        found.push(`${event.subject}: ${event.kind} at ${event.seq} after ${endings.join()}`);
      }
    }
    if (event.to === 'SKIPPED') {
      const isCascading =
        event.kind === 'task.skipped' || (event.data ?? '').includes('NOT_NEEDED');
      skipKinds.set(event.subject, isCascading ? 'CASCADING' : 'PLAIN');
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
