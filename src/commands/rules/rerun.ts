/**
 * Doing something again: all that came of it goes back to waiting, within the Task and across
 * Tasks. What has not begun, or is paused, is left as it is, and so is what lies behind it: it owes
 * nothing to what is done again.
 */
import type { Asked } from '../../domain/asked.ts';
import { inPortions, Portion } from '../../domain/portions.ts';
import { isTaskFinished, type Task } from '../../domain/task.ts';
import type { Unit, UnitAction } from '../../domain/unit.ts';
import type { UnitChange } from '../batch/change-groups.ts';
import { ensure, type Step } from '../batch/needs.ts';
import type { WorkingSet } from '../batch/working-set.ts';
import { askedFacts } from './asked.ts';
import { reopenTask, resetTask } from './move-task.ts';
import { endAttempt, moveUnit, unitFacts, untried } from './move-unit.ts';

/** Puts a Unit back to the beginning, and notes it for what lies behind it. */
export function restartUnit(
  set: WorkingSet,
  unit: Unit,
  { action, asked }: { readonly action: UnitAction; readonly asked: Asked },
): void {
  const { state: from, attempt, worker } = unit;
  const lease = from === 'RUNNING' ? endAttempt(set, unit, { outcome: 'RERUN', asked }) : {};
  moveUnit(set, unit, { action, to: 'PENDING', change: { ...lease, ...asNew } });
  const held = from === 'RUNNING' ? { attempt, worker } : {};
  const facts = { from, to: 'PENDING', ...held, ...askedFacts(asked) };
  set.emit('unit.reopened', unitFacts(unit, facts));
  set.rerunUnits.push(unit);
}

/** The Units behind those that are done again, and their Tasks, if they had ended. */
export function* rerunDependants(
  set: WorkingSet,
  units: readonly Unit[],
): Generator<Step, void, void> {
  yield* ensure((needs) => {
    for (const { id } of units) if (!set.dependantUnits.has(id)) needs.dependantsOfUnits.add(id);
    return needs.dependantsOfUnits.size > 0;
  });
  const portion = new Portion();
  for (const unit of units) {
    const task = set.tasks.get(unit.taskId);
    set.touchedTasks.push(task);
    if (isTaskFinished(task.state)) {
      reopenTask(set, task);
      set.rerunTasks.push(task);
    }
    for (const id of set.dependantUnits.get(unit.id) ?? []) {
      resetUnit(set, set.units.get(id), nobody);
      if (portion.isDone()) yield undefined;
    }
    if (portion.isDone()) yield undefined;
  }
}

/** The Tasks behind those that are open again, with all their Units. */
export function* rerunTasksBehind(
  set: WorkingSet,
  tasks: readonly Task[],
): Generator<Step, void, void> {
  yield* ensure((needs) => {
    for (const { id } of tasks) if (!set.dependantTasks.has(id)) needs.dependantsOfTasks.add(id);
    return needs.dependantsOfTasks.size > 0;
  });
  const behind = new Set(
    tasks
      .flatMap(({ id }) => set.dependantTasks.get(id) ?? [])
      .filter((id) => set.tasks.get(id).state !== 'PENDING'),
  );
  if (behind.size === 0) return;
  yield* ensure((needs) => {
    for (const id of behind) needs.unitsOfTasks.add(id);
    return true;
  });
  for (const id of behind) {
    const task = set.tasks.get(id);
    resetTask(set, task);
    set.rerunTasks.push(task);
  }
  yield* inPortions(set.units.values(), (unit) => {
    if (behind.has(unit.taskId)) resetUnit(set, unit, nobody);
  });
}

/** Puts back what has begun, whatever became of it; what is paused stays so. */
export function resetUnit(set: WorkingSet, unit: Unit, asked: Asked): void {
  if (unit.state !== 'PENDING' && unit.state !== 'PAUSED') {
    restartUnit(set, unit, { action: 'reset', asked });
  } else if (unit.conditionMetAt !== null || unit.deadlineAt !== null) {
    // What it was ready by once is no more: its condition and its deadline come up anew.
    set.units.change(unit, { conditionMetAt: null, deadlineAt: null, failsAt: null });
  }
}

/** What lies behind was not asked for by itself. */
const nobody: Asked = { reason: null };

const asNew: UnitChange = {
  ...untried,
  output: null,
  conditionMetAt: null,
  progress: null,
  progressMessage: null,
  checkpoint: null,
};
