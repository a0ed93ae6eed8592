import type { Asked } from '../../domain/asked.ts';
import { inPortions } from '../../domain/portions.ts';
import { taskOutcome } from '../../domain/rollup.ts';
import { isTaskFinished } from '../../domain/task.ts';
import { isUnitFinished } from '../../domain/unit.ts';
import type { Step } from '../batch/needs.ts';
import type { WorkingSet } from '../batch/working-set.ts';
import { cancel } from '../unit/cancel-unit.ts';
import { finishTask } from './move-task.ts';

/** Cancels every Unit and Task of a Job that has not finished; all of them have to be in the set. */
export function* cancelRest(
  set: WorkingSet,
  jobId: string,
  asked: Asked,
): Generator<Step, void, void> {
  yield* inPortions(set.units.values(), (unit) => {
    if (unit.jobId === jobId && !isUnitFinished(unit.state)) cancel(set, unit, asked);
  });
  yield* inPortions(set.tasks.values(), (task) => {
    if (task.jobId !== jobId || isTaskFinished(task.state)) return;
    const outcome = task.state === 'RUNNING' ? taskOutcome(task) : undefined;
    finishTask(set, task, outcome ?? 'CANCELLED');
  });
}
