import { isOverdue } from '../../domain/lease.ts';
import type { Unit } from '../../domain/unit.ts';
import { accepted, type Handler } from '../batch/handler.ts';
import { clockUnitCount } from '../batch/needs.ts';
import { isDeleting } from '../retention/deletion.ts';
import { failWaiting } from '../rules/move-unit.ts';

/** Fails the Units that nobody works on and that have waited, or taken in all, longer than they may. */
export const failOverdue: Handler<'failOverdue'> = {
  check: () => [],

  addNeeds: (_command, needs) => {
    needs.deadlines.add('failsAt');
  },

  decide: (_command, set) => {
    const overdue = [...set.units.values()].filter(
      (unit) => unit.failsAt !== null && unit.failsAt <= set.now && !isDeleting(set, unit),
    );
    const taken = overdue.slice(0, clockUnitCount);
    for (const unit of taken) {
      const why = isOverdue(unit, set.now) ? deadlineExceeded(unit) : startTimedOut(unit);
      failWaiting(set, unit, { action: 'timeOut', ...why });
    }
    return accepted({ count: taken.length });
  },
};

/** How a Unit fails whose attempts have taken too long together. */
export function deadlineExceeded(unit: Unit) {
  return {
    code: 'DEADLINE_EXCEEDED',
    message: `The Unit was not done within ${unit.deadlineMs} ms of becoming ready, all attempts together.`,
    delayMs: undefined,
  } as const;
}

function startTimedOut({ startByMs, kind }: Unit) {
  return {
    code: 'START_TIMEOUT',
    message: `No worker claimed the Unit within ${startByMs} ms. There may be too few workers for the kind "${kind}".`,
  } as const;
}
