/**
 * One connection of graphql-transport-ws. Results are sent one at a time and only while there is room
 * in the socket: those of all its operations wait their turn while it is full, so what a slow client
 * has not taken waits in the journal and not in memory.
 *
 * The invariant: an operation is in `#operations` from its `subscribe` until its `complete`, from
 * either side, and nothing is sent for it before or after.
 */
import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import type { Timers } from '../feeds/timers.ts';
import { isResultStream, type ResultStream } from '../graphql/open-subscription.ts';
import { requestError } from '../graphql/request-error.ts';
import { resultText } from '../graphql/subscription-result.ts';
import { type Beating, type Heartbeat, silentBeatCount } from './heartbeat.ts';
import { type OperationParams, type Operations, runOperation } from './operations.ts';
import {
  acknowledgement,
  type CloseCode,
  closeReasons,
  completeOf,
  encodeResult,
  errorOf,
  nextHead,
  nextMessage,
  pongOf,
  readMessage,
  type SubscribeMessage,
} from './socket-messages.ts';

export interface SocketOptions {
  readonly operations: Operations;
  readonly heartbeat: Heartbeat;
  readonly timers: Timers;
  readonly onClose: () => void;
}

interface RunningOperation {
  readonly leaving: AbortController;
  /** Whether reading its message has taken so long that others should have their turn first. */
  readonly isLong: boolean;
  stream: ResultStream | undefined;
}

interface Waiting {
  readonly operation: RunningOperation;
  /** Undefined for who only waits until there is room. */
  readonly message: Message | undefined;
  readonly goOn: () => void;
}

/** Made when it is sent, so that those who wait share what they can share. */
type Message = () => Buffer | string;

export class SocketConnection implements Beating {
  readonly #socket: WebSocket;
  readonly #carrier: Duplex;
  readonly #options: SocketOptions;
  readonly #operations = new Map<string, RunningOperation>();
  /** Who waits until there is room in the socket, in order. */
  readonly #waiting: Waiting[] = [];
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
    this.#carrier = carrier;
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
    carrier.on('drain', () => this.#sendWaiting());
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
    this.#beatCount += 1;
    // Behind what was not taken yet a ping would tell nothing.
    if (this.#beatCount < silentBeatCount || this.#carrier.writableNeedDrain) return;
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
    else if (message.type === 'ping') this.#socket.send(pongOf(message.payload));
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
    this.#socket.send(acknowledgement);
  }

  /** Whoever sends and takes nothing is not listened to until it has taken what it was answered. */
  #hear(): void {
    this.#unansweredCount = 0;
    if (this.#carrier.writableLength > unheardByteCount) this.#socket.pause();
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
      this.#socket.send(errorOf(id, [tooMany()]));
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
    if (isLong) await new Promise((resolve) => setImmediate(resolve));
    const opened = await runOperation(this.#options.operations, params, leaving.signal);
    if (isResultStream(opened)) {
      operation.stream = opened;
      if (leaving.signal.aborted) opened.close();
      await this.#sendAll(id, operation, opened);
    } else if ('data' in opened) {
      await this.#send(operation, () =>
        nextMessage(nextHead(id), encodeResult(resultText(opened))),
      );
    }
    const hasResults = isResultStream(opened) || 'data' in opened;
    await this.#send(operation, () =>
      hasResults ? completeOf(id) : errorOf(id, opened.errors ?? []),
    );
    this.#forget(id, operation);
  }

  async #sendAll(id: string, operation: RunningOperation, stream: ResultStream): Promise<void> {
    const head = nextHead(id);
    for (;;) {
      const result = await stream.next();
      if (result === undefined) return;
      const sent = this.#send(operation, () => nextMessage(head, result.frame(encodeResult)));
      // Most are sent at once, and that should not take a promise.
      if (sent !== undefined) await sent;
      // The next is not even pulled before.
      if (!this.#hasRoom()) await this.#wait(operation);
    }
  }

  /** Sends at once if there is room, else resolves when it was sent or is not wanted any more. */
  #send(operation: RunningOperation, message: Message): Promise<void> | undefined {
    if (operation.leaving.signal.aborted) return undefined;
    if (!this.#hasRoom()) return this.#wait(operation, message);
    this.#socket.send(message(), asText);
    return undefined;
  }

  #hasRoom(): boolean {
    return this.#waiting.length === 0 && !this.#carrier.writableNeedDrain;
  }

  #wait(operation: RunningOperation, message?: Message): Promise<void> {
    if (this.#hasEnded) return Promise.resolve();
    return new Promise((goOn) => {
      this.#waiting.push({ operation, message, goOn });
    });
  }

  #sendWaiting(): void {
    this.#socket.resume();
    while (!this.#carrier.writableNeedDrain) {
      const next = this.#waiting.shift();
      if (next === undefined) return;
      const { operation, message, goOn } = next;
      if (message !== undefined && !operation.leaving.signal.aborted) {
        this.#socket.send(message(), asText);
      }
      goOn();
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

  #close(code: CloseCode, reason: string = closeReasons[code]): void {
    if (this.#hasEnded) return;
    this.#end();
    this.#socket.close(code, reason);
    this.#cancelTimer = this.#options.timers.after(closeMs, () => this.terminate());
  }

  /** From here on nothing runs and nothing is sent, but that the connection closes. */
  #end(): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#cancelTimer();
    this.#options.heartbeat.delete(this);
    for (const id of [...this.#operations.keys()]) this.#stop(id);
    for (const { goOn } of this.#waiting.splice(0)) goOn();
  }
}

const asText = { binary: false };

/** How long a client may take until it wants to connect. */
const initMs = 3_000;

/** How long it may take to agree to the end. */
const closeMs = 1_000;

/** What runs on one connection at once. */
const operationCountMax = 1_000;

/** After as many pings without anything in answer the other side is taken for gone. */
const unansweredPingCountMax = 2;

const unheardByteCount = 1_048_576;

const longMessageLength = 262_144;

function tooMany() {
  return requestError(
    'TOO_MANY_SUBSCRIPTIONS',
    `There are ${operationCountMax} operations on this connection, which is as many as may be. End one of them, or open another connection.`,
  );
}
