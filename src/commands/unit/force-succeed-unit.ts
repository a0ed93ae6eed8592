import { checkJson } from '../../domain/value-checks.ts';
import { accepted, type Handler, refused, replayed } from '../batch/handler.ts';
import { askedData } from '../rules/asked.ts';
import { endAttempt, moveUnit, unitFacts } from '../rules/move-unit.ts';
import { checkOperation, findOperable } from '../rules/operator-command.ts';

/** An operator says that the Unit has succeeded, and with what. A holder is told with its next report. */
export const forceSucceedUnit: Handler<'forceSucceedUnit'> = {
  check: (command) => [
    ...checkOperation(command),
    ...checkJson(command.output, ['input', 'output']),
  ],

  addNeeds: ({ unitId }, needs) => needs.addFinishingUnit(unitId),

  decide: (command, set) => {
    const { unitId, output } = command;
    const found = findOperable(set, command, { action: 'forceSucceed', to: 'SUCCEEDED' });
    if (found.kind === 'REFUSED') return refused(found.rejection);
    if (found.kind === 'DONE') {
      const isTheSame = found.node.output === output;
      return isTheSame ? replayed<'forceSucceedUnit'>({ unitId }) : refused(found.rejection);
    }
    const unit = found.node;
    const { state: from, attempt, worker } = unit;
    const end = { outcome: 'REVOKED', asked: command } as const;
    const lease = from === 'RUNNING' ? endAttempt(set, unit, end) : {};
    const change = { ...lease, output, finishedAt: set.now };
    moveUnit(set, unit, { action: 'forceSucceed', to: 'SUCCEEDED', change });
    const data = { ...askedData(command), isForced: true };
    const held = from === 'RUNNING' ? { attempt, worker } : {};
    set.emit('unit.succeeded', unitFacts(unit, { ...held, from, to: 'SUCCEEDED', data }));
    return accepted({ unitId });
  },
};
