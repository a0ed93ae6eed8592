import { isTaskFinished } from '../domain/task.ts';
import { askedFacts } from './asked.ts';
import { accepted, type Handler, refused } from './handler.ts';
import { reopenTask } from './move-task.ts';
import { moveUnit, unitFacts } from './move-unit.ts';
import { checkOperation, findOperable } from './operator-command.ts';

/** Tries a failed or cancelled Unit again, with a fresh budget of attempts; its Task and Job reopen. */
export const retryUnit: Handler<'retryUnit'> = {
  check: checkOperation,

  addNeeds: ({ unitId }, needs) => needs.addFinishingUnit(unitId),

  decide: (command, set) => {
    const { unitId } = command;
    const found = findOperable(set, command, { action: 'retry', to: 'PENDING' });
    if (found.kind !== 'FOUND') return refused(found.rejection);
    const { unit } = found;
    const from = unit.state;
    const change = {
      failureCount: 0,
      lossCount: 0,
      failureCode: null,
      failureMessage: null,
      failureDetails: null,
      startedAt: null,
      finishedAt: null,
    };
    const task = set.tasks.get(unit.taskId);
    if (isTaskFinished(task.state)) reopenTask(set, task);
    moveUnit(set, unit, { action: 'retry', to: 'PENDING', change });
    set.emit('unit.reopened', { ...unitFacts(unit), from, to: 'PENDING', ...askedFacts(command) });
    return accepted({ unitId });
  },
};
