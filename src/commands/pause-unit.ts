import type { Unit } from '../domain/unit.ts';
import { accepted, type Handler, refused, replayed } from './handler.ts';
import { endAttempt, moveUnit, unitFacts } from './move-unit.ts';
import { findOperable } from './operator-command.ts';
import { checkReason } from './reason.ts';
import type { WorkingSet } from './working-set.ts';

/** Holds a Unit that has not finished. A holder is told with its next report; it pays no attempt. */
export const pauseUnit: Handler<'pauseUnit'> = {
  check: ({ reason }) => checkReason(reason),

  addNeeds: ({ unitId }, needs) => {
    needs.unitIds.add(unitId);
  },

  decide: ({ unitId, reason, resumeAt }, set) => {
    const found = findOperable(set, unitId, { action: 'pause', to: 'PAUSED' });
    if (found.kind === 'REFUSED') return refused(found.rejection);
    if (found.kind === 'DONE') return replayed<'pauseUnit'>({ unitId });
    pause(set, found.unit, { reason, resumeAt });
    return accepted({ unitId });
  },
};

export interface Pause {
  readonly reason: string | null;
  /** Epoch milliseconds, or null. */
  readonly resumeAt: number | null;
}

/** Pauses a Unit that has not finished, and takes it from its holder. */
export function pause(set: WorkingSet, unit: Unit, { reason, resumeAt }: Pause): void {
  const { state: from, attempt, worker } = unit;
  const lease = from === 'RUNNING' ? endAttempt(set, unit, { outcome: 'PAUSED' }) : {};
  const change = { ...lease, pausedAt: set.now, pauseReason: reason, resumeAt };
  moveUnit(set, unit, { action: 'pause', to: 'PAUSED', change });
  set.touchedTasks.push(set.tasks.get(unit.taskId));
  const held = from === 'RUNNING' ? { attempt, worker } : {};
  const data = {
    ...(reason === null ? {} : { reason }),
    ...(resumeAt === null ? {} : { resumeAt }),
  };
  set.emit('unit.paused', { ...unitFacts(unit), ...held, from, to: 'PAUSED', data });
}
