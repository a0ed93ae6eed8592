import { accepted, type Handler, refused, replayed } from '../batch/handler.ts';
import { holdScope } from '../rules/hold.ts';
import { checkOperation, findUnfinishedTask } from '../rules/operator-command.ts';

/** Holds a Task that has not finished: none of its Units is claimed, while those that run go on. */
export const pauseTask: Handler<'pauseTask'> = {
  check: checkOperation,

  addNeeds: ({ taskId }, needs) => {
    needs.taskIds.add(taskId);
  },

  decide: (command, set) => {
    const { taskId } = command;
    const found = findUnfinishedTask(set, command);
    if (found.kind === 'REFUSED') return refused(found.rejection);
    return holdScope(set, { task: found.node }, command)
      ? accepted({ taskId })
      : replayed<'pauseTask'>({ taskId });
  },
};
