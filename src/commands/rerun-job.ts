import { inPortions } from '../domain/portions.ts';
import { findJob } from './find-node.ts';
import { accepted, type LongHandler, refused } from './handler.ts';
import { reopenJob, resetTask } from './move-task.ts';
import { checkOperation } from './operator-command.ts';
import { resetUnit } from './rerun.ts';

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
