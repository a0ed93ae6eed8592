import { accepted, type Handler, refused, replayed } from '../batch/handler.ts';
import { letScopeGo } from '../rules/hold.ts';
import { checkOperation, findUnfinishedTask } from '../rules/operator-command.ts';

/** Lets a held Task go on: its Units can be claimed, each in the place that it had. */
export const resumeTask: Handler<'resumeTask'> = {
  check: checkOperation,

  addNeeds: ({ taskId }, needs) => {
    needs.taskIds.add(taskId);
  },

  decide: (command, set) => {
    const { taskId } = command;
    const found = findUnfinishedTask(set, command);
    if (found.kind === 'REFUSED') return refused(found.rejection);
    return letScopeGo(set, { task: found.node }, command)
      ? accepted({ taskId })
      : replayed<'resumeTask'>({ taskId });
  },
};
