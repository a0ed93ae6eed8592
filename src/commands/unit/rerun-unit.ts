import { accepted, type Handler, refused } from '../batch/handler.ts';
import { checkOperation, findOperable } from '../rules/operator-command.ts';
import { restartUnit } from '../rules/rerun.ts';

/** Does a finished Unit again from the beginning, and after it all that came of it. */
export const rerunUnit: Handler<'rerunUnit'> = {
  check: checkOperation,

  addNeeds: ({ unitId }, needs) => needs.addFinishingUnit(unitId),

  decide: (command, set) => {
    const { unitId } = command;
    const found = findOperable(set, command, { action: 'rerun', to: 'PENDING' });
    if (found.kind !== 'FOUND') return refused(found.rejection);
    restartUnit(set, found.node, { action: 'rerun', asked: command });
    return accepted({ unitId });
  },
};
