/**
 * The journal as it grows, as an async iteration of batches that outlives its connections.
 *
 * The one position that counts is the cursor of the last batch handed to the consumer: every new
 * connection asks for what comes after it, so nothing is left out and nothing comes twice, however
 * often the server restarts, and whichever server it is. The next batch is read only when the consumer asks for it, so a slow
 * consumer holds back the server instead of filling memory.
 *
 * Some proxies collect what an event stream says and pass nothing on. Where streams are held back
 * like that, the same batches are asked for one by one, and a stream is tried again from time to time.
 */
import { ClientError } from './client-error.ts';
import type {
  EventBatchPartsFragment,
  EventFilter,
  ListEventsQueryVariables,
} from './generated/operations.ts';
import { type Backoff, isAborted, nextDelayMs, pause } from './reconnect.ts';
import type { Servers } from './servers.ts';
import { isHeldBack, streamEvents } from './stream-events.ts';

export interface FollowOptions {
  /** Starts after this cursor, or with the first Event there is for `start`; without it, now. */
  readonly after?: string | undefined;
  /** The most events in one batch. */
  readonly batch?: number | undefined;
  /** How often to ask for Events where something on the way holds streams back; default 1,000. */
  readonly pollMs?: number | undefined;
  /** How long to do without streams there, at first, before one is tried again; default 60,000. */
  readonly detourMs?: number | undefined;
  /** Ends the iteration, quietly. */
  readonly signal?: AbortSignal | undefined;
  /**
   * Told of every lost connection; the next one is already on its way. And told once, with the code
   * `STREAM_HELD_BACK`, when Events are asked for every so often because no stream gets through.
   */
  readonly onInterruption?: ((error: ClientError) => void) | undefined;
}

export interface ReconnectOptions extends Backoff {
  /** A connection that is silent for longer counts as lost. The server says something every 12 s. */
  readonly silenceMs: number;
  /** Reads the next batch without a stream. */
  readonly readBatch: (
    place: ListEventsQueryVariables,
    signal: AbortSignal | undefined,
  ) => Promise<EventBatchPartsFragment>;
}

/** Follows the journal until the signal fires or the server refuses (say, `CURSOR_INVALID`). */
export async function* followEvents(
  servers: Servers,
  filter: EventFilter,
  options: FollowOptions & ReconnectOptions,
): AsyncGenerator<EventBatchPartsFragment, void, undefined> {
  const { signal, batch = 100, silenceMs, detourMs = 60_000, onInterruption } = options;
  const detour = new Detour(detourMs);
  let { after } = options;
  let interruptionCount = 0;
  while (!isAborted(signal)) {
    const connection = servers.current;
    const place = { filter, after: after ?? null, batch };
    const { isTaken } = detour;
    try {
      const batches = isTaken
        ? pollEvents(place, { ...options, forMs: detour.forMs })
        : streamEvents(connection, place, { signal, silenceMs });
      for await (const next of batches) {
        interruptionCount = 0;
        if (!isTaken) detour.forget();
        after = next.cursor;
        yield next;
      }
      if (isTaken) {
        detour.end();
        continue;
      }
    } catch (error) {
      if (isAborted(signal)) return;
      if (!(error instanceof ClientError && error.isRetryable)) throw error;
      if (isTaken) detour.forget();
      const isNew = isHeldBack(error) && detour.count();
      onInterruption?.(isNew ? heldBack(connection.url, error) : error);
    }
    // Broken or completed: a server that ends a stream is about to stop.
    servers.leave(connection);
    const delayMs = nextDelayMs(options, interruptionCount);
    interruptionCount += 1;
    await pause(delayMs, signal);
  }
}

/**
 * Whether to do without streams: once two in a row were held back, for a while, then again and for
 * longer when the next one is held back as well. One that is not makes all of this forgotten.
 */
class Detour {
  readonly #firstMs: number;
  #heldBackCount = 0;
  /** How often it was taken in a row. */
  #takenCount = 0;

  constructor(firstMs: number) {
    this.#firstMs = firstMs;
  }

  get isTaken(): boolean {
    return this.#heldBackCount >= heldBackCountMax;
  }

  get forMs(): number {
    return this.#firstMs * Math.min(2 ** this.#takenCount, longestDetour);
  }

  /** One more stream was held back. Answers whether that begins the first detour. */
  count(): boolean {
    this.#heldBackCount += 1;
    return this.isTaken && this.#takenCount === 0;
  }

  /** A stream is to be tried again. */
  end(): void {
    this.#heldBackCount = heldBackCountMax - 1;
    this.#takenCount += 1;
  }

  forget(): void {
    this.#heldBackCount = 0;
    this.#takenCount = 0;
  }
}

/** One alone may be held back by a server that is busy. */
const heldBackCountMax = 2;
/** How many times longer than the first the longest is. */
const longestDetour = 16;

function heldBack(url: string, cause: unknown): ClientError {
  return new ClientError({
    code: 'STREAM_HELD_BACK',
    message: `${url} answers, but streams of events do not get through: something on the way collects them. Events are asked for every so often instead. Have proxies pass on text/event-stream as it comes.`,
    isRetryable: true,
    cause,
  });
}

type Polling = FollowOptions & ReconnectOptions & { readonly forMs: number };

/** The same batches as of a stream, asked for one by one for a while. */
async function* pollEvents(
  { after, ...place }: ListEventsQueryVariables,
  { readBatch, signal, pollMs = 1_000, forMs }: Polling,
): AsyncGenerator<EventBatchPartsFragment, void, undefined> {
  const endsAt = performance.now() + forMs;
  let cursor = after;
  do {
    const next = await readBatch({ ...place, after: cursor }, signal);
    if (next.events.length > 0 || next.cursor !== cursor) yield next;
    cursor = next.cursor;
    if (next.caughtUp) await pause(pollMs, signal);
  } while (performance.now() < endsAt && !isAborted(signal));
}
