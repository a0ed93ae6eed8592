/** Limits: how much of a Topic runs at once, and how fast it starts. */
import { type Caller, type CallOptions, elementsOf, present } from './caller.ts';
import * as operations from './generated/operations.ts';
import { withTopic } from './noun-answers.ts';

export function limitCalls({ call, mutation }: Caller) {
  const setLimit = mutation(operations.limitSetOperation, 'limitSet');
  return {
    /** Sets a Limit, or changes the one of the same scope and pattern; it holds at once. */
    limitSet: async (input: operations.LimitSetInput, options?: CallOptions) => {
      const payload = await setLimit(input, options);
      return { ...payload, limit: present(payload.limit, 'Limit') };
    },

    /** Removes a Limit. */
    limitRemove: withTopic(mutation(operations.limitRemoveOperation, 'limitRemove')),

    /** The Limits of a Topic. */
    limits: (topicId: string, options?: CallOptions) =>
      elementsOf(async (place) => {
        const { topic } = await call(
          operations.listLimitsOperation,
          { topicId, ...place },
          options,
        );
        return present(topic, 'Topic').limits;
      }),

    /** What is used of a Limit, by kind or key. */
    limitUses: (limitId: string, options?: CallOptions) =>
      elementsOf(async (place) => {
        const { limit } = await call(
          operations.listLimitUsesOperation,
          { limitId, ...place },
          options,
        );
        return present(limit !== null && 'uses' in limit ? limit : null, 'Limit').uses;
      }),
  };
}
