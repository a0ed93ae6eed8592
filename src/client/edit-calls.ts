/** How the graph of a Job that runs is changed, and the context that its Units share. */
import { type Caller, type CallOptions, present, refuse, withIdempotencyKey } from './caller.ts';
import * as operations from './generated/operations.ts';

export function editCalls({ call }: Caller) {
  return {
    /** Adds Tasks to a Job that runs. */
    jobAddTasks: async (input: operations.JobAddTasksInput, options?: CallOptions) => {
      const { jobAddTasks } = await call(
        operations.jobAddTasksOperation,
        { input: withIdempotencyKey(input) },
        { ...options, check: (data) => refuse(data.jobAddTasks) },
      );
      return { ...jobAddTasks, job: present(jobAddTasks.job, 'Job') };
    },

    /** Adds Units to a Task that waits or is open. */
    taskAddUnits: async (input: operations.TaskAddUnitsInput, options?: CallOptions) => {
      const { taskAddUnits } = await call(
        operations.taskAddUnitsOperation,
        { input: withIdempotencyKey(input) },
        { ...options, check: (data) => refuse(data.taskAddUnits) },
      );
      return { ...taskAddUnits, task: present(taskAddUnits.task, 'Task') };
    },

    /** Lets Tasks or Units that have not started wait for others. */
    jobAddDependencies: async (
      input: operations.JobAddDependenciesInput,
      options?: CallOptions,
    ) => {
      const { jobAddDependencies } = await call(
        operations.jobAddDependenciesOperation,
        { input: withIdempotencyKey(input) },
        { ...options, check: (data) => refuse(data.jobAddDependencies) },
      );
      return { ...jobAddDependencies, job: present(jobAddDependencies.job, 'Job') };
    },

    /** Lets Tasks or Units that have not started wait for less. */
    jobRemoveDependencies: async (
      input: operations.JobRemoveDependenciesInput,
      options?: CallOptions,
    ) => {
      const { jobRemoveDependencies } = await call(
        operations.jobRemoveDependenciesOperation,
        { input: withIdempotencyKey(input) },
        { ...options, check: (data) => refuse(data.jobRemoveDependencies) },
      );
      return { ...jobRemoveDependencies, job: present(jobRemoveDependencies.job, 'Job') };
    },

    /** Takes Units out of a Job that nobody has claimed yet. */
    unitsRemove: async (input: operations.UnitsRemoveInput, options?: CallOptions) => {
      const { unitsRemove } = await call(
        operations.unitsRemoveOperation,
        { input: withIdempotencyKey(input) },
        { ...options, check: (data) => refuse(data.unitsRemove) },
      );
      return { ...unitsRemove, job: present(unitsRemove.job, 'Job') };
    },

    /** Changes the context that the Units of a Job share. */
    jobMergeContext: async (input: operations.JobMergeContextInput, options?: CallOptions) => {
      const { jobMergeContext } = await call(
        operations.jobMergeContextOperation,
        { input: withIdempotencyKey(input) },
        { ...options, check: (data) => refuse(data.jobMergeContext) },
      );
      return { ...jobMergeContext, job: present(jobMergeContext.job, 'Job') };
    },
  };
}
