/** Answers the questions of a deletion; see src/commands/retention/expired-rows.ts. */

import type { WorkingSet } from '../commands/batch/working-set.ts';
import { type ExpiredNeed, noRows } from '../commands/retention/expired-rows.ts';
import { leftoverKinds } from '../commands/retention/leftovers.ts';
import {
  findOldestFinishedAt,
  listDeletingJobs,
  listJobsFinishedBy,
  listSomeAttempts,
  listSomeDependencies,
  listSomeLogLines,
  listSomeTasks,
  listSomeUnits,
} from '../store/expired-rows.ts';
import { findOldestLeftoverAt, listLeftovers } from '../store/leftover-rows.ts';
import type { WarmSource } from './find-rows.ts';
import { loadLanesOf } from './load-lanes.ts';

export async function loadExpired(
  source: WarmSource,
  set: WorkingSet,
  need: ExpiredNeed,
): Promise<void> {
  const { expired } = set;
  switch (need.of) {
    case 'JOBS':
      expired.jobIds = await loadJobs(source, set, need);
      break;
    case 'TASKS': {
      const tasks = await listSomeTasks(source, need.jobIds, need.max);
      for (const task of tasks) set.tasks.load(task);
      expired.taskIds = tasks.map(({ id }) => id);
      break;
    }
    case 'UNITS':
      expired.units = await listSomeUnits(source, need.taskIds, need.max);
      await loadLanesOf(source, set, expired.units);
      break;
    case 'PARTS_OF_UNITS': {
      const { unitIds: ids, max } = need;
      expired.parts = {
        ...noRows(),
        logLines: await listSomeLogLines(source, ids, max),
        attempts: await listSomeAttempts(source, ids, max),
        unitDependencies: await listSomeDependencies(source, 'UnitDependency', { ids, max }),
      };
      break;
    }
    case 'PARTS_OF_TASKS': {
      const { taskIds: ids, max } = need;
      const taskDependencies = await listSomeDependencies(source, 'TaskDependency', { ids, max });
      expired.parts = { ...noRows(), taskDependencies };
      break;
    }
    case 'LEFTOVERS': {
      const query = { ...need, topicId: set.topic.id };
      const rows = await listLeftovers(source, need.kind, query);
      expired.parts = { ...noRows(), leftovers: { ...noRows().leftovers, [need.kind]: rows } };
      break;
    }
    case 'OLDEST':
      expired.oldestFinishedAt = await findOldestFinishedAt(source, set.topic.id);
      for (const kind of leftoverKinds) {
        expired.oldestLeftoverAt[kind] = await findOldestLeftoverAt(source, kind, set.topic.id);
      }
  }
}

/** Those that are being deleted first: the index of finished ones has them as well. */
async function loadJobs(
  source: WarmSource,
  set: WorkingSet,
  { finishedBy, max }: Extract<ExpiredNeed, { of: 'JOBS' }>,
): Promise<readonly string[]> {
  const topicId = set.topic.id;
  const deleting = await listDeletingJobs(source, topicId, max);
  const finished =
    finishedBy === null || deleting.length >= max
      ? []
      : await listJobsFinishedBy(source, { topicId, finishedBy, max });
  for (const job of [...deleting, ...finished]) set.jobs.load(job);
  return [...new Set([...deleting, ...finished].map(({ id }) => id))];
}
