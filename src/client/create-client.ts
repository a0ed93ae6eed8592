/**
 * The client: Junjo's operations as typed calls over HTTP.
 *
 * A call either answers or throws a ClientError; there is no third way. Calls that may safely be
 * sent again are, when the network or the server failed for a moment. To make that safe the client
 * gives every mutation that lacks one an idempotency key (a claim, a request id) of its own.
 */

import { jobBulkCalls, unitBulkCalls } from './bulk-calls.ts';
import { type CallOptions, createCaller } from './caller.ts';
import { editCalls } from './edit-calls.ts';
import { followCalls } from './follow-calls.ts';
import { followWork, type WorkOptions } from './follow-work.ts';
import * as operations from './generated/operations.ts';
import { holdCalls } from './hold-calls.ts';
import { jobOperatorCalls } from './job-operator-calls.ts';
import { limitCalls } from './limit-calls.ts';
import { operatorCalls } from './operator-calls.ts';
import { jobCalls, taskCalls, topicCalls, unitCalls } from './producer-calls.ts';
import { queueCalls } from './queue-calls.ts';
import { registryCalls } from './registry-calls.ts';
import type { RetryOptions } from './request.ts';
import { scheduleCalls } from './schedule-calls.ts';
import { searchCalls } from './search-calls.ts';
import { createServers } from './servers.ts';
import { templateCalls } from './template-calls.ts';
import { waitingCalls } from './waiting-calls.ts';
import { leaseCalls } from './worker-calls.ts';

export interface ClientOptions {
  /**
   * The address of the server or of its GraphQL endpoint: `http://127.0.0.1:4000` or with `/graphql`.
   * Of several servers of one database the first is called until it does not answer, then the next.
   */
  readonly url: string | readonly string[];
  /** Sent with every request. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** How long a call may stay unanswered, the waiting that a claim asks for not counted; default 30,000. */
  readonly timeoutMs?: number | undefined;
  /** How failed calls are repeated; by default for about 20 seconds. */
  readonly retry?: Partial<RetryOptions> | undefined;
  /** A subscription that is silent for longer counts as lost; default 30,000. */
  readonly silenceMs?: number | undefined;
}

export type Client = ReturnType<typeof createClient>;

/** Makes a client. Nothing is sent before the first call. */
export function createClient(options: ClientOptions) {
  const servers = createServers(options.url, options.headers ?? {});
  const retry: RetryOptions = { ...defaultRetry, ...options.retry };
  const reconnecting = {
    minDelayMs: retry.minDelayMs,
    maxDelayMs: retry.maxDelayMs,
    silenceMs: options.silenceMs ?? 30_000,
  };
  const caller = createCaller(servers, { retry, timeoutMs: options.timeoutMs ?? 30_000 });
  return {
    /** The GraphQL endpoint that is called, of several the one that is called now. */
    get url() {
      return servers.current.url;
    },
    /** Sends any operation; answers its data. */
    request: caller.call,
    ...topicCalls(caller),
    ...jobCalls(caller),
    ...taskCalls(caller),
    ...unitCalls(caller),
    ...templateCalls(caller),
    ...scheduleCalls(caller),
    ...searchCalls(caller),
    ...operatorCalls(caller),
    ...unitBulkCalls(caller),
    ...jobBulkCalls(caller),
    ...jobOperatorCalls(caller),
    ...holdCalls(caller),
    ...limitCalls(caller),
    ...editCalls(caller),
    ...leaseCalls(caller),
    ...registryCalls(caller),
    ...waitingCalls(caller),
    ...queueCalls(caller),
    ...followCalls(servers, caller, reconnecting),

    /** The version of the server. */
    version: async (callOptions?: CallOptions) =>
      (await caller.call(operations.serverVersionOperation, {}, callOptions)).version,

    /**
     * Units for a worker as soon as there are any, and what it has to know of those that it holds,
     * across lost connections and restarts. Ends once the worker was asked to stop and has nothing
     * out any more.
     */
    work: (input: Omit<operations.WorkInput, 'holding'>, workOptions: WorkOptions = {}) =>
      followWork(servers, input, {
        ...workOptions,
        ...reconnecting,
      }),
  };
}

const defaultRetry: RetryOptions = { retryCount: 8, minDelayMs: 200, maxDelayMs: 5_000 };
