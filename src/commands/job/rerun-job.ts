import { inPortions } from '../../domain/portions.ts';
import { accepted, type LongHandler, refused } from '../batch/handler.ts';
import { findJob } from '../rules/find-node.ts';
import { reopenJob, resetTask } from '../rules/move-task.ts';
import { checkOperation } from '../rules/operator-command.ts';
import { resetUnit } from '../rules/rerun.ts';

/**
 * Does a Job again from the beginning, finished or not: all its Tasks and Units go back to waiting,
 * but for what is paused. The same as a rerun of everything that it begins with.
 */
export const rerunJob: LongHandler<'rerunJob'> = {
  check: checkOperation,

  addNeeds: ({ jobId }, needs) => {
    needs.jobIds.add(jobId);
    needs.tasksOfJobs.add(jobId);
    needs.unitsOfJobs.add(jobId);
  },

  *decideInPortions(command, set) {
    const { jobId } = command;
    const found = findJob(set, command);
    if (found.kind === 'REFUSED') return refused(found.rejection);
    const job = found.node;
    if (job.state !== 'RUNNING') reopenJob(set, job);
    for (const task of set.tasks.values()) {
      if (task.jobId === jobId && task.state !== 'PENDING') resetTask(set, task);
    }
    yield* inPortions(set.units.values(), (unit) => {
      if (unit.jobId === jobId) resetUnit(set, unit, command);
    });
    set.touchedJobs.push(job);
    return accepted({ jobId });
  },
};
