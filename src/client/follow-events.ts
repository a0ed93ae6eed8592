/**
 * The journal as it grows, as an async iteration of batches that outlives its connections.
 *
 * The one position that counts is the cursor of the last batch handed to the consumer: every new
 * connection asks for what comes after it, so nothing is left out and nothing comes twice, however
 * often the server restarts, and whichever server it is. The next batch is read only when the consumer asks for it, so a slow
 * consumer holds back the server instead of filling memory.
 */
import { createParser } from 'eventsource-parser';
import { ClientError, unreachable } from './client-error.ts';
import { type Connection, dataOf, parseAnswer, sendOperation } from './connection.ts';
import {
  type EventBatchPartsFragment,
  type EventFilter,
  type FollowEventsSubscription,
  followEventsOperation,
} from './generated/operations.ts';
import type { Servers } from './servers.ts';

export interface FollowOptions {
  /** Starts after this cursor, or with the first Event there is for `start`; without it, now. */
  readonly after?: string | undefined;
  /** The most events in one batch. */
  readonly batch?: number | undefined;
  /** Ends the iteration, quietly. */
  readonly signal?: AbortSignal | undefined;
  /** Told of every lost connection; the next one is already on its way. */
  readonly onInterruption?: ((error: ClientError) => void) | undefined;
}

export interface ReconnectOptions {
  readonly minDelayMs: number;
  readonly maxDelayMs: number;
  /** A connection that is silent for longer counts as lost. The server pings every 12 s. */
  readonly silenceMs: number;
}

/** Follows the journal until the signal fires or the server refuses (say, `CURSOR_INVALID`). */
export async function* followEvents(
  servers: Servers,
  filter: EventFilter,
  options: FollowOptions & ReconnectOptions,
): AsyncGenerator<EventBatchPartsFragment, void, undefined> {
  const { signal, batch = 100, minDelayMs, maxDelayMs, silenceMs, onInterruption } = options;
  let { after } = options;
  let interruptionCount = 0;
  while (!isAborted(signal)) {
    const connection = servers.current;
    try {
      const variables = { filter, after: after ?? null, batch };
      for await (const next of streamEvents(connection, variables, { signal, silenceMs })) {
        interruptionCount = 0;
        after = next.cursor;
        yield next;
      }
    } catch (error) {
      if (isAborted(signal)) return;
      if (!(error instanceof ClientError && error.isRetryable)) throw error;
      onInterruption?.(error);
    }
    // Broken or completed: a server that ends a stream is about to stop.
    servers.leave(connection);
    const delayMs = Math.min(maxDelayMs, minDelayMs * 2 ** Math.min(interruptionCount, 20));
    interruptionCount += 1;
    await pause(delayMs * (0.5 + Math.random() / 2), signal);
  }
}

interface StreamOptions {
  readonly signal: AbortSignal | undefined;
  readonly silenceMs: number;
}

/** One connection: its batches until the server completes it or it breaks. */
async function* streamEvents(
  connection: Connection,
  variables: {
    readonly filter: EventFilter;
    readonly after: string | null;
    readonly batch: number;
  },
  { signal, silenceMs }: StreamOptions,
): AsyncGenerator<EventBatchPartsFragment, void, undefined> {
  const controller = new AbortController();
  const abort = () => controller.abort(signal?.reason);
  signal?.addEventListener('abort', abort, { once: true });
  try {
    const response = await withinSilence({ controller, silenceMs }, () =>
      sendOperation(
        connection,
        { operation: followEventsOperation, variables },
        { accept: 'text/event-stream', signal: controller.signal },
      ),
    );
    for await (const text of messages(response, connection, { controller, silenceMs })) {
      // The server has checked the document against the schema its types were generated from.
      const data = dataOf(parseAnswer(text, response, connection), response.status);
      yield (data as FollowEventsSubscription).events;
    }
  } finally {
    signal?.removeEventListener('abort', abort);
    controller.abort();
  }
}

interface Watchdog {
  readonly controller: AbortController;
  readonly silenceMs: number;
}

/** The results in an event stream, as text; ends with the server's `complete`. */
async function* messages(
  response: Response,
  connection: Connection,
  watchdog: Watchdog,
): AsyncGenerator<string, void, undefined> {
  if (response.body === null || !isEventStream(response)) {
    // Refused before it began: the answer is an ordinary GraphQL result with errors.
    dataOf(parseAnswer(await response.text(), response, connection), response.status);
    throw unreachable(connection.url, new Error('it answered without an event stream'));
  }
  const received: { readonly event?: string | undefined; readonly data: string }[] = [];
  const parser = createParser({ onEvent: (event) => received.push(event) });
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  while (true) {
    const { done, value } = await withinSilence(watchdog, () =>
      reader.read().catch((error: unknown) => {
        throw unreachable(connection.url, error);
      }),
    );
    if (done) throw unreachable(connection.url, new Error('the connection was closed'));
    parser.feed(value);
    for (const { event, data } of received.splice(0)) {
      if (event === 'complete') return;
      if (event === 'next') yield data;
    }
  }
}

function isEventStream(response: Response): boolean {
  return response.headers.get('content-type')?.startsWith('text/event-stream') ?? false;
}

/** Runs one step of the connection; when it takes too long the connection is given up. */
async function withinSilence<T>(
  { controller, silenceMs }: Watchdog,
  step: () => Promise<T>,
): Promise<T> {
  const timer = setTimeout(
    () => controller.abort(new Error(`nothing came for ${silenceMs} ms`)),
    silenceMs,
  );
  try {
    return await step();
  } finally {
    clearTimeout(timer);
  }
}

/** As a function, because the answer changes behind the compiler's back. */
function isAborted(signal: AbortSignal | undefined): boolean {
  return signal?.aborted === true;
}

/** Waits, or less long when the signal fires. */
function pause(delayMs: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const finish = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', finish);
      resolve();
    };
    const timer = setTimeout(finish, delayMs);
    signal?.addEventListener('abort', finish, { once: true });
    if (isAborted(signal)) finish();
  });
}
