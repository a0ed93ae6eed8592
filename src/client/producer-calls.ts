/** The calls of those who submit and look: Topics, Jobs, Tasks and Units. */
import {
  type Caller,
  type CallOptions,
  isFound,
  isNamed,
  pageSize,
  pagesOf,
  present,
  refuse,
  withIdempotencyKey,
} from './caller.ts';
import * as operations from './generated/operations.ts';

export function topicCalls({ call }: Caller) {
  return {
    /** The Topic, or null. */
    findTopic: async (by: operations.TopicBy, options?: CallOptions) =>
      (await call(operations.findTopicOperation, { by }, options)).topic,

    topicCreate: async (input: operations.TopicCreateInput, options?: CallOptions) => {
      const { topicCreate } = await call(
        operations.topicCreateOperation,
        { input: withIdempotencyKey(input) },
        { ...options, check: (data) => refuse(data.topicCreate) },
      );
      return { ...topicCreate, topic: present(topicCreate.topic, 'Topic') };
    },

    /** Changes what a Topic says of itself, and for the Units of Jobs to come. */
    topicUpdate: async (input: operations.TopicUpdateInput, options?: CallOptions) => {
      const { topicUpdate } = await call(
        operations.topicUpdateOperation,
        { input: withIdempotencyKey(input) },
        { ...options, check: (data) => refuse(data.topicUpdate) },
      );
      return { ...topicUpdate, topic: present(topicUpdate.topic, 'Topic') };
    },
  };
}

export function jobCalls({ call }: Caller) {
  return {
    /** The Job, or null. */
    findJob: async (by: operations.JobBy, options?: CallOptions) =>
      (await call(operations.findJobOperation, { by }, options)).job,

    jobSubmit: async (input: operations.JobSubmitInput, options?: CallOptions) => {
      const { jobSubmit } = await call(
        operations.jobSubmitOperation,
        { input: isNamed(input.key) ? input : withIdempotencyKey(input) },
        { ...options, check: (data) => refuse(data.jobSubmit) },
      );
      return { ...jobSubmit, job: present(jobSubmit.job, 'Job') };
    },

    jobCancel: async (input: operations.JobCancelInput, options?: CallOptions) => {
      const { jobCancel } = await call(
        operations.jobCancelOperation,
        { input: withIdempotencyKey(input) },
        { ...options, check: (data) => refuse(data.jobCancel) },
      );
      return { ...jobCancel, job: present(jobCancel.job, 'Job') };
    },
  };
}

export function taskCalls({ call }: Caller) {
  return {
    /** All Tasks of a Job, page by page. */
    async *tasks(jobId: string, options?: CallOptions) {
      let after: string | null = null;
      do {
        const variables: operations.ListTasksQueryVariables = { jobId, first: pageSize, after };
        const { job } = await call(operations.listTasksOperation, variables, options);
        const { nodes, pageInfo } = present(job, 'Job').tasks;
        yield* nodes;
        after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
      } while (after !== null);
    },

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
    async *units(jobId: string, filter: operations.UnitFilter = {}, options?: CallOptions) {
      let after: string | null = null;
      do {
        const page: operations.ListUnitsQueryVariables = { jobId, filter, first: pageSize, after };
        const { job } = await call(operations.listUnitsOperation, page, options);
        const { nodes, pageInfo } = present(job, 'Job').units;
        yield* nodes;
        after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
      } while (after !== null);
    },
  };
}
