import { accepted, type Handler, refused, replayed } from './handler.ts';
import { holdScope } from './hold.ts';
import { checkOperation, findUnfinishedTask } from './operator-command.ts';

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
