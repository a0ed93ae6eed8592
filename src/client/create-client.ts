/**
 * The client: Junjo's operations as typed calls over HTTP.
 *
 * A call either answers or throws a ClientError; there is no third way. Calls that may safely be
 * sent again are, when the network or the server failed for a moment. To make that safe the client
 * gives every mutation that lacks one an idempotency key (a claim, a request id) of its own.
 */
import { ClientError, refusal } from './client-error.ts';
import type { Connection } from './connection.ts';
import { type FollowOptions, followEvents } from './follow-events.ts';
import * as operations from './generated/operations.ts';
import type { Operation } from './operation.ts';
import { type RetryOptions, request } from './request.ts';

export interface ClientOptions {
  /** The address of the server or of its GraphQL endpoint: `http://127.0.0.1:4000` or with `/graphql`. */
  readonly url: string;
  /** Sent with every request. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** How long a call may stay unanswered, the waiting that a claim asks for not counted; default 30,000. */
  readonly timeoutMs?: number | undefined;
  /** How failed calls are repeated; by default for about 20 seconds. */
  readonly retry?: Partial<RetryOptions> | undefined;
  /** A subscription that is silent for longer counts as lost; default 30,000. */
  readonly silenceMs?: number | undefined;
}

export interface CallOptions {
  /** Gives up waiting; the call throws the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

export type Client = ReturnType<typeof createClient>;

/** Makes a client. Nothing is sent before the first call. */
export function createClient(options: ClientOptions) {
  const connection: Connection = {
    url: endpointOf(options.url),
    headers: options.headers ?? {},
  };
  const retry: RetryOptions = { ...defaultRetry, ...options.retry };
  const caller = createCaller(connection, { retry, timeoutMs: options.timeoutMs ?? 30_000 });
  return {
    /** The GraphQL endpoint that is called. */
    url: connection.url,
    /** Sends any operation; answers its data. */
    request: caller.call,
    ...topicCalls(caller),
    ...jobCalls(caller),
    ...taskCalls(caller),
    ...unitCalls(caller),
    ...leaseCalls(caller),

    /** The version of the server. */
    version: async (callOptions?: CallOptions) =>
      (await caller.call(operations.serverVersionOperation, {}, callOptions)).version,

    /** One page of the journal: what comes after a cursor, without waiting for more. */
    listEvents: async (
      filter: operations.EventFilter,
      { after, batch = 100, signal }: Omit<FollowOptions, 'onInterruption'> = {},
    ) => {
      const variables = { filter, after: after ?? null, batch };
      return (await caller.call(operations.listEventsOperation, variables, { signal })).events;
    },

    /** The journal as it grows, across lost connections and restarts: no gap and no repeat. */
    events: (filter: operations.EventFilter, followOptions: FollowOptions = {}) =>
      followEvents(connection, filter, {
        ...followOptions,
        minDelayMs: retry.minDelayMs,
        maxDelayMs: retry.maxDelayMs,
        silenceMs: options.silenceMs ?? 30_000,
      }),
  };
}

const defaultRetry: RetryOptions = { retryCount: 8, minDelayMs: 200, maxDelayMs: 5_000 };

function endpointOf(url: string): string {
  const endpoint = new URL(url);
  if (endpoint.pathname === '/') endpoint.pathname = '/graphql';
  return endpoint.href;
}

interface Caller {
  call<Result, Variables extends object>(
    operation: Operation<Result, Variables>,
    variables: Variables,
    options?: CallOptions & { readonly check?: (data: Result) => void; readonly waitMs?: number },
  ): Promise<Result>;
}

function createCaller(
  connection: Connection,
  { retry, timeoutMs }: { readonly retry: RetryOptions; readonly timeoutMs: number },
): Caller {
  return {
    call: (operation, variables, { signal, check, waitMs = 0 } = {}) =>
      request(
        connection,
        { operation, variables },
        { signal, check, retry, timeoutMs: timeoutMs + waitMs },
      ),
  };
}

function topicCalls({ call }: Caller) {
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
  };
}

function jobCalls({ call }: Caller) {
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

function taskCalls({ call }: Caller) {
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

function unitCalls({ call }: Caller) {
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

    unitCancel: async (input: operations.UnitCancelInput, options?: CallOptions) => {
      const { unitCancel } = await call(
        operations.unitCancelOperation,
        { input: withIdempotencyKey(input) },
        { ...options, check: (data) => refuse(data.unitCancel) },
      );
      return { ...unitCancel, unit: present(unitCancel.unit, 'Unit') };
    },
  };
}

function leaseCalls({ call }: Caller) {
  return {
    /** Takes READY Units; waits up to `waitMs` for the first. */
    unitsClaim: async (input: operations.UnitsClaimInput, options?: CallOptions) =>
      (
        await call(
          operations.unitsClaimOperation,
          { input: withRequestId(input) },
          {
            ...options,
            waitMs: input.waitMs ?? 0,
            check: (data) => refuse(data.unitsClaim),
          },
        )
      ).unitsClaim,

    /**
     * Reports for several Units, and claims the next ones if `claim` is given. Refused reports are
     * in `answers` and a refused claim is in `userErrors`: neither is thrown.
     */
    unitsReport: async (input: operations.UnitsReportInput, options?: CallOptions) => {
      const { claim } = input;
      const isClaiming = claim !== undefined && claim !== null;
      return (
        await call(
          operations.unitsReportOperation,
          { input: isClaiming ? { ...input, claim: withRequestId(claim) } : input },
          { ...options, waitMs: claim?.waitMs ?? 0 },
        )
      ).unitsReport;
    },

    /** Extends leases. Those that are lost are told in `answers`. */
    leasesRenew: async (input: operations.LeasesRenewInput, options?: CallOptions) =>
      (
        await call(
          operations.leasesRenewOperation,
          { input },
          { ...options, check: (data) => refuse(data.leasesRenew) },
        )
      ).leasesRenew,
  };
}

/** The largest page the API answers. */
const pageSize = 100;

/** What is not there is null, and what is of another type has no fields. */
function isFound<T extends { readonly id: string }>(
  node: T | Record<PropertyKey, never> | null,
): node is T {
  return node !== null && 'id' in node;
}

function* pagesOf(ids: readonly string[]): Generator<readonly string[]> {
  for (let start = 0; start < ids.length; start += pageSize) {
    yield ids.slice(start, start + pageSize);
  }
}

function withIdempotencyKey<Input extends { readonly idempotencyKey?: string | null | undefined }>(
  input: Input,
): Input {
  return isNamed(input.idempotencyKey)
    ? input
    : { ...input, idempotencyKey: globalThis.crypto.randomUUID() };
}

function withRequestId(input: operations.UnitsClaimInput): operations.UnitsClaimInput {
  return isNamed(input.requestId) ? input : { ...input, requestId: globalThis.crypto.randomUUID() };
}

function isNamed(name: string | null | undefined): boolean {
  return name !== undefined && name !== null && name !== '';
}

function refuse(payload: {
  readonly userErrors: readonly operations.UserErrorPartsFragment[];
}): void {
  const [first, ...others] = payload.userErrors;
  if (first !== undefined) throw refusal(first, others);
}

function present<T>(value: T | null, noun: string): T {
  if (value !== null) return value;
  throw new ClientError({
    code: 'NOT_FOUND',
    message: `There is no such ${noun}. It may have been removed; list what there is and try again.`,
  });
}
