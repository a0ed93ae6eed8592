import { isWaiting } from '../../domain/job.ts';
import { rejection } from '../../domain/rejection.ts';
import { accepted, type Handler, refused, replayed } from '../batch/handler.ts';
import { begin } from '../rules/beginning.ts';
import { findJob } from '../rules/find-node.ts';
import { checkOperation } from '../rules/operator-command.ts';

/** Lets a Job begin now that waits for its time or for another Job. */
export const beginJob: Handler<'beginJob'> = {
  check: checkOperation,

  addNeeds: ({ jobId }, needs) => {
    needs.jobIds.add(jobId);
  },

  decide: (command, set) => {
    const { jobId } = command;
    const found = findJob(set, command);
    if (found.kind === 'REFUSED') return refused(found.rejection);
    const job = found.node;
    if (job.state !== 'RUNNING') {
      const message = `Job ${jobId} is ${job.state} already, so it cannot begin. Retry or rerun it.`;
      return refused(rejection('JOB_FINISHED', message, { details: { jobState: job.state } }));
    }
    if (!isWaiting(job)) return replayed<'beginJob'>({ jobId });
    // Should it be done again before the time that was asked for, it is not to wait for that anew.
    if (job.startAt !== null) set.jobs.change(job, { startAt: Math.min(job.startAt, set.now) });
    begin(set, job, command);
    return accepted({ jobId });
  },
};
