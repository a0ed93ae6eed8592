/** The calls of those who submit and look: Topics, Jobs, Tasks and Units. */
import {
  type Caller,
  type CallOptions,
  elementsOf,
  isFound,
  isOneByItsKey,
  pagesOf,
  present,
  refuse,
  withIdempotencyKey,
} from './caller.ts';
import * as operations from './generated/operations.ts';
import { withJob, withTopic } from './noun-answers.ts';

export function topicCalls({ call, mutation }: Caller) {
  return {
    /** The Topic, or null. */
    findTopic: async (by: operations.TopicBy, options?: CallOptions) =>
      (await call(operations.findTopicOperation, { by }, options)).topic,

    topicCreate: withTopic(mutation(operations.topicCreateOperation, 'topicCreate')),

    /** Changes what a Topic says of itself, and for the Units of Jobs to come. */
    topicUpdate: withTopic(mutation(operations.topicUpdateOperation, 'topicUpdate')),
  };
}

export function jobCalls({ call, mutation }: Caller) {
  return {
    /** The Job, or null. */
    findJob: async (by: operations.JobBy, options?: CallOptions) =>
      (await call(operations.findJobOperation, { by }, options)).job,

    jobSubmit: async (input: operations.JobSubmitInput, options?: CallOptions) => {
      const { jobSubmit } = await call(
        operations.jobSubmitOperation,
        { input: isOneByItsKey(input) ? input : withIdempotencyKey(input) },
        { ...options, check: (data) => refuse(data.jobSubmit) },
      );
      return { ...jobSubmit, job: present(jobSubmit.job, 'Job') };
    },

    /**
     * Many Jobs in one call, up to 1,000, each accepted or refused by itself: look at the `userErrors`
     * of the answers, which are in the order of the Jobs. Throws what the call as a whole fails with.
     */
    jobsSubmit: async (input: operations.JobsSubmitInput, options?: CallOptions) => {
      const { jobsSubmit } = await call(
        operations.jobsSubmitOperation,
        { input: input.jobs.every(isOneByItsKey) ? input : withIdempotencyKey(input) },
        { ...options, check: (data) => refuse(data.jobsSubmit) },
      );
      return jobsSubmit;
    },

    jobCancel: withJob(mutation(operations.jobCancelOperation, 'jobCancel')),
  };
}

export function taskCalls({ call }: Caller) {
  return {
    /** All Tasks of a Job, page by page. */
    tasks: (jobId: string, options?: CallOptions) =>
      elementsOf(async (place) => {
        const { job } = await call(operations.listTasksOperation, { jobId, ...place }, options);
        return present(job, 'Job').tasks;
      }),

    /** The Tasks with these ids, those that there are. */
    async *tasksById(ids: readonly string[], options?: CallOptions) {
      for (const page of pagesOf(ids)) {
        const { nodes } = await call(operations.findTasksOperation, { ids: page }, options);
        yield* nodes.filter(isFound);
      }
    },
  };
}

export function unitCalls({ call }: Caller) {
  return {
    /** The paths ("task/unit") of the Units with these ids, those that there are. */
    async *unitPathsById(ids: readonly string[], options?: CallOptions) {
      for (const page of pagesOf(ids)) {
        const { nodes } = await call(operations.findUnitPathsOperation, { ids: page }, options);
        yield* nodes.filter(isFound);
      }
    },

    /** The Unit, or null. */
    findUnit: async (by: operations.UnitBy, options?: CallOptions) =>
      (await call(operations.findUnitOperation, { by }, options)).unit,

    /** The Units of a Job that match, page by page. */
    units: (jobId: string, filter: operations.UnitFilter = {}, options?: CallOptions) =>
      elementsOf(async (place) => {
        const variables = { jobId, filter, ...place };
        const { job } = await call(operations.listUnitsOperation, variables, options);
        return present(job, 'Job').units;
      }),
  };
}
