import { checkJson } from '../../domain/value-checks.ts';
import { accepted, type Handler, refused, replayed } from '../batch/handler.ts';
import { askedFacts } from '../rules/asked.ts';
import { moveUnit, unitFacts } from '../rules/move-unit.ts';
import { checkOperation, findOperable } from '../rules/operator-command.ts';

/** Skips a Unit that does not run: what depends on it goes on as if it had succeeded. */
export const skipUnit: Handler<'skipUnit'> = {
  check: (command) => [
    ...checkOperation(command),
    ...(command.output === null ? [] : checkJson(command.output, ['input', 'output'])),
  ],

  addNeeds: ({ unitId }, needs) => needs.addFinishingUnit(unitId),

  decide: (command, set) => {
    const { unitId, output } = command;
    const found = findOperable(set, command, { action: 'skip', to: 'SKIPPED' });
    if (found.kind === 'REFUSED') return refused(found.rejection);
    if (found.kind === 'DONE') {
      // One that is not needed any more was skipped with its dependants, which is another thing.
      const isTheSame = found.node.skipKind === 'PLAIN' && found.node.output === output;
      return isTheSame ? replayed<'skipUnit'>({ unitId }) : refused(found.rejection);
    }
    const unit = found.node;
    const from = unit.state;
    const change = { skipKind: 'PLAIN', output, finishedAt: set.now } as const;
    moveUnit(set, unit, { action: 'skip', to: 'SKIPPED', change });
    const data = { skipKind: 'PLAIN', ...askedFacts(command).data };
    set.emit('unit.skipped', unitFacts(unit, { from, to: 'SKIPPED', data }));
    return accepted({ unitId });
  },
};
