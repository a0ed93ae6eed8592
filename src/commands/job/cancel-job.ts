import type { Asked } from '../../domain/asked.ts';
import type { Job } from '../../domain/job.ts';
import { rejection } from '../../domain/rejection.ts';
import { accepted, type LongHandler, refused, replayed } from '../batch/handler.ts';
import type { Step } from '../batch/needs.ts';
import type { WorkingSet } from '../batch/working-set.ts';
import { askedData } from '../rules/asked.ts';
import { cancelRest } from '../rules/cancel-rest.ts';
import { findJob } from '../rules/find-node.ts';
import { finishJob } from '../rules/move-task.ts';
import { checkOperation } from '../rules/operator-command.ts';

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
    yield* cancelWhole(set, job, { asked: command });
    return accepted({ jobId });
  },
};

export interface Cancelling {
  readonly asked: Asked;
  /** What the Event of the Job says beside. */
  readonly data?: Readonly<Record<string, unknown>>;
}

/** Cancels a running Job of which everything unfinished is in the set. */
export function* cancelWhole(
  set: WorkingSet,
  job: Job,
  { asked, data = {} }: Cancelling,
): Generator<Step, void, void> {
  yield* cancelRest(set, job.id, asked);
  const told = { ...askedData(asked), ...data };
  const isTold = Object.keys(told).length > 0;
  finishJob(set, job, { state: 'CANCELLED', ...(isTold ? { data: told } : {}) });
}
