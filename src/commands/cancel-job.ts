import { jobNotFound, rejection } from '../domain/rejection.ts';
import { cancelRest } from './cancel-rest.ts';
import { accepted, type Handler, refused, replayed } from './handler.ts';
import { finishJob } from './move-task.ts';
import { checkReason, reasonFacts } from './reason.ts';

/** Cancels a Job with every Task and Unit of it that has not finished, whatever their state. */
export const cancelJob: Handler<'cancelJob'> = {
  check: ({ reason }) => checkReason(reason),

  addNeeds: ({ jobId }, needs) => {
    needs.jobIds.add(jobId);
    needs.unfinishedOfJobs.add(jobId);
  },

  decide: ({ jobId, reason }, set) => {
    const job = set.jobs.find(jobId);
    if (job === undefined) return refused(jobNotFound(jobId));
    if (job.state === 'CANCELLED') return replayed<'cancelJob'>({ jobId });
    if (job.state !== 'RUNNING') {
      const message = `Job ${jobId} is ${job.state} already, so there is nothing to cancel.`;
      return refused(rejection('JOB_FINISHED', message, { details: { jobState: job.state } }));
    }
    cancelRest(set, jobId, reason);
    finishJob(set, job, { state: 'CANCELLED', ...reasonFacts(reason) });
    return accepted({ jobId });
  },
};
