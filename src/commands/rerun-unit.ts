import { accepted, type Handler, refused } from './handler.ts';
import { findOperable } from './operator-command.ts';
import { checkReason } from './reason.ts';
import { restartUnit } from './rerun.ts';

/** Does a finished Unit again from the beginning, and after it all that came of it. */
export const rerunUnit: Handler<'rerunUnit'> = {
  check: ({ reason }) => checkReason(reason),

  addNeeds: ({ unitId }, needs) => needs.addFinishingUnit(unitId),

  decide: ({ unitId, reason }, set) => {
    const found = findOperable(set, unitId, { action: 'rerun', to: 'PENDING' });
    if (found.kind !== 'FOUND') return refused(found.rejection);
    restartUnit(set, found.unit, { action: 'rerun', reason });
    return accepted({ unitId });
  },
};
