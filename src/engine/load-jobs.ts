/** Loads the Jobs that commands name otherwise than by their ids, as load-needs.ts does the rest. */
import { clockUnitCount, type Needs } from '../commands/batch/needs.ts';
import type { WorkingSet } from '../commands/batch/working-set.ts';
import { jobDeadlineColumns } from '../domain/job.ts';
import type { RowSource } from '../store/command-rows.ts';
import {
  findJobsByKey,
  listCollapsingJobs,
  listJobsBehind,
  listJobsPast,
} from '../store/job-rows.ts';

export async function loadJobs(source: RowSource, set: WorkingSet, needs: Needs): Promise<void> {
  if (needs.jobKeys.size > 0) {
    for (const job of await findJobsByKey(source, set.topic.id, needs.jobKeys)) {
      set.jobs.load(job);
      if (job.key !== null) set.jobIdByKey.set(job.key, job.id);
    }
  }
  if (needs.collapseKeys.size > 0) await loadCollapsing(source, set, needs.collapseKeys);
  if (needs.behindJobs.size > 0) {
    for (const job of await listJobsBehind(source, needs.behindJobs)) set.jobs.load(job);
  }
  for (const column of ['resumeAt', ...jobDeadlineColumns] as const) {
    if (!needs.deadlines.has(column)) continue;
    const query = { topicId: set.topic.id, now: set.now, max: clockUnitCount };
    for (const job of await listJobsPast(source, column, query)) set.jobs.load(job);
  }
}

/** What the set knows better may hide as many others from a look at the newest alone. */
async function loadCollapsing(
  source: RowSource,
  set: WorkingSet,
  keys: ReadonlySet<string>,
): Promise<void> {
  let known = 0;
  for (const { collapseKey } of set.jobs.values()) {
    if (collapseKey !== null && keys.has(collapseKey)) known += 1;
  }
  const query = { topicId: set.topic.id, keys, max: 1 + known };
  for (const job of await listCollapsingJobs(source, query)) set.jobs.load(job);
}
