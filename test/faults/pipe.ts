/** One direction of a connection through the proxy. */
import type { Socket } from 'node:net';

export type Direction = 'TO_TARGET' | 'TO_CLIENT';

/** What holds for all connections of a proxy at once. */
export interface Rules {
  latencyMs: number;
  readonly held: Set<Direction>;
}

export interface PipeOptions {
  readonly direction: Direction;
  readonly rules: Rules;
  /** Sees what comes, and answers what of it goes on. */
  readonly filter: (bytes: Buffer) => Buffer;
}

interface Parcel {
  /** When it goes on, by the clock of the process. */
  readonly dueAt: number;
  /** Undefined for the end of the stream. */
  readonly bytes: Buffer | undefined;
}

export class Pipe {
  readonly #from: Socket;
  readonly #to: Socket;
  readonly #options: PipeOptions;
  readonly #parcels: Parcel[] = [];
  #isFull = false;
  #isAbandoned = false;
  #onWritten: (() => void) | undefined;

  constructor(from: Socket, to: Socket, options: PipeOptions) {
    this.#from = from;
    this.#to = to;
    this.#options = options;
    from.on('data', (bytes: Buffer) => this.#take(options.filter(bytes)));
    from.on('end', () => this.#take(undefined));
    to.on('drain', () => {
      this.#isFull = false;
      this.update();
    });
    this.update();
  }

  get isAbandoned(): boolean {
    return this.#isAbandoned;
  }

  /** Nothing passes any more, for good, and nobody is told. */
  abandon(): void {
    this.#isAbandoned = true;
    this.#parcels.length = 0;
    this.update();
  }

  /** Calls once everything that has passed by now was handed to the network. */
  whenWritten(call: () => void): void {
    this.#onWritten = call;
    this.#flush();
  }

  /** Looks anew whether anything may pass. */
  update(): void {
    if (this.#isStopped || this.#isFull) this.#from.pause();
    else this.#from.resume();
    this.#flush();
  }

  get #isStopped(): boolean {
    return this.#isAbandoned || this.#options.rules.held.has(this.#options.direction);
  }

  #take(bytes: Buffer | undefined): void {
    if (this.#isAbandoned || bytes?.length === 0) return;
    const { latencyMs } = this.#options.rules;
    this.#parcels.push({ dueAt: performance.now() + latencyMs, bytes });
    if (latencyMs > 0) setTimeout(() => this.#flush(), latencyMs + 1);
    else this.#flush();
  }

  #flush(): void {
    while (!this.#isStopped) {
      const [next] = this.#parcels;
      if (next === undefined || next.dueAt > performance.now()) break;
      this.#parcels.shift();
      if (next.bytes === undefined) this.#to.end();
      else if (!this.#to.write(next.bytes)) this.#isFull = true;
    }
    if (this.#isFull) this.#from.pause();
    if (this.#parcels.length === 0 && this.#onWritten !== undefined) {
      const call = this.#onWritten;
      this.#onWritten = undefined;
      // An empty write comes after all others, and calls back once they are with the network.
      this.#to.write('', call);
    }
  }
}
