import { accepted, type Handler } from '../batch/handler.ts';
import { clockUnitCount } from '../batch/needs.ts';
import { claimableSince, moveUnit, unitFacts } from '../rules/move-unit.ts';

/** Lets the READY Units be claimed whose delay is over. */
export const makeUnitsDue: Handler<'makeUnitsDue'> = {
  check: () => [],

  addNeeds: (_command, needs) => {
    needs.deadlines.add('availableAt');
  },

  decide: (_command, set) => {
    let count = 0;
    for (const unit of set.units.values()) {
      const { availableAt } = unit;
      if (unit.state !== 'READY' || availableAt === null || availableAt > set.now) continue;
      if (count === clockUnitCount) break;
      count += 1;
      const change = claimableSince(availableAt);
      moveUnit(set, unit, { action: 'makeDue', to: 'READY', change });
      set.emit('unit.due', unitFacts(unit, { from: 'READY', to: 'READY' }));
    }
    return accepted({ count });
  },
};
