/**
 * One event stream from its request to its end. Whoever reads it is told when it stays silent, and
 * whether it did so from the beginning: a stream says something at once, so one of which nothing
 * comes at all is held back by something on the way.
 */
import { createParser } from 'eventsource-parser';
import { ClientError, unreachable } from './client-error.ts';
import { type Connection, dataOf, parseAnswer, sendOperation } from './connection.ts';
import type { Operation } from './operation.ts';

export interface StreamOptions {
  readonly signal: AbortSignal | undefined;
  /** How long a connection may be silent. The server says something every 12 s. */
  readonly silenceMs: number;
}

/** How long a stream may take to say something at first, if it is not to count as held back. */
const beginMs = 5_000;

/** The results of one connection, until the server completes it or it breaks. */
export async function* streamResults<Result, Variables>(
  connection: Connection,
  request: { readonly operation: Operation<Result, Variables>; readonly variables: Variables },
  { signal, silenceMs }: StreamOptions,
): AsyncGenerator<Result, void, undefined> {
  const controller = new AbortController();
  const abort = () => controller.abort(signal?.reason);
  signal?.addEventListener('abort', abort, { once: true });
  try {
    const beginning = { controller, silenceMs: Math.min(silenceMs, beginMs), isBegin: true };
    const exchange = { accept: 'text/event-stream', signal: controller.signal };
    const response = await withinSilence(beginning, () =>
      sendOperation(connection, request, exchange),
    );
    for await (const text of messages(response, connection, { beginning, silenceMs })) {
      // The server has checked the document against the schema its types were generated from.
      yield dataOf(parseAnswer(text, response, connection), response.status) as Result;
    }
  } finally {
    signal?.removeEventListener('abort', abort);
    controller.abort();
  }
}

/** Whether a connection was given up because nothing came over it, from its beginning on. */
export function isHeldBack(error: unknown): boolean {
  return error instanceof ClientError && error.cause instanceof Silence && error.cause.isBegin;
}

class Silence extends Error {
  override readonly name = 'Silence';
  readonly isBegin: boolean;

  constructor({ silenceMs, isBegin }: Watchdog) {
    super(`nothing came for ${silenceMs} ms`);
    this.isBegin = isBegin;
  }
}

interface Watchdog {
  readonly controller: AbortController;
  readonly silenceMs: number;
  /** Whether nothing has come before. */
  readonly isBegin: boolean;
}

/** The results in an event stream, as text; ends with the server's `complete`. */
async function* messages(
  response: Response,
  connection: Connection,
  { beginning, silenceMs }: { readonly beginning: Watchdog; readonly silenceMs: number },
): AsyncGenerator<string, void, undefined> {
  if (response.body === null || !isEventStream(response)) {
    // Refused before it began: the answer is an ordinary GraphQL result with errors.
    dataOf(parseAnswer(await response.text(), response, connection), response.status);
    throw unreachable(connection.url, new Error('it answered without an event stream'));
  }
  const received: { readonly event?: string | undefined; readonly data: string }[] = [];
  const parser = createParser({ onEvent: (event) => received.push(event) });
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let watchdog = beginning;
  while (true) {
    const { done, value } = await withinSilence(watchdog, () =>
      reader.read().catch((error: unknown) => {
        throw unreachable(connection.url, error);
      }),
    );
    if (done) throw unreachable(connection.url, new Error('the connection was closed'));
    watchdog = { ...beginning, silenceMs, isBegin: false };
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
async function withinSilence<T>(watchdog: Watchdog, step: () => Promise<T>): Promise<T> {
  const timer = setTimeout(
    () => watchdog.controller.abort(new Silence(watchdog)),
    watchdog.silenceMs,
  );
  try {
    return await step();
  } finally {
    clearTimeout(timer);
  }
}
