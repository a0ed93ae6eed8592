import { rejection } from '../../domain/rejection.ts';
import { accepted, type Handler, refused } from '../batch/handler.ts';
import { findJob } from '../rules/find-node.ts';
import { checkOperation } from '../rules/operator-command.ts';
import { beginDeletion } from './deletion.ts';

/** Deletes a finished Job before its time; the clock removes its rows. */
export const deleteJob: Handler<'deleteJob'> = {
  check: checkOperation,

  addNeeds: ({ jobId }, needs) => {
    needs.jobIds.add(jobId);
  },

  decide: (command, set) => {
    const { jobId } = command;
    const found = findJob(set, command);
    if (found.kind === 'REFUSED') return refused(found.rejection);
    const { state } = found.node;
    if (state === 'RUNNING') {
      const message = `Job ${jobId} is RUNNING; only a finished Job is deleted. Cancel it first, or wait for its end.`;
      return refused(rejection('JOB_NOT_IN_STATE', message, { details: { jobState: state } }));
    }
    beginDeletion(set, found.node, command);
    set.topics.change(set.topic, { deletesAt: set.now });
    return accepted({ jobId });
  },
};
