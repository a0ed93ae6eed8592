/** How the graph of a Job that runs is changed, and the context that its Units share. */
import type { Caller } from './caller.ts';
import * as operations from './generated/operations.ts';
import { withJob, withTask } from './noun-answers.ts';

export function editCalls({ mutation }: Caller) {
  return {
    /** Adds Tasks to a Job that runs. */
    jobAddTasks: withJob(mutation(operations.jobAddTasksOperation, 'jobAddTasks')),

    /** Adds Units to a Task that waits or is open. */
    taskAddUnits: withTask(mutation(operations.taskAddUnitsOperation, 'taskAddUnits')),

    /** Lets Tasks or Units that have not started wait for others. */
    jobAddDependencies: withJob(
      mutation(operations.jobAddDependenciesOperation, 'jobAddDependencies'),
    ),

    /** Lets Tasks or Units that have not started wait for less. */
    jobRemoveDependencies: withJob(
      mutation(operations.jobRemoveDependenciesOperation, 'jobRemoveDependencies'),
    ),

    /** Takes Units out of a Job that nobody has claimed yet. */
    unitsRemove: withJob(mutation(operations.unitsRemoveOperation, 'unitsRemove')),

    /** Changes the context that the Units of a Job share. */
    jobMergeContext: withJob(mutation(operations.jobMergeContextOperation, 'jobMergeContext')),
  };
}
