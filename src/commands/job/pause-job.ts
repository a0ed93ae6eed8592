import { accepted, type Handler, refused, replayed } from '../batch/handler.ts';
import { holdScope } from '../rules/hold.ts';
import { checkOperation, findUnfinishedJob } from '../rules/operator-command.ts';

/** Holds a Job that has not finished: none of its Units is claimed, while those that run go on. */
export const pauseJob: Handler<'pauseJob'> = {
  check: checkOperation,

  addNeeds: ({ jobId }, needs) => {
    needs.jobIds.add(jobId);
  },

  decide: (command, set) => {
    const { jobId } = command;
    const found = findUnfinishedJob(set, command);
    if (found.kind === 'REFUSED') return refused(found.rejection);
    return holdScope(set, { job: found.node }, command)
      ? accepted({ jobId })
      : replayed<'pauseJob'>({ jobId });
  },
};
