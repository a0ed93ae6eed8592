import type { Asked } from '../../domain/asked.ts';
import { pauseChange } from '../../domain/pause.ts';
import type { Unit } from '../../domain/unit.ts';
import { accepted, type Handler, refused, replayed } from '../batch/handler.ts';
import type { WorkingSet } from '../batch/working-set.ts';
import { askedData } from '../rules/asked.ts';
import { endAttempt, moveUnit, unitFacts } from '../rules/move-unit.ts';
import { checkOperation, findOperable } from '../rules/operator-command.ts';

/**
 * Holds a Unit that has not finished, or says anew by whom, why and until when it is held. A holder
 * is told with its next report; it pays no attempt.
 */
export const pauseUnit: Handler<'pauseUnit'> = {
  check: checkOperation,

  addNeeds: ({ unitId }, needs) => {
    needs.unitIds.add(unitId);
  },

  decide: (command, set) => {
    const { unitId } = command;
    const found = findOperable(set, command, { action: 'pause', to: 'PAUSED' });
    if (found.kind !== 'FOUND') return refused(found.rejection);
    return pause(set, found.node, { ...command, outcome: 'INTERRUPTED' })
      ? accepted({ unitId })
      : replayed<'pauseUnit'>({ unitId });
  },
};

export interface UnitPause extends Asked {
  /** Epoch milliseconds, or null. */
  readonly resumeAt: number | null;
  /**
   * How the attempt of a holder ends: its own wish is remembered as such, so that only its repetition
   * is answered like one.
   */
  readonly outcome: 'PAUSED' | 'INTERRUPTED';
}

/**
 * Pauses a Unit that has not finished, and takes it from its holder; false when it is paused just
 * like this already.
 */
export function pause(set: WorkingSet, unit: Unit, asked: UnitPause): boolean {
  const { state: from, attempt, worker } = unit;
  const { by, reason: pauseReason, resumeAt } = asked;
  const columns = pauseChange(unit, { by, pauseReason, resumeAt }, set.now);
  if (columns === undefined) return false;
  const { outcome } = asked;
  const end = outcome === 'INTERRUPTED' ? { outcome, asked } : { outcome };
  const lease = from === 'RUNNING' ? endAttempt(set, unit, end) : {};
  moveUnit(set, unit, { action: 'pause', to: 'PAUSED', change: { ...lease, ...columns } });
  set.touchedTasks.push(set.tasks.get(unit.taskId));
  const held = from === 'RUNNING' ? { attempt, worker } : {};
  const data = { ...askedData(asked), ...(resumeAt === null ? {} : { resumeAt }) };
  set.emit('unit.paused', unitFacts(unit, { ...held, from, to: 'PAUSED', data }));
  return true;
}
