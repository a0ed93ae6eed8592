/**
 * GraphQL over Server-Sent Events, in distinct connections: one response for each subscription, as
 * the protocol of graphql-sse says. A result is pulled once the one before it has left for the
 * network, so what a slow subscriber has not taken waits in the journal and not in memory.
 */
import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { ResultStream } from '../graphql/open-subscription.ts';
import type { SharedResult } from '../graphql/subscription-result.ts';
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
  /** Where frames are written that are chunks already. */
  #socket: Socket | undefined;
  readonly #onDrain = () => this.#wake();

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
    response.on('drain', this.#onDrain);
    response.once('close', () => this.#close());
    // Whoever is gone cannot be told anything; the stream is closed by the event above.
    response.on('error', () => undefined);
    this.#heartbeat.add(this);
    // With something in the body, so that nothing on the way keeps the head to itself.
    response.writeHead(200, headers);
    response.write(comment);
    this.#writeToSocket();
    void this.#sendAll();
  }

  beat(): void {
    if (this.#goOn !== undefined) return;
    this.#silentBeatCount += 1;
    if (this.#silentBeatCount < silentBeatCount) return;
    this.#silentBeatCount = 0;
    this.#response.write(comment);
  }

  async #sendAll(): Promise<void> {
    for (;;) {
      const result = await this.#stream.next();
      if (this.#isClosed) return;
      if (result === undefined) break;
      if (!this.#write(result)) await this.#untilTaken();
      if (this.#isClosed) return;
    }
    this.#close();
    this.#response.end(completeFrame);
  }

  /**
   * Node makes three pieces of each chunk and hands them over in a second round, which for thousands
   * of subscribers costs as much as all else. A chunk that was made once for all is written as it is;
   * that needs a response that is chunked, and whose turn it is on its connection.
   */
  #writeToSocket(): void {
    const { chunkedEncoding, socket } = this.#response;
    if (!chunkedEncoding || socket === null) return;
    this.#socket = socket;
    socket.on('drain', this.#onDrain);
  }

  /** Whether there is room for more. */
  #write(result: SharedResult): boolean {
    this.#silentBeatCount = 0;
    if (this.#socket !== undefined) return this.#socket.write(result.frame(chunkOf));
    return this.#response.write(result.frame(frameOf));
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
    this.#socket?.off('drain', this.#onDrain);
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

/** The same frame as one chunk of a chunked response. */
function chunkOf(json: string): Buffer {
  const frame = `event: next\ndata: ${json}\n\n`;
  return Buffer.from(`${Buffer.byteLength(frame).toString(16)}\r\n${frame}\r\n`);
}
