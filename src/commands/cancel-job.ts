import { rejection } from '../domain/rejection.ts';
import { askedFacts } from './asked.ts';
import { cancelRest } from './cancel-rest.ts';
import { findJob } from './find-node.ts';
import { accepted, type LongHandler, refused, replayed } from './handler.ts';
import { finishJob } from './move-task.ts';
import { checkOperation } from './operator-command.ts';

/** Cancels a Job with every Task and Unit of it that has not finished, whatever their state. */
export const cancelJob: LongHandler<'cancelJob'> = {
  check: checkOperation,

  addNeeds: ({ jobId }, needs) => {
    needs.jobIds.add(jobId);
    needs.unfinishedOfJobs.add(jobId);
  },

  *decideInPortions(command, set) {
    const { jobId } = command;
    const found = findJob(set, command);
    if (found.kind === 'REFUSED') return refused(found.rejection);
    const job = found.node;
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
