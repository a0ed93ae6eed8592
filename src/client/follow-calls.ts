/** Subscriptions as calls: each goes on until it is left, across lost connections. */
import type { Caller } from './caller.ts';
import {
  type Followed,
  type FollowOptions,
  follow,
  type Positioned,
  type ReconnectOptions,
} from './follow.ts';
import * as operations from './generated/operations.ts';
import type { Operation } from './operation.ts';
import type { Servers } from './servers.ts';
import { streamResults } from './stream-results.ts';

export interface FollowEventsOptions extends FollowOptions {
  /** The most Events in one batch. */
  readonly batch?: number | undefined;
}

export type ListEventsOptions = Pick<FollowEventsOptions, 'after' | 'batch' | 'signal'>;

export interface FollowChangesOptions extends Omit<FollowOptions, 'pollMs' | 'detourMs'> {
  /** How long to gather changes before the next message, in milliseconds; default 100. */
  readonly throttleMs?: number | undefined;
}

export interface FollowLogsOptions extends FollowChangesOptions {
  /** The most lines in one batch; those of one report always come together. */
  readonly batch?: number | undefined;
}

export function followCalls(servers: Servers, caller: Caller, reconnecting: ReconnectOptions) {
  const following = <Result, Variables extends object, Message extends Positioned>(
    { operation, variables, messageOf, read }: Following<Result, Variables, Message>,
    options: FollowOptions,
  ) => {
    const stream: Followed<Message>['stream'] = async function* (connection, after, streaming) {
      const sent = { operation, variables: { ...variables, after } };
      for await (const result of streamResults(connection, sent, streaming)) {
        yield messageOf(result);
      }
    };
    const followed = read === undefined ? { stream } : { stream, read };
    return follow(servers, followed, { ...options, ...reconnecting });
  };
  const readEvents = async (
    place: operations.ListEventsQueryVariables,
    signal: AbortSignal | undefined,
  ) => (await caller.call(operations.listEventsOperation, place, { signal })).events;
  return {
    /** One page of the journal: what comes after a cursor, without waiting for more. */
    listEvents: (
      filter: operations.EventFilter,
      { after, batch = 100, signal }: ListEventsOptions = {},
    ) => readEvents({ filter, after: after ?? null, batch }, signal),

    /**
     * The journal as it grows, across lost connections and restarts: no gap and no repeat. Where a
     * proxy holds back event streams it is asked for every so often.
     */
    events: (filter: operations.EventFilter, options: FollowEventsOptions = {}) => {
      const variables = { filter, batch: options.batch ?? 100 };
      const read = (after: string | null, signal: AbortSignal | undefined) =>
        readEvents({ ...variables, after }, signal);
      const operation = operations.followEventsOperation;
      return following({ operation, variables, messageOf: ({ events }) => events, read }, options);
    },

    /** The Jobs that change, as they are then, across lost connections: no change is left out. */
    jobChanges: (filter: operations.JobChangeFilter, options: FollowChangesOptions = {}) => {
      const variables = { filter, ...throttled(options) };
      const operation = operations.followJobsOperation;
      return following(
        { operation, variables, messageOf: ({ jobChanged }) => jobChanged },
        options,
      );
    },

    /** The Tasks that change, likewise. */
    taskChanges: (filter: operations.TaskChangeFilter, options: FollowChangesOptions = {}) => {
      const variables = { filter, ...throttled(options) };
      const operation = operations.followTasksOperation;
      return following(
        { operation, variables, messageOf: ({ taskChanged }) => taskChanged },
        options,
      );
    },

    /** The Units that change, likewise. */
    unitChanges: (filter: operations.UnitChangeFilter, options: FollowChangesOptions = {}) => {
      const variables = { filter, ...throttled(options) };
      const operation = operations.followUnitsOperation;
      return following(
        { operation, variables, messageOf: ({ unitChanged }) => unitChanged },
        options,
      );
    },

    /** The log lines that come, across lost connections: each once. */
    logs: (filter: operations.LogTailFilter, options: FollowLogsOptions = {}) => {
      const variables = { filter, batch: options.batch ?? 100, ...throttled(options) };
      const operation = operations.followLogsOperation;
      return following({ operation, variables, messageOf: ({ logs }) => logs }, options);
    },

    /** The last lines of a Unit's log, and the cursor from which `logs` goes on; null for no such Unit. */
    readLog: async (unitId: string, { last = 100, filter = null, signal }: ReadLogOptions = {}) =>
      (await caller.call(operations.readLogOperation, { unitId, last, filter }, { signal })).unit,
  };
}

interface Following<Result, Variables, Message> {
  readonly operation: Operation<Result, Variables & { readonly after?: string | null | undefined }>;
  readonly variables: Variables;
  readonly messageOf: (result: Result) => Message;
  readonly read?: Followed<Message>['read'];
}

export interface ReadLogOptions {
  readonly last?: number | undefined;
  readonly filter?: operations.LogFilter | null | undefined;
  readonly signal?: AbortSignal | undefined;
}

function throttled({ throttleMs = 100 }: { readonly throttleMs?: number | undefined }) {
  return { throttleMs };
}
