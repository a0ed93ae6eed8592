import { jobNotFound, rejection } from '../domain/rejection.ts';
import { askedFacts } from './asked.ts';
import { cancelRest } from './cancel-rest.ts';
import { accepted, type LongHandler, refused, replayed } from './handler.ts';
import { finishJob } from './move-task.ts';
import { checkOperation, otherState } from './operator-command.ts';

/** Cancels a Job with every Task and Unit of it that has not finished, whatever their state. */
export const cancelJob: LongHandler<'cancelJob'> = {
  check: checkOperation,

  addNeeds: ({ jobId }, needs) => {
    needs.jobIds.add(jobId);
    needs.unfinishedOfJobs.add(jobId);
  },

  *decideInPortions(command, set) {
    const { jobId } = command;
    const job = set.jobs.find(jobId);
    if (job === undefined) return refused(jobNotFound(jobId));
    const unexpected = otherState(`Job ${jobId}`, job.state, command.ifState);
    if (unexpected !== undefined) return refused(unexpected);
    if (job.state === 'CANCELLED') return replayed<'cancelJob'>({ jobId });
    if (job.state !== 'RUNNING') {
      const message = `Job ${jobId} is ${job.state} already, so there is nothing to cancel.`;
      return refused(rejection('JOB_FINISHED', message, { details: { jobState: job.state } }));
    }
    yield* cancelRest(set, jobId, command);
    finishJob(set, job, { state: 'CANCELLED', ...askedFacts(command) });
    return accepted({ jobId });
  },
};
