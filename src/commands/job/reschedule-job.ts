import { isWaiting } from '../../domain/job.ts';
import { rejection } from '../../domain/rejection.ts';
import { accepted, type Handler, refused, replayed } from '../batch/handler.ts';
import { askedData } from '../rules/asked.ts';
import { endDelay } from '../rules/beginning.ts';
import { findJob } from '../rules/find-node.ts';
import { checkOperation } from '../rules/operator-command.ts';

/** Lets a Job that has not begun do so at another time; at once if that is past. */
export const rescheduleJob: Handler<'rescheduleJob'> = {
  check: checkOperation,

  addNeeds: ({ jobId }, needs) => {
    needs.jobIds.add(jobId);
  },

  decide: (command, set) => {
    const { jobId, startAt } = command;
    const found = findJob(set, command);
    if (found.kind === 'REFUSED') return refused(found.rejection);
    const job = found.node;
    const { state } = job;
    if (state !== 'RUNNING') {
      const message = `Job ${jobId} is ${state} already, so it cannot begin. Retry or rerun it.`;
      return refused(rejection('JOB_FINISHED', message, { details: { jobState: state } }));
    }
    if (!isWaiting(job)) {
      const message = `Job ${jobId} has begun already, so it cannot begin at another time. Pause it if it is to wait.`;
      return refused(rejection('JOB_BEGUN', message));
    }
    if (job.finishBy !== null && startAt >= job.finishBy) {
      const message = `Job ${jobId} has to finish by ${new Date(job.finishBy).toISOString()}, so it cannot begin later. Give an earlier startAt.`;
      return refused(rejection('INVALID_VALUE', message, { path: ['input', 'startAt'] }));
    }
    if (job.startAt === startAt) return replayed<'rescheduleJob'>({ jobId });
    const data = { startAt, before: job.startAt, ...askedData(command) };
    set.jobs.change(job, { startAt, beginsAt: startAt });
    set.emit('job.rescheduled', { jobId, from: state, to: state, data });
    if (startAt <= set.now) endDelay(set, job);
    return accepted({ jobId });
  },
};
