import type { Unit } from '../domain/unit.ts';
import { accepted, type Handler, refused } from './handler.ts';
import { moveUnit, unitFacts } from './move-unit.ts';
import { findOperable } from './operator-command.ts';
import { checkReason, reasonFacts } from './reason.ts';
import type { WorkingSet } from './working-set.ts';

/** Lets a paused Unit go on: it waits, and is ready at once if its predecessors let it. */
export const resumeUnit: Handler<'resumeUnit'> = {
  check: ({ reason }) => checkReason(reason),

  addNeeds: ({ unitId }, needs) => {
    needs.unitIds.add(unitId);
  },

  decide: ({ unitId, reason }, set) => {
    const found = findOperable(set, unitId, { action: 'resume', to: 'PENDING' });
    if (found.kind !== 'FOUND') return refused(found.rejection);
    resume(set, found.unit, reason);
    return accepted({ unitId });
  },
};

export function resume(set: WorkingSet, unit: Unit, reason: string | null): void {
  moveUnit(set, unit, { action: 'resume', to: 'PENDING' });
  set.touchedTasks.push(set.tasks.get(unit.taskId));
  set.emit('unit.resumed', {
    ...unitFacts(unit),
    from: 'PAUSED',
    to: 'PENDING',
    ...reasonFacts(reason),
  });
}
