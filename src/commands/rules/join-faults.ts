import { isJoinPossible } from '../../domain/readiness.ts';
import { type Rejection, rejection } from '../../domain/rejection.ts';
import type { Link } from './dependencies.ts';

/** Whose join could never be satisfied any more without these dependencies. */
export function joinFaults(
  removed: readonly Link[],
  path: readonly string[],
): readonly Rejection[] {
  const removedCounts = new Map<Link['dependant'], number>();
  for (const { dependant } of removed) {
    removedCounts.set(dependant, (removedCounts.get(dependant) ?? 0) + 1);
  }
  return [...removedCounts].flatMap(([dependant, removedCount]) => {
    const left = dependant.predecessorCount - removedCount;
    if (isJoinPossible(dependant, left)) return [];
    const asked =
      dependant.join === 'AT_LEAST' ? `AT_LEAST(${dependant.joinCount})` : dependant.join;
    const message = `"${dependant.key}" waits for ${asked} and would have ${left} predecessors left, so it could never start. Leave it enough of them, or remove it as well.`;
    const details = { id: dependant.id, key: dependant.key };
    return [rejection('JOIN_UNSATISFIABLE', message, { path, details })];
  });
}
