/**
 * What leaves by a WebSocket: one message after the other, and only while there is room in what carries
 * it. Everybody who has something to send waits here in order, and those who wait hold no message:
 * theirs is made when its turn comes.
 *
 * The invariant: a large message goes in pieces, between which nothing else is sent but what the
 * WebSocket itself has to say.
 */
import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import { slowBeatCount } from './heartbeat.ts';

/** Made when it is sent, so that those who wait share what they can share. */
export type Message = () => Buffer | string;

/** Who sends. What it has sent in vain is dropped when it has left. */
export interface Sender {
  readonly leaving: AbortController;
}

interface Waiting {
  readonly sender: Sender | undefined;
  /** Undefined for who only waits until there is room. */
  readonly message: Message | undefined;
  readonly goOn: () => void;
}

export class SocketOutbox {
  readonly #socket: WebSocket;
  readonly #carrier: Duplex;
  readonly #waiting: Waiting[] = [];
  /** What is still to be sent of a large message. */
  #rest: Buffer | undefined;
  /** For how many beats nothing was taken of what was sent. */
  #stuckBeatCount = 0;
  #hasEnded = false;

  /** @param carrier what the WebSocket was made of: it tells when there is room again */
  constructor(socket: WebSocket, carrier: Duplex) {
    this.#socket = socket;
    this.#carrier = carrier;
    carrier.on('drain', () => {
      this.#stuckBeatCount = 0;
      this.#goOn();
    });
  }

  /**
   * Sends at once if there is room, else resolves when it was sent or is not wanted any more. Most are
   * sent at once, and that should not take a promise.
   */
  send(message: Message, sender?: Sender): Promise<void> | undefined {
    if (this.#hasEnded || sender?.leaving.signal.aborted) return undefined;
    if (!this.#hasRoom()) return this.#wait(sender, message);
    this.#write(message());
    return undefined;
  }

  /** Undefined if there is room, else resolves when there is, or when that matters no more. */
  untilRoom(sender: Sender): Promise<void> | undefined {
    return this.#hasEnded || this.#hasRoom() ? undefined : this.#wait(sender, undefined);
  }

  /** Called at each beat: says whether the other side takes nothing of what waits for it. */
  isStuck(): 'no' | 'yes' | 'too-long' {
    if (!this.#carrier.writableNeedDrain) return 'no';
    this.#stuckBeatCount += 1;
    return this.#stuckBeatCount >= slowBeatCount ? 'too-long' : 'yes';
  }

  /** Listens no more, until there is room, to who goes on asking and takes no answer. */
  pauseIfFlooded(): void {
    const isFlooded =
      this.#waiting.length > waitingCountMax || this.#carrier.writableLength > waitingByteCountMax;
    if (isFlooded) this.#socket.pause();
  }

  /** Sends the last messages though there is no room, and nothing after them. */
  end(messages: readonly string[] = []): void {
    if (this.#hasEnded) return;
    while (this.#rest !== undefined) this.#writeOn();
    for (const message of messages) this.#socket.send(message);
    this.#hasEnded = true;
    // What it says to the end of the connection has to be heard.
    this.#socket.resume();
    for (const { goOn } of this.#waiting.splice(0)) goOn();
  }

  #hasRoom(): boolean {
    return (
      this.#waiting.length === 0 && this.#rest === undefined && !this.#carrier.writableNeedDrain
    );
  }

  #wait(sender: Sender | undefined, message: Message | undefined): Promise<void> {
    return new Promise((goOn) => {
      this.#waiting.push({ sender, message, goOn });
    });
  }

  #goOn(): void {
    this.#socket.resume();
    while (!this.#hasEnded && !this.#carrier.writableNeedDrain) {
      if (this.#rest !== undefined) {
        this.#writeOn();
        continue;
      }
      const next = this.#waiting.shift();
      if (next === undefined) return;
      const { sender, message, goOn } = next;
      if (message !== undefined && !sender?.leaving.signal.aborted) this.#write(message());
      goOn();
    }
  }

  #write(message: Buffer | string): void {
    if (message.length <= pieceByteCount) {
      this.#socket.send(message, asText);
      return;
    }
    this.#rest = Buffer.from(message);
    while (this.#rest !== undefined && !this.#carrier.writableNeedDrain) this.#writeOn();
  }

  #writeOn(): void {
    const rest = this.#rest ?? nothing;
    const fin = rest.length <= pieceByteCount;
    this.#socket.send(rest.subarray(0, pieceByteCount), { binary: false, fin });
    this.#rest = fin ? undefined : rest.subarray(pieceByteCount);
  }
}

const asText = { binary: false };

const nothing = Buffer.alloc(0);

/** What is written at once at most: a slow client is seen to take something of a large message. */
const pieceByteCount = 65_536;

const waitingCountMax = 4_000;

const waitingByteCountMax = 1_048_576;
