import { accepted, type Handler, refused, replayed } from '../batch/handler.ts';
import { giveBack } from '../rules/give-back.ts';
import { checkOperation, findOperable } from '../rules/operator-command.ts';

/** Takes a Unit from its holder, who is told with its next report; it costs no attempt. */
export const revokeUnit: Handler<'revokeUnit'> = {
  check: checkOperation,

  addNeeds: ({ unitId }, needs) => {
    needs.unitIds.add(unitId);
  },

  decide: (command, set) => {
    const { unitId } = command;
    const found = findOperable(set, command, { action: 'revoke', to: 'READY' });
    if (found.kind === 'REFUSED') return refused(found.rejection);
    if (found.kind === 'DONE') return replayed<'revokeUnit'>({ unitId });
    giveBack(set, found.node, { action: 'revoke', outcome: 'REVOKED', asked: command });
    return accepted({ unitId });
  },
};
