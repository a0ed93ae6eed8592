/**
 * One connection of graphql-transport-ws. Results are pulled one at a time and only while there is room
 * in the socket: all its operations wait their turn while it is full, so what a slow client has not
 * taken waits in the journal and not in memory.
 *
 * The invariant: an operation is in `#operations` from its `subscribe` until its `complete`, from
 * either side, and nothing is sent for it before or after.
 */
import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import { nextTurn } from '../engine/turns.ts';
import type { Timers } from '../feeds/timers.ts';
import { isResultStream, type ResultStream } from '../graphql/open-subscription.ts';
import { requestError } from '../graphql/request-error.ts';
import { resultText } from '../graphql/subscription-result.ts';
import { type Beating, type Heartbeat, silentBeatCount } from './heartbeat.ts';
import { type OperationParams, type Operations, runOperation } from './operations.ts';
import { slowConsumerText } from './slow-consumer.ts';
import {
  acknowledgement,
  type CloseCode,
  closeReasons,
  completeOf,
  encodeResult,
  errorOf,
  nextHead,
  nextMessage,
  nextOf,
  pongOf,
  readMessage,
  type SubscribeMessage,
} from './socket-messages.ts';
import { type Sender, SocketOutbox } from './socket-outbox.ts';

export interface SocketOptions {
  readonly operations: Operations;
  readonly heartbeat: Heartbeat;
  readonly timers: Timers;
  readonly onClose: () => void;
}

interface RunningOperation extends Sender {
  /** Whether reading its message has taken so long that others should have their turn first. */
  readonly isLong: boolean;
  stream: ResultStream | undefined;
}

export class SocketConnection implements Beating {
  readonly #socket: WebSocket;
  readonly #outbox: SocketOutbox;
  readonly #options: SocketOptions;
  readonly #operations = new Map<string, RunningOperation>();
  /** Of the wait for the beginning, and then of that for the end. */
  #cancelTimer: () => void;
  #isInitialised = false;
  #isLeaving = false;
  #hasEnded = false;
  /** Counts beats from one ping to the next. */
  #beatCount = 0;
  /** How many pings were sent since something came. */
  #unansweredCount = 0;

  /** @param carrier what the WebSocket was made of: it tells when there is room again */
  constructor(socket: WebSocket, carrier: Duplex, options: SocketOptions) {
    this.#socket = socket;
    this.#outbox = new SocketOutbox(socket, carrier);
    this.#options = options;
    this.#cancelTimer = options.timers.after(initMs, () => this.#close(4408));
    options.heartbeat.add(this);
    socket.on('message', (data) => this.#receive(String(data)));
    socket.on('pong', () => this.#hear());
    socket.on('ping', () => this.#hear());
    // Told by the event that follows.
    socket.on('error', () => undefined);
    socket.on('close', () => {
      this.#end();
      this.#cancelTimer();
      options.onClose();
    });
  }

  /** Ends the connection once nothing runs on it. */
  leave(): void {
    this.#isLeaving = true;
    if (this.#operations.size === 0) this.#close(1001);
  }

  terminate(): void {
    this.#socket.terminate();
  }

  beat(): void {
    const stuck = this.#outbox.isStuck();
    if (stuck === 'too-long') this.#giveUp();
    // Behind what was not taken yet a ping would tell nothing.
    if (stuck !== 'no') return;
    this.#beatCount += 1;
    if (this.#beatCount < silentBeatCount) return;
    this.#beatCount = 0;
    if (this.#unansweredCount >= unansweredPingCountMax) {
      this.terminate();
      return;
    }
    this.#unansweredCount += 1;
    this.#socket.ping();
  }

  #receive(text: string): void {
    if (this.#hasEnded) return;
    this.#hear();
    const message = readMessage(text);
    if (message === undefined) this.#close(4400);
    else if (message.type === 'connection_init') this.#initialise();
    else if (message.type === 'ping') void this.#outbox.send(() => pongOf(message.payload));
    else if (message.type === 'complete') this.#stop(message.id);
    else if (message.type === 'subscribe') this.#begin(message, text.length > longMessageLength);
  }

  #initialise(): void {
    if (this.#isInitialised) {
      this.#close(4429);
      return;
    }
    this.#cancelTimer();
    this.#isInitialised = true;
    void this.#outbox.send(() => acknowledgement);
  }

  #hear(): void {
    this.#unansweredCount = 0;
    this.#outbox.pauseIfFlooded();
  }

  #begin({ id, payload }: SubscribeMessage, isLong: boolean): void {
    if (!this.#isInitialised) {
      this.#close(4401);
      return;
    }
    if (this.#operations.has(id)) {
      this.#close(4409, `Subscriber for ${id.slice(0, 64)} already exists`);
      return;
    }
    if (this.#operations.size >= operationCountMax) {
      void this.#outbox.send(() => errorOf(id, [tooMany()]));
      return;
    }
    const operation: RunningOperation = {
      leaving: new AbortController(),
      stream: undefined,
      isLong,
    };
    this.#operations.set(id, operation);
    void this.#run(id, payload, operation);
  }

  async #run(id: string, params: OperationParams, operation: RunningOperation): Promise<void> {
    const { leaving, isLong } = operation;
    if (isLong) await nextTurn();
    const opened = await runOperation(this.#options.operations, params, leaving.signal);
    if (isResultStream(opened)) {
      operation.stream = opened;
      if (leaving.signal.aborted) opened.close();
      await this.#sendAll(id, operation, opened);
    } else if ('data' in opened) {
      const message = () => nextMessage(nextHead(id), encodeResult(resultText(opened)));
      await this.#outbox.send(message, operation);
    }
    const hasResults = isResultStream(opened) || 'data' in opened;
    const last = () => (hasResults ? completeOf(id) : errorOf(id, opened.errors ?? []));
    await this.#outbox.send(last, operation);
    this.#forget(id, operation);
  }

  async #sendAll(id: string, operation: RunningOperation, stream: ResultStream): Promise<void> {
    const head = nextHead(id);
    for (;;) {
      const result = await stream.next();
      if (result === undefined) return;
      const message = () => nextMessage(head, result.frame(encodeResult));
      const sent = this.#outbox.send(message, operation);
      if (sent !== undefined) await sent;
      // The next is not even pulled before.
      const room = this.#outbox.untilRoom(operation);
      if (room !== undefined) await room;
    }
  }

  /** The client wants no more of it. */
  #stop(id: string): void {
    const operation = this.#operations.get(id);
    if (operation === undefined) return;
    operation.leaving.abort();
    operation.stream?.close();
    this.#forget(id, operation);
  }

  #forget(id: string, operation: RunningOperation): void {
    if (this.#operations.get(id) === operation) this.#operations.delete(id);
    if (this.#isLeaving && this.#operations.size === 0) this.#close(1001);
  }

  /** The last that the client is told, if it takes anything again before it is cut off. */
  #giveUp(): void {
    const messages: string[] = [];
    for (const [id, { stream }] of this.#operations) {
      if (stream !== undefined) messages.push(nextOf(id, slowConsumerText), completeOf(id));
    }
    this.#outbox.end(messages);
    this.#close(1013);
  }

  #close(code: CloseCode, reason: string = closeReasons[code]): void {
    if (this.#hasEnded) return;
    this.#end();
    this.#socket.close(code, reason);
    const waitMs = code === 1013 ? lingerMs : closeMs;
    this.#cancelTimer = this.#options.timers.after(waitMs, () => this.terminate());
  }

  /** From here on nothing runs and nothing is sent, but that the connection closes. */
  #end(): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#cancelTimer();
    this.#options.heartbeat.delete(this);
    for (const id of [...this.#operations.keys()]) this.#stop(id);
    this.#outbox.end();
  }
}

/** How long a client may take until it wants to connect. */
const initMs = 3_000;

/** How long it may take to agree to the end. */
const closeMs = 1_000;

/** How long one that took nothing has for the last that it is told. */
const lingerMs = 30_000;

/** What runs on one connection at once. */
const operationCountMax = 1_000;

/** After as many pings without anything in answer the other side is taken for gone. */
const unansweredPingCountMax = 2;

const longMessageLength = 262_144;

function tooMany() {
  return requestError(
    'TOO_MANY_SUBSCRIPTIONS',
    `There are ${operationCountMax} operations on this connection, which is as many as may be. End one of them, or open another connection.`,
  );
}
