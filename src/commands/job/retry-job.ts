import { inPortions } from '../../domain/portions.ts';
import { rejection } from '../../domain/rejection.ts';
import { accepted, type LongHandler, refused } from '../batch/handler.ts';
import { findJob } from '../rules/find-node.ts';
import { reopenTask } from '../rules/move-task.ts';
import { checkOperation } from '../rules/operator-command.ts';
import { retry } from '../unit/retry-unit.ts';

/** Tries every Unit of a Job again that failed or was cancelled; its Tasks and the Job reopen. */
export const retryJob: LongHandler<'retryJob'> = {
  check: checkOperation,

  addNeeds: ({ jobId }, needs) => {
    needs.jobIds.add(jobId);
    needs.tasksOfJobs.add(jobId);
    for (const state of wentWrong) needs.unitsInState.push({ of: 'JOB', id: jobId, state });
  },

  *decideInPortions(command, set) {
    const { jobId } = command;
    const found = findJob(set, command);
    if (found.kind === 'REFUSED') return refused(found.rejection);
    const job = found.node;
    const units = [...set.units.values()].filter(
      (unit) => unit.jobId === jobId && hasGoneWrong(unit),
    );
    // A Task may be cancelled that has no such Unit: one that is empty, or whose Units were skipped.
    const tasks = [...set.tasks.values()].filter(
      (task) => task.jobId === jobId && hasGoneWrong(task),
    );
    if (units.length + tasks.length === 0) {
      const message = `Job ${jobId} is ${job.state}, and nothing in it has failed or was cancelled, so there is nothing to retry. To do all of it again, rerun it.`;
      const details = { jobState: job.state };
      return refused(rejection('JOB_NOT_IN_STATE', message, { details }));
    }
    for (const task of tasks) reopenTask(set, task);
    yield* inPortions(units, (unit) => retry(set, unit, command));
    return accepted({ jobId });
  },
};

const wentWrong = ['FAILED', 'CANCELLED'] as const;

function hasGoneWrong({ state }: { readonly state: string }): boolean {
  return state === 'FAILED' || state === 'CANCELLED';
}
