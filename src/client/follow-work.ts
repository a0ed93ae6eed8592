/**
 * Work for one worker, as an async iteration of offers that outlives its connections.
 *
 * What counts after a break is what the worker still holds, and only the worker knows: it is asked
 * before each connection, and the first offer says which of that is over. The next offer is read
 * only when the consumer asks for it, and the server offers nothing to who does not read.
 */
import { ClientError } from './client-error.ts';
import type { Connection } from './connection.ts';
import {
  followWorkOperation,
  type LeaseRefInput,
  type WorkInput,
  type WorkOfferPartsFragment,
} from './generated/operations.ts';
import { type Backoff, isAborted, nextDelayMs, pause } from './reconnect.ts';
import type { Servers } from './servers.ts';
import { isHeldBack, streamResults } from './stream-results.ts';

export interface WorkOptions {
  /**
   * What the worker still holds, asked before each connection; nothing by default, which is so for
   * one that is done with an offer before it asks for the next.
   */
  readonly holding?: (() => readonly LeaseRefInput[]) | undefined;
  /** Ends the iteration, quietly. What the worker holds, it goes on holding. */
  readonly signal?: AbortSignal | undefined;
  /** Told of every lost connection; the next one is already on its way. */
  readonly onInterruption?: ((error: ClientError) => void) | undefined;
}

interface ReconnectOptions extends Backoff {
  /** A connection that is silent for longer counts as lost. The server says something every 12 s. */
  readonly silenceMs: number;
}

/** Follows until the worker is drained, the signal fires or the server refuses. */
export async function* followWork(
  servers: Servers,
  input: Omit<WorkInput, 'holding'>,
  options: WorkOptions & ReconnectOptions,
): AsyncGenerator<WorkOfferPartsFragment, void, undefined> {
  const { signal, silenceMs, holding = () => [], onInterruption } = options;
  let interruptionCount = 0;
  let heldBackCount = 0;
  while (!isAborted(signal)) {
    const connection = servers.current;
    try {
      // Exactly what names a lease: more of it would be refused.
      const refs = holding().map(({ unitId, attempt, leaseId }) => ({ unitId, attempt, leaseId }));
      const variables = { input: { ...input, holding: refs } };
      const request = { operation: followWorkOperation, variables };
      for await (const { work } of streamResults(connection, request, { signal, silenceMs })) {
        [interruptionCount, heldBackCount] = [0, 0];
        yield work;
        if (work.drained) return;
      }
    } catch (error) {
      if (isAborted(signal)) return;
      if (!(error instanceof ClientError && error.isRetryable)) throw error;
      heldBackCount = isHeldBack(error) ? heldBackCount + 1 : 0;
      // Each such stream is offered Units that never arrive.
      if (heldBackCount === heldBackCountMax) throw heldBack(connection, error);
      onInterruption?.(error);
    }
    // Broken or completed: a server that ends a stream is about to stop.
    servers.leave(connection);
    await pause(nextDelayMs(options, interruptionCount), signal);
    interruptionCount += 1;
  }
}

/** Some may be held back by a server that is busy. */
const heldBackCountMax = 3;

function heldBack({ url }: Connection, cause: unknown): ClientError {
  return new ClientError({
    code: 'STREAM_HELD_BACK',
    message: `${url} answers, but streams do not get through: something on the way collects them, and Units that are offered do not arrive. Claim with unitsClaim and waitMs instead, or have proxies pass on text/event-stream as it comes.`,
    isRetryable: false,
    cause,
  });
}
