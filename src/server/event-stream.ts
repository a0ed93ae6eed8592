/**
 * GraphQL over Server-Sent Events, in distinct connections: one response for each subscription, as
 * the protocol of graphql-sse says. A result is pulled once the one before it has left for the
 * network, so what a slow subscriber has not taken waits in the journal and not in memory.
 */
import type { ServerResponse } from 'node:http';
import type { ResultStream } from '../graphql/open-subscription.ts';
import { type Beating, type Heartbeat, silentBeatCount } from './heartbeat.ts';

/** Answers with all results of a stream, to the end of either; returns at once. */
export function sendEventStream(
  response: ServerResponse,
  stream: ResultStream,
  heartbeat: Heartbeat,
): void {
  new EventStream(response, stream, heartbeat).start();
}

/** Answers with one result, for a subscription that does not begin. */
export function sendSingleResult(response: ServerResponse, json: string, status: number): void {
  response.writeHead(status, headers);
  response.end(Buffer.concat([frameOf(json), completeFrame]));
}

class EventStream implements Beating {
  readonly #response: ServerResponse;
  readonly #stream: ResultStream;
  readonly #heartbeat: Heartbeat;
  /** For how many beats nothing was sent. */
  #silentBeatCount = 0;
  #isClosed = false;
  /** Set while the subscriber has not taken what was sent. */
  #goOn: (() => void) | undefined;

  constructor(response: ServerResponse, stream: ResultStream, heartbeat: Heartbeat) {
    this.#response = response;
    this.#stream = stream;
    this.#heartbeat = heartbeat;
  }

  start(): void {
    const response = this.#response;
    if (response.destroyed) {
      this.#stream.close();
      return;
    }
    response.on('drain', () => this.#wake());
    response.once('close', () => this.#close());
    // Whoever is gone cannot be told anything; the stream is closed by the event above.
    response.on('error', () => undefined);
    this.#heartbeat.add(this);
    // With something in the body, so that nothing on the way keeps the head to itself.
    response.writeHead(200, headers);
    response.write(comment);
    void this.#sendAll();
  }

  beat(): void {
    if (this.#goOn !== undefined) return;
    this.#silentBeatCount += 1;
    if (this.#silentBeatCount >= silentBeatCount) this.#write(comment);
  }

  async #sendAll(): Promise<void> {
    for (;;) {
      const result = await this.#stream.next();
      if (this.#isClosed) return;
      if (result === undefined) break;
      if (!this.#write(result.frame(frameOf))) await this.#untilTaken();
      if (this.#isClosed) return;
    }
    this.#close();
    this.#response.end(completeFrame);
  }

  /** Whether there is room for more. */
  #write(frame: Buffer): boolean {
    this.#silentBeatCount = 0;
    return this.#response.write(frame);
  }

  #untilTaken(): Promise<void> {
    return new Promise((resolve) => {
      this.#goOn = resolve;
    });
  }

  #wake(): void {
    const goOn = this.#goOn;
    this.#goOn = undefined;
    goOn?.();
  }

  #close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#heartbeat.delete(this);
    this.#stream.close();
    this.#wake();
  }
}

/**
 * As proxies need it that would otherwise collect what comes, or squeeze it. Nothing is said about how
 * long the connection may be kept: clients would keep what they open in the place of one they left.
 */
const headers = {
  connection: 'keep-alive',
  'content-type': 'text/event-stream',
  'cache-control': 'no-cache, no-transform',
  'x-accel-buffering': 'no',
  'x-content-type-options': 'nosniff',
};

const comment = Buffer.from(':\n\n');
/** With a `data` field, without which browsers would not tell anybody. */
const completeFrame = Buffer.from('event: complete\ndata:\n\n');

function frameOf(json: string): Buffer {
  return Buffer.from(`event: next\ndata: ${json}\n\n`);
}
