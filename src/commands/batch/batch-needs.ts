/** What a batch of commands needs before the first is decided. */
import type { Command } from '../../domain/command.ts';
import { handlerOf } from './handlers.ts';
import { recordKeyOf } from './idempotency.ts';
import { ensure, Needs } from './needs.ts';
import type { WorkingSet } from './working-set.ts';

/** Yields what all of its commands need, and then what probably follows from them. */
export function* ensureForBatch(
  set: WorkingSet,
  commands: readonly Command[],
): Generator<Needs, void, void> {
  yield* ensure(({ recordKeys }) => {
    for (const command of commands) {
      const key = recordKeyOf(command);
      if (key !== undefined) recordKeys.add(key);
    }
    return recordKeys.size > 0;
  });
  const needs = new Needs();
  for (const command of commands) handlerOf(command).addNeeds(command, needs, set);
  yield needs;
  const foreseen = foreseeNeeds(set, needs);
  if (foreseen.dependantsOfTasks.size === 0) return;
  yield foreseen;
  const starting = foreseeStartingUnits(set, foreseen);
  if (starting.startingUnitsOfTasks.size > 0) yield starting;
}

/**
 * What probably follows from a batch, so that it is loaded at once and not for one command after
 * the other: Tasks whose last active Units may finish now open the Tasks behind them.
 */
function foreseeNeeds(set: WorkingSet, needs: Needs): Needs {
  const foreseen = new Needs();
  const finishingCounts = new Map<string, number>();
  for (const id of needs.dependantsOfUnits) {
    const unit = set.units.find(id);
    if (unit === undefined || set.dependantUnits.get(id)?.length !== 0) continue;
    finishingCounts.set(unit.taskId, (finishingCounts.get(unit.taskId) ?? 0) + 1);
  }
  for (const [taskId, count] of finishingCounts) {
    const task = set.tasks.get(taskId);
    if (task.unitsReady + task.unitsRunning + task.unitsPaused <= count) {
      foreseen.dependantsOfTasks.add(taskId);
    }
  }
  return foreseen;
}

/** The Units with which the Tasks begin that a foreseen end would open. */
function foreseeStartingUnits(set: WorkingSet, foreseen: Needs): Needs {
  const starting = new Needs();
  const endingCounts = new Map<string, number>();
  for (const taskId of foreseen.dependantsOfTasks) {
    for (const dependantId of set.dependantTasks.get(taskId) ?? []) {
      endingCounts.set(dependantId, (endingCounts.get(dependantId) ?? 0) + 1);
    }
  }
  for (const [taskId, count] of endingCounts) {
    const task = set.tasks.get(taskId);
    if (task.predecessorCount - task.succeededPredecessorCount <= count) {
      starting.startingUnitsOfTasks.add(taskId);
    }
  }
  return starting;
}
