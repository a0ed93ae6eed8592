import { accepted, type Handler, refused, replayed } from '../batch/handler.ts';
import { letScopeGo } from '../rules/hold.ts';
import { checkOperation, findUnfinishedJob } from '../rules/operator-command.ts';

/** Lets a held Job go on: its Units can be claimed, each in the place that it had. */
export const resumeJob: Handler<'resumeJob'> = {
  check: checkOperation,

  addNeeds: ({ jobId }, needs) => {
    needs.jobIds.add(jobId);
  },

  decide: (command, set) => {
    const { jobId } = command;
    const found = findUnfinishedJob(set, command);
    if (found.kind === 'REFUSED') return refused(found.rejection);
    return letScopeGo(set, { job: found.node }, command)
      ? accepted({ jobId })
      : replayed<'resumeJob'>({ jobId });
  },
};
