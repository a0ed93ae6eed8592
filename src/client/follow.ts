/**
 * A subscription with a cursor as an async iteration that outlives its connections.
 *
 * The one position that counts is the cursor of the last message handed to the consumer: every new
 * connection asks for what comes after it, so nothing is left out and nothing comes twice, however
 * often the server restarts, and whichever server it is. The next message is read only when the
 * consumer asks for it, so a slow consumer holds back the server instead of filling memory.
 *
 * Some proxies collect what an event stream says and pass nothing on. Where streams are held back
 * like that, and a query answers the same, messages are asked for one by one, and a stream is tried
 * again from time to time.
 */
import { ClientError } from './client-error.ts';
import type { Connection } from './connection.ts';
import { Detour, heldBack } from './detour.ts';
import { type Backoff, isAborted, nextDelayMs, pause } from './reconnect.ts';
import type { Servers } from './servers.ts';
import { isHeldBack, type StreamOptions } from './stream-results.ts';

export interface FollowOptions {
  /** Starts after this cursor, or with the first Event there is for `start`; without it, now. */
  readonly after?: string | undefined;
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
}

/** A message, and where to go on after it. */
export interface Positioned {
  readonly cursor: string;
  readonly caughtUp: boolean;
}

/** How messages are asked for that come after a cursor. */
export interface Followed<Message> {
  stream(
    connection: Connection,
    after: string | null,
    options: StreamOptions,
  ): AsyncIterable<Message>;
  /** Reads the next one without a stream; undefined where no query answers the same. */
  readonly read?: (after: string | null, signal: AbortSignal | undefined) => Promise<Message>;
}

/** Follows until the signal fires or the server refuses (say, `CURSOR_INVALID`). */
export async function* follow<Message extends Positioned>(
  servers: Servers,
  followed: Followed<Message>,
  options: FollowOptions & ReconnectOptions,
): AsyncGenerator<Message, void, undefined> {
  const { signal, silenceMs, detourMs = 60_000, onInterruption } = options;
  const detour = new Detour(detourMs);
  let { after = null }: { readonly after?: string | null | undefined } = options;
  let interruptionCount = 0;
  while (!isAborted(signal)) {
    const connection = servers.current;
    const { read } = followed;
    const isTaken = detour.isTaken && read !== undefined;
    try {
      const messages = isTaken
        ? poll(read, after, { ...options, forMs: detour.forMs })
        : followed.stream(connection, after, { signal, silenceMs });
      for await (const next of messages) {
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
      const isNew = isHeldBack(error) && detour.count() && read !== undefined;
      onInterruption?.(isNew ? heldBack(connection.url, error) : error);
    }
    // Broken or completed: a server that ends a stream is about to stop.
    servers.leave(connection);
    const delayMs = nextDelayMs(options, interruptionCount);
    interruptionCount += 1;
    await pause(delayMs, signal);
  }
}

/** The same messages as of a stream, asked for one by one for a while. */
async function* poll<Message extends Positioned>(
  read: NonNullable<Followed<Message>['read']>,
  after: string | null,
  { signal, pollMs = 1_000, forMs }: FollowOptions & { readonly forMs: number },
): AsyncGenerator<Message, void, undefined> {
  const endsAt = performance.now() + forMs;
  let cursor = after;
  do {
    const next = await read(cursor, signal);
    if (next.cursor !== cursor) yield next;
    cursor = next.cursor;
    if (next.caughtUp) await pause(pollMs, signal);
  } while (performance.now() < endsAt && !isAborted(signal));
}
