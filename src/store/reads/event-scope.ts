/** Which part of which journal is about a Topic, Job, Task or Unit. */
import type { Store } from '../port.ts';

/** What somebody names to say which Events they want; names that are given must agree. */
export interface EventScopeNames {
  readonly topic: string | undefined;
  readonly topicId: string | undefined;
  readonly jobId: string | undefined;
  readonly taskId: string | undefined;
  readonly unitId: string | undefined;
}

export interface EventScope {
  readonly topicId: string;
  readonly jobId: string | undefined;
  readonly taskId: string | undefined;
  readonly unitId: string | undefined;
}

export type FoundEventScope =
  | { readonly isFound: true; readonly scope: EventScope }
  | {
      readonly isFound: false;
      /** What does not exist, or not where the other names say. */
      readonly missing: 'Topic' | 'Job' | 'Task' | 'Unit';
      readonly name: string;
    };

/** Finds the scope from the narrowest name, which knows all the wider ones. */
export async function findEventScope(
  store: Store,
  names: EventScopeNames,
): Promise<FoundEventScope> {
  const narrowest = narrowestOf(names);
  const [row] = await store.query<ScopeRow>(statements[narrowest.missing], [narrowest.name]);
  if (row === undefined) return { isFound: false, ...narrowest };
  const { topicName, topicId, jobId, taskId, unitId } = row;
  const isAgreed =
    agrees(names.topic, topicName) &&
    agrees(names.topicId, topicId) &&
    agrees(names.jobId, jobId) &&
    agrees(names.taskId, taskId);
  if (!isAgreed) return { isFound: false, ...narrowest };
  const scope = {
    topicId,
    jobId: jobId ?? undefined,
    taskId: taskId ?? undefined,
    unitId: unitId ?? undefined,
  };
  return { isFound: true, scope };
}

interface ScopeRow {
  readonly topicName: string;
  readonly topicId: string;
  readonly jobId: string | null;
  readonly taskId: string | null;
  readonly unitId: string | null;
}

function narrowestOf({ topic, topicId, jobId, taskId, unitId }: EventScopeNames) {
  if (unitId !== undefined) return { missing: 'Unit', name: unitId } as const;
  if (taskId !== undefined) return { missing: 'Task', name: taskId } as const;
  if (jobId !== undefined) return { missing: 'Job', name: jobId } as const;
  return { missing: 'Topic', name: topicId ?? topic ?? '' } as const;
}

function agrees(given: string | undefined, found: string | null): boolean {
  return given === undefined || given === found;
}

const statements = {
  Unit: `SELECT t."name" AS "topicName", u."topicId", u."jobId", u."taskId", u."id" AS "unitId"
         FROM "Unit" u JOIN "Topic" t ON t."id" = u."topicId" WHERE u."id" = ?1`,
  Task: `SELECT t."name" AS "topicName", k."topicId", k."jobId", k."id" AS "taskId", NULL AS "unitId"
         FROM "Task" k JOIN "Topic" t ON t."id" = k."topicId" WHERE k."id" = ?1`,
  Job: `SELECT t."name" AS "topicName", j."topicId", j."id" AS "jobId", NULL AS "taskId", NULL AS "unitId"
        FROM "Job" j JOIN "Topic" t ON t."id" = j."topicId" WHERE j."id" = ?1`,
  Topic: `SELECT t."name" AS "topicName", t."id" AS "topicId", NULL AS "jobId", NULL AS "taskId", NULL AS "unitId"
          FROM "Topic" t WHERE t."id" = ?1 OR t."name" = ?1`,
} as const;
