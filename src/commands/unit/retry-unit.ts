import type { Asked } from '../../domain/asked.ts';
import { isTaskFinished } from '../../domain/task.ts';
import type { Unit } from '../../domain/unit.ts';
import { accepted, type Handler, refused } from '../batch/handler.ts';
import type { WorkingSet } from '../batch/working-set.ts';
import { askedFacts } from '../rules/asked.ts';
import { reopenTask } from '../rules/move-task.ts';
import { moveUnit, unitFacts, untried } from '../rules/move-unit.ts';
import { checkOperation, findOperable } from '../rules/operator-command.ts';

/** Tries a failed or cancelled Unit again, with a fresh budget of attempts; its Task and Job reopen. */
export const retryUnit: Handler<'retryUnit'> = {
  check: checkOperation,

  addNeeds: ({ unitId }, needs) => needs.addFinishingUnit(unitId),

  decide: (command, set) => {
    const { unitId } = command;
    const found = findOperable(set, command, { action: 'retry', to: 'PENDING' });
    if (found.kind !== 'FOUND') return refused(found.rejection);
    retry(set, found.node, command);
    return accepted({ unitId });
  },
};

/** Lets a failed or cancelled Unit wait as if it had never been tried; its Task and Job go on. */
export function retry(set: WorkingSet, unit: Unit, asked: Asked): void {
  const from = unit.state;
  const task = set.tasks.get(unit.taskId);
  if (isTaskFinished(task.state)) reopenTask(set, task);
  moveUnit(set, unit, { action: 'retry', to: 'PENDING', change: untried });
  set.emit('unit.reopened', unitFacts(unit, { from, to: 'PENDING', ...askedFacts(asked) }));
}
