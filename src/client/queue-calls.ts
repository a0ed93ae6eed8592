/** How much of each kind waits in a Topic, what keeps it, how much runs, and how fast it goes. */
import type { Caller, CallOptions } from './caller.ts';
import * as operations from './generated/operations.ts';

export function queueCalls({ call }: Caller) {
  return {
    /** The queue as it is now, of some kinds or of all; throws `TOPIC_NOT_FOUND` if there is no such Topic. */
    getQueue: async (by: operations.TopicBy, { kinds = null, ...options }: QueueOptions = {}) =>
      (await call(operations.getQueueOperation, { by, kinds }, options)).queue,
  };
}

export interface QueueOptions extends CallOptions {
  readonly kinds?: readonly string[] | null;
}
