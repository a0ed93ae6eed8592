import pRetry from 'p-retry';
import { ClientError } from './client-error.ts';
import { readAnswer, sendOperation } from './connection.ts';
import type { Operation } from './operation.ts';
import { isRepeatable } from './repeatable.ts';
import type { Servers } from './servers.ts';

export interface RetryOptions {
  /** How often a failed call is repeated; 0 never. */
  readonly retryCount: number;
  /** The wait before the first repetition; it doubles up to `maxDelayMs`, with jitter. */
  readonly minDelayMs: number;
  readonly maxDelayMs: number;
}

export interface RequestOptions<Data> {
  readonly signal?: AbortSignal | undefined;
  /** How long one try may take before it counts as unanswered. */
  readonly timeoutMs: number;
  readonly retry: RetryOptions;
  /** Looks at the data before the call counts as answered; may throw a ClientError. */
  readonly check?: ((data: Data) => void) | undefined;
}

/**
 * Calls a query or mutation and answers its data. What failed in a way that may pass is repeated
 * with growing delays, at the next server if there are several, but only where repeating is safe
 * (see `isRepeatable`).
 */
export function request<Result, Variables extends object>(
  servers: Servers,
  call: { readonly operation: Operation<Result, Variables>; readonly variables: Variables },
  { signal, timeoutMs, retry, check }: RequestOptions<Result>,
): Promise<Result> {
  const isSafe = isRepeatable(call.operation.kind, call.variables);
  return pRetry(
    async () => {
      const connection = servers.current;
      try {
        const answer = await withDeadline({ signal, timeoutMs }, async (deadline) => {
          const exchange = { accept: acceptedTypes, signal: deadline };
          return readAnswer(await sendOperation(connection, call, exchange), connection);
        });
        // The server has checked the document against the schema its types were generated from.
        const data = answer as Result;
        check?.(data);
        return data;
      } catch (error) {
        if (error instanceof ClientError && passesSoon(error)) servers.leave(connection);
        throw error;
      }
    },
    {
      retries: retry.retryCount,
      minTimeout: retry.minDelayMs,
      maxTimeout: retry.maxDelayMs,
      randomize: true,
      ...(signal === undefined ? {} : { signal }),
      shouldRetry: ({ error }) => isSafe && error instanceof ClientError && passesSoon(error),
    },
  );
}

/** What an operator has stopped passes, too, but in hours: the caller has to hear of it now. */
function passesSoon({ code, isRetryable }: ClientError): boolean {
  return isRetryable && code !== 'INTAKE_CLOSED';
}

const acceptedTypes = 'application/graphql-response+json, application/json;q=0.9';

/**
 * Runs the work with a signal that fires when the caller aborts or the time is over. A caller's
 * abort is thrown as its own reason, not as an unreachable server. (AbortSignal.any would keep
 * every finished call alive as long as a long-lived signal of the caller.)
 */
async function withDeadline<T>(
  { signal, timeoutMs }: { readonly signal: AbortSignal | undefined; readonly timeoutMs: number },
  work: (deadline: AbortSignal) => Promise<T>,
): Promise<T> {
  signal?.throwIfAborted();
  const controller = new AbortController();
  const abort = () => controller.abort(signal?.reason);
  const timer = setTimeout(
    () => controller.abort(new Error(`it took longer than ${timeoutMs} ms`)),
    timeoutMs,
  );
  signal?.addEventListener('abort', abort, { once: true });
  try {
    return await work(controller.signal);
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', abort);
  }
}
