import { checkText } from '../domain/value-checks.ts';
import { accepted, type Handler, refused, replayed } from './handler.ts';
import { endAttempt, moveUnit, unitFacts } from './move-unit.ts';
import { findOperable } from './operator-command.ts';

/** Holds a Unit that has not finished. A holder is told with its next report; it pays no attempt. */
export const pauseUnit: Handler<'pauseUnit'> = {
  check: ({ reason }) => (reason === null ? [] : checkText(reason, ['input', 'reason'])),

  addNeeds: ({ unitId }, needs) => {
    needs.unitIds.add(unitId);
  },

  decide: ({ unitId, reason, resumeAt }, set) => {
    const found = findOperable(set, unitId, { action: 'pause', to: 'PAUSED' });
    if (found.kind === 'REFUSED') return refused(found.rejection);
    if (found.kind === 'DONE') return replayed<'pauseUnit'>({ unitId });
    const { unit } = found;
    const from = unit.state;
    const lease = from === 'RUNNING' ? endAttempt(set, unit, { outcome: 'PAUSED' }) : {};
    const change = { ...lease, pauseReason: reason, resumeAt };
    moveUnit(set, unit, { action: 'pause', to: 'PAUSED', change });
    set.touchedTasks.push(set.tasks.get(unit.taskId));
    const data = {
      ...(reason === null ? {} : { reason }),
      ...(resumeAt === null ? {} : { resumeAt }),
    };
    set.emit('unit.paused', { ...unitFacts(unit), from, to: 'PAUSED', data });
    return accepted({ unitId });
  },
};
