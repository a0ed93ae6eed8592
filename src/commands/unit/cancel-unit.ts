import type { Asked } from '../../domain/asked.ts';
import { rejection } from '../../domain/rejection.ts';
import { isUnitFinished, type Unit } from '../../domain/unit.ts';
import { accepted, type Handler, refused, replayed } from '../batch/handler.ts';
import type { WorkingSet } from '../batch/working-set.ts';
import { askedFacts } from '../rules/asked.ts';
import { findUnit } from '../rules/find-node.ts';
import { endAttempt, moveUnit, unitFacts } from '../rules/move-unit.ts';
import { checkOperation } from '../rules/operator-command.ts';

/** Cancels one Unit. A holder learns it with its next report, which is refused. */
export const cancelUnit: Handler<'cancelUnit'> = {
  check: checkOperation,

  addNeeds: ({ unitId }, needs) => needs.addFinishingUnit(unitId),

  decide: (command, set) => {
    const { unitId } = command;
    const found = findUnit(set, command);
    if (found.kind === 'REFUSED') return refused(found.rejection);
    const unit = found.node;
    if (unit.state === 'CANCELLED') return replayed<'cancelUnit'>({ unitId });
    if (isUnitFinished(unit.state)) {
      const message = `Unit ${unitId} is ${unit.state} already, so there is nothing to cancel.`;
      return refused(rejection('UNIT_FINISHED', message, { details: { unitState: unit.state } }));
    }
    cancel(set, unit, command);
    return accepted({ unitId });
  },
};

/** Cancels an unfinished Unit, its lease included. */
export function cancel(set: WorkingSet, unit: Unit, asked: Asked): void {
  const { state: from, worker, attempt } = unit;
  const lease = from === 'RUNNING' ? endAttempt(set, unit, { outcome: 'CANCELLED', asked }) : {};
  moveUnit(set, unit, {
    action: 'cancel',
    to: 'CANCELLED',
    change: { finishedAt: set.now, ...lease },
  });
  const held = from === 'RUNNING' ? { attempt, worker } : {};
  const facts = { from, to: 'CANCELLED', ...held, ...askedFacts(asked) };
  set.emit('unit.cancelled', unitFacts(unit, facts));
}
