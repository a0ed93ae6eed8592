/** What the commands of operators on one Unit have in common: whether its state lets them. */
import { type Rejection, rejection, unitNotFound } from '../domain/rejection.ts';
import {
  canMoveUnit,
  type Unit,
  type UnitAction,
  type UnitState,
  unitStates,
} from '../domain/unit.ts';
import type { WorkingSet } from './working-set.ts';

/** FOUND can be done, DONE is so already, REFUSED cannot be. */
export type Operable =
  | { readonly kind: 'FOUND'; readonly unit: Unit }
  | { readonly kind: 'DONE'; readonly unit: Unit; readonly rejection: Rejection }
  | { readonly kind: 'REFUSED'; readonly rejection: Rejection };

export function findOperable(
  set: WorkingSet,
  unitId: string,
  { action, to }: { readonly action: UnitAction; readonly to: UnitState },
): Operable {
  const unit = set.units.find(unitId);
  if (unit === undefined) return { kind: 'REFUSED', rejection: unitNotFound(unitId) };
  if (canMoveUnit(unit.state, action, to)) return { kind: 'FOUND', unit };
  const states = unitStates.filter((state) => canMoveUnit(state, action, to));
  const message = `Unit ${unitId} is ${unit.state}; ${action} is possible only when it is ${states.join(', ')}.`;
  const refusal = rejection('UNIT_NOT_IN_STATE', message, {
    details: { unitState: unit.state, states },
  });
  return unit.state === to
    ? { kind: 'DONE', unit, rejection: refusal }
    : { kind: 'REFUSED', rejection: refusal };
}
