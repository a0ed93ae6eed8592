import type { Job } from '../../domain/job.ts';
import { ensure, type Step } from '../batch/needs.ts';
import type { WorkingSet } from '../batch/working-set.ts';
import { wakeOf } from './firing.ts';

/**
 * Jobs that Schedules have started are over: where a firing waits for that, the clock is told to look
 * at once. It is not started here: what a worker reports should not pay for a whole Job, and the
 * clock's deadline is written with the report, so that it is not forgotten either.
 */
export function* wakeSchedules(set: WorkingSet, jobs: readonly Job[]): Generator<Step, void, void> {
  const ids = new Set(jobs.flatMap(({ scheduleId }) => scheduleId ?? []));
  yield* ensure((needs) => {
    for (const id of ids) if (!set.schedules.rows.has(id)) needs.schedules.ids.add(id);
    return needs.schedules.ids.size > 0;
  });
  for (const id of ids) {
    const schedule = set.schedules.rows.find(id);
    // It may have been removed since, and most have nothing that waits.
    if (schedule === undefined || schedule.queuedCount === 0) continue;
    const wakesAt = wakeOf(set, schedule);
    if (wakesAt !== schedule.wakesAt) set.schedules.rows.change(schedule, { wakesAt });
  }
}
