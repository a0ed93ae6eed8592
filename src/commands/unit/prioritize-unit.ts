import type { Asked } from '../../domain/asked.ts';
import { rejection } from '../../domain/rejection.ts';
import { isUnitFinished, type Unit } from '../../domain/unit.ts';
import { checkPriority } from '../../domain/value-checks.ts';
import { accepted, type Handler, refused, replayed } from '../batch/handler.ts';
import type { WorkingSet } from '../batch/working-set.ts';
import { rankAnew } from '../claim/rank-unit.ts';
import { askedData } from '../rules/asked.ts';
import { findUnit } from '../rules/find-node.ts';
import { unitFacts } from '../rules/move-unit.ts';
import { checkOperation } from '../rules/operator-command.ts';

/** Gives a Unit that has not finished another head start; one that is ready moves in the claim order. */
export const prioritizeUnit: Handler<'prioritizeUnit'> = {
  check: (command) => [
    ...checkOperation(command),
    ...checkPriority(command.priority, ['input', 'priority']),
  ],

  addNeeds: ({ unitId }, needs) => {
    needs.unitIds.add(unitId);
  },

  decide: (command, set) => {
    const { unitId, priority } = command;
    const found = findUnit(set, command);
    if (found.kind === 'REFUSED') return refused(found.rejection);
    const unit = found.node;
    if (isUnitFinished(unit.state)) {
      const message = `Unit ${unitId} is ${unit.state} already, so there is nothing left to put in order. Retry or rerun it first.`;
      return refused(rejection('UNIT_FINISHED', message, { details: { unitState: unit.state } }));
    }
    if (unit.priority === priority) return replayed<'prioritizeUnit'>({ unitId });
    prioritize(set, unit, { ...command, priority });
    return accepted({ unitId });
  },
};

/** Sets the priority of a Unit, and with it its place if it can be claimed. */
export function prioritize(
  set: WorkingSet,
  unit: Unit,
  asked: Asked & { readonly priority: number },
): void {
  const { priority } = asked;
  const data = { priority, before: unit.priority, ...askedData(asked) };
  set.units.change(unit, { priority });
  rankAnew(set, unit);
  const { state } = unit;
  set.emit('unit.prioritized', unitFacts(unit, { from: state, to: state, data }));
}
