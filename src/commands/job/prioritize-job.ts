import { inPortions } from '../../domain/portions.ts';
import { rejection } from '../../domain/rejection.ts';
import { isUnitFinished } from '../../domain/unit.ts';
import { checkPriority } from '../../domain/value-checks.ts';
import { accepted, type LongHandler, refused, replayed } from '../batch/handler.ts';
import { askedData } from '../rules/asked.ts';
import { findJob } from '../rules/find-node.ts';
import { checkOperation } from '../rules/operator-command.ts';
import { prioritize } from '../unit/prioritize-unit.ts';

/** Gives a Job, and every Unit of it that has not finished, another head start. */
export const prioritizeJob: LongHandler<'prioritizeJob'> = {
  check: (command) => [
    ...checkOperation(command),
    ...checkPriority(command.priority, ['input', 'priority']),
  ],

  addNeeds: ({ jobId }, needs) => {
    needs.jobIds.add(jobId);
    needs.unfinishedOfJobs.add(jobId);
  },

  *decideInPortions(command, set) {
    const { jobId, priority } = command;
    const found = findJob(set, command);
    if (found.kind === 'REFUSED') return refused(found.rejection);
    const job = found.node;
    if (job.state !== 'RUNNING') {
      const message = `Job ${jobId} is ${job.state} already, so there is nothing left to put in order. Retry or rerun it first.`;
      return refused(rejection('JOB_FINISHED', message, { details: { jobState: job.state } }));
    }
    const units = [...set.units.values()].filter(
      (unit) => unit.jobId === jobId && !isUnitFinished(unit.state) && unit.priority !== priority,
    );
    if (job.priority === priority && units.length === 0) {
      return replayed<'prioritizeJob'>({ jobId });
    }
    const { state } = job;
    const data = { priority, before: job.priority, ...askedData(command) };
    set.jobs.change(job, { priority });
    set.emit('job.prioritized', { jobId, from: state, to: state, data });
    yield* inPortions(units, (unit) => prioritize(set, unit, command));
    return accepted({ jobId });
  },
};
