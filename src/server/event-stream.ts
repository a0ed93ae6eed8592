/**
 * GraphQL over Server-Sent Events, in distinct connections: one response for each subscription, as
 * the protocol of graphql-sse says. A result is pulled once the one before it has left for the
 * network, so what a slow subscriber has not taken waits in the journal and not in memory.
 */
import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { ResultStream } from '../graphql/open-subscription.ts';
import type { Encode } from '../graphql/subscription-result.ts';
import { type Beating, type Heartbeat, silentBeatCount, slowBeatCount } from './heartbeat.ts';
import { slowConsumerText } from './slow-consumer.ts';

/** Answers with all results of a stream, to the end of either; returns at once. */
export function sendEventStream(
  response: ServerResponse,
  stream: ResultStream,
  heartbeat: Heartbeat,
): void {
  new EventStream(response, stream, heartbeat).start();
}

/**
 * Answers with one result, for a subscription that does not begin. The status is 200 even so: clients of
 * event streams look for errors in results, and take any other status for a network that fails. That
 * is right only where trying again is.
 */
export function sendSingleResult(response: ServerResponse, json: string, status: 200 | 503): void {
  response.writeHead(status, headers);
  response.end(Buffer.concat([frameOf(json), completeFrame]));
}

class EventStream implements Beating {
  readonly #response: ServerResponse;
  readonly #stream: ResultStream;
  readonly #heartbeat: Heartbeat;
  /** For how many beats nothing was sent. */
  #silentBeatCount = 0;
  /** For how many beats nothing was taken of what was sent. */
  #stuckBeatCount = 0;
  /** Nothing more is pulled. */
  #hasEnded = false;
  /** What is still to be sent of a large frame. */
  #rest: Buffer = nothing;
  /** Set while what was sent has not been taken. */
  #goOn: (() => void) | undefined;
  /** Where frames are written that are chunks already. */
  #socket: Socket | undefined;
  #encode: Encode = frameOf;
  readonly #onDrain = () => {
    this.#stuckBeatCount = 0;
    this.#wake();
  };

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
    response.once('close', () => {
      this.#end();
      this.#heartbeat.delete(this);
    });
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
    if (this.#hasEnded || (this.#socket ?? this.#response).writableNeedDrain) {
      this.#stuckBeatCount += 1;
      if (this.#stuckBeatCount >= 2 * slowBeatCount) this.#response.destroy();
      else if (this.#stuckBeatCount >= slowBeatCount) this.#giveUp();
      return;
    }
    this.#silentBeatCount += 1;
    if (this.#silentBeatCount < silentBeatCount) return;
    this.#silentBeatCount = 0;
    this.#response.write(comment);
  }

  async #sendAll(): Promise<void> {
    for (;;) {
      const result = await this.#stream.next();
      if (this.#hasEnded) return;
      if (result === undefined) break;
      this.#rest = result.frame(this.#encode);
      while (this.#rest.length > 0) {
        if (!this.#writeOn()) await this.#untilTaken();
        if (this.#hasEnded) return;
      }
    }
    this.#end();
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
    this.#encode = chunkOf;
    socket.on('drain', this.#onDrain);
  }

  /** Writes a piece of what is to be sent; says whether there is room for more. */
  #writeOn(): boolean {
    const frame = this.#rest;
    const isWhole = frame.length <= pieceByteCount;
    this.#rest = isWhole ? nothing : frame.subarray(pieceByteCount);
    return this.#write(isWhole ? frame : frame.subarray(0, pieceByteCount));
  }

  #write(bytes: Buffer): boolean {
    this.#silentBeatCount = 0;
    return (this.#socket ?? this.#response).write(bytes);
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

  /** The last that the subscriber is told, if it takes anything again before it is cut off. */
  #giveUp(): void {
    if (this.#hasEnded) return;
    this.#end();
    this.#write(this.#rest);
    this.#response.end(Buffer.concat([frameOf(slowConsumerText), completeFrame]));
  }

  #end(): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
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

const nothing = Buffer.alloc(0);

/** What is written at once at most: a slow subscriber is seen to take something of a large frame. */
const pieceByteCount = 65_536;

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
