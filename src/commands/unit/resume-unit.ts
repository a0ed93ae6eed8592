import type { Asked } from '../../domain/asked.ts';
import type { Unit } from '../../domain/unit.ts';
import { accepted, type Handler, refused } from '../batch/handler.ts';
import type { WorkingSet } from '../batch/working-set.ts';
import { askedFacts } from '../rules/asked.ts';
import { moveUnit, unitFacts } from '../rules/move-unit.ts';
import { checkOperation, findOperable } from '../rules/operator-command.ts';

/** Lets a paused Unit go on: it waits, and is ready at once if its predecessors let it. */
export const resumeUnit: Handler<'resumeUnit'> = {
  check: checkOperation,

  addNeeds: ({ unitId }, needs) => {
    needs.unitIds.add(unitId);
  },

  decide: (command, set) => {
    const { unitId } = command;
    const found = findOperable(set, command, { action: 'resume', to: 'PENDING' });
    if (found.kind !== 'FOUND') return refused(found.rejection);
    resume(set, found.node, command);
    return accepted({ unitId });
  },
};

export function resume(set: WorkingSet, unit: Unit, asked: Asked): void {
  moveUnit(set, unit, { action: 'resume', to: 'PENDING' });
  set.touchedTasks.push(set.tasks.get(unit.taskId));
  const facts = { from: 'PAUSED', to: 'PENDING', ...askedFacts(asked) };
  set.emit('unit.resumed', unitFacts(unit, facts));
}
