/**
 * A TCP proxy of the tests' own, which does to connections what networks do: slows them down, breaks
 * them, swallows what they carry, and loses exactly the answer to one request. It stands between
 * servers and PostgreSQL, or between clients and a server. Bytes that it passes on are those that came,
 * in their order; whatever else happens, happens because the test has said so.
 */
import { connect, createServer, type Server, type Socket } from 'node:net';
import { type Direction, Pipe, type Rules } from './pipe.ts';

export interface Endpoint {
  readonly host: string;
  readonly port: number;
}

/** An exchange by the text that its request and its answer contain. */
export interface Exchange {
  readonly request: string;
  readonly answer: string;
}

interface Link {
  readonly client: Socket;
  readonly target: Socket;
  readonly pipes: Readonly<Record<Direction, Pipe>>;
}

export class TcpProxy {
  readonly host = '127.0.0.1';
  readonly port: number;
  /** How many connections came in, and how many of them this proxy has broken. */
  readonly counts = { accepted: 0, refused: 0, reset: 0 };
  #target: Endpoint;
  readonly #server: Server;
  readonly #links = new Set<Link>();
  readonly #rules: Rules = { latencyMs: 0, held: new Set() };
  #isRefusing = false;
  #trap: ((link: Link, direction: Direction, bytes: Buffer) => Buffer) | undefined;

  /** Listens on a free port of this machine; what comes in goes to the target. */
  static async open(target: Endpoint): Promise<TcpProxy> {
    const server = createServer({ allowHalfOpen: true, noDelay: true });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(0, '127.0.0.1', resolve);
    });
    return new TcpProxy(server, target);
  }

  private constructor(server: Server, target: Endpoint) {
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('The proxy has no port.');
    this.port = address.port;
    this.#server = server;
    this.#target = target;
    server.on('connection', (client) => this.#accept(client));
  }

  /** Where connections go that come in from now on. */
  retarget(target: Endpoint): void {
    this.#target = target;
  }

  /** Everything takes so much longer in each direction, from now on. */
  setLatency(latencyMs: number): void {
    this.#rules.latencyMs = latencyMs;
  }

  /** Breaks all connections at once, so that both ends are told. Answers how many there were. */
  resetAll(): number {
    const links = [...this.#links];
    for (const link of links) this.#reset(link);
    return links.length;
  }

  /** A black hole: nothing passes any more in these directions, and nobody is told. */
  hold(...directions: readonly Direction[]): void {
    for (const direction of directions) this.#rules.held.add(direction);
    this.#update();
  }

  /** Ends the black hole: what was held back goes on, as the network would send it again. */
  release(): void {
    this.#rules.held.clear();
    this.#update();
  }

  /**
   * Leaves the connections of now half open, for good: both ends keep theirs and never hear of each
   * other again. New ones are as ever. Answers how many there were.
   */
  abandonAll(): number {
    const links = [...this.#links];
    for (const { pipes } of links) for (const pipe of Object.values(pipes)) pipe.abandon();
    return links.length;
  }

  /** Resets what wants to connect, for as long as it is on. */
  refuse(isRefusing: boolean): void {
    this.#isRefusing = isRefusing;
  }

  /** Breaks the connection over which the byte of this number, from now on, has passed. */
  cutAfter(byteCount: number, direction: Direction): Promise<void> {
    let left = byteCount;
    let caught: Link | undefined;
    return this.#setTrap((link, at, bytes, done) => {
      if (link === caught) return nothing;
      if (at !== direction || caught !== undefined) return bytes;
      const passed = bytes.subarray(0, left);
      left -= passed.length;
      if (left > 0) return passed;
      caught = link;
      // What has passed by now arrives before the connection breaks.
      setImmediate(() => link.pipes[at].whenWritten(() => this.#breakBy(link, done)));
      return passed;
    });
  }

  /**
   * Forwards the next such request and drops its answer: the connection breaks once the answer has
   * come, and nothing of it arrives. Resolves when that has happened.
   */
  loseAnswer({ request, answer }: Exchange): Promise<void> {
    let caught: Link | undefined;
    const seen = { TO_TARGET: new Finder(request), TO_CLIENT: new Finder(answer) };
    return this.#setTrap((link, direction, bytes, done) => {
      if (caught === undefined) {
        if (direction === 'TO_TARGET' && seen.TO_TARGET.finds(link, bytes)) caught = link;
        return bytes;
      }
      if (link !== caught || direction === 'TO_TARGET') return bytes;
      if (seen.TO_CLIENT.finds(link, bytes)) this.#breakBy(link, done);
      return nothing;
    });
  }

  /** Breaks the connection over which the next such request comes, and does not forward it. */
  loseRequest(request: string): Promise<void> {
    const seen = new Finder(request);
    return this.#setTrap((link, direction, bytes, done) => {
      if (direction !== 'TO_TARGET' || !seen.finds(link, bytes)) return bytes;
      this.#breakBy(link, done);
      return nothing;
    });
  }

  /** Takes back what was to happen to bytes and has not happened yet. */
  disarm(): void {
    this.#trap = undefined;
  }

  async close(): Promise<void> {
    this.disarm();
    this.resetAll();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  #accept(client: Socket): void {
    this.counts.accepted += 1;
    if (this.#isRefusing) {
      this.counts.refused += 1;
      client.on('error', () => undefined);
      client.resetAndDestroy();
      return;
    }
    const target = connect({ ...this.#target, allowHalfOpen: true, noDelay: true });
    const filter = (direction: Direction) => (bytes: Buffer) =>
      this.#trap === undefined ? bytes : this.#trap(link, direction, bytes);
    const pipes = {
      TO_TARGET: new Pipe(client, target, {
        ...this.#place('TO_TARGET'),
        filter: filter('TO_TARGET'),
      }),
      TO_CLIENT: new Pipe(target, client, {
        ...this.#place('TO_CLIENT'),
        filter: filter('TO_CLIENT'),
      }),
    };
    const link: Link = { client, target, pipes };
    this.#links.add(link);
    for (const socket of [client, target]) {
      // Whoever breaks a connection, the other end is told of it, unless nobody is to be told.
      socket.on('error', () => this.#lost(link));
      socket.on('close', () => this.#closed(link));
    }
  }

  #place(direction: Direction) {
    return { direction, rules: this.#rules };
  }

  #setTrap(
    spring: (link: Link, direction: Direction, bytes: Buffer, done: () => void) => Buffer,
  ): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        this.#trap = undefined;
        resolve();
      };
      this.#trap = (link, direction, bytes) => spring(link, direction, bytes, done);
    });
  }

  #breakBy(link: Link, done: () => void): void {
    this.#reset(link);
    done();
  }

  #reset(link: Link): void {
    if (!this.#links.delete(link)) return;
    this.counts.reset += 1;
    link.client.resetAndDestroy();
    link.target.resetAndDestroy();
  }

  #lost(link: Link): void {
    if (link.pipes.TO_CLIENT.isAbandoned || !this.#links.delete(link)) return;
    link.client.resetAndDestroy();
    link.target.resetAndDestroy();
  }

  #closed(link: Link): void {
    if (link.client.closed && link.target.closed) this.#links.delete(link);
  }

  #update(): void {
    for (const { pipes } of this.#links) for (const pipe of Object.values(pipes)) pipe.update();
  }
}

const nothing = Buffer.alloc(0);

/** Finds a text in the bytes of a connection, wherever they were split. */
class Finder {
  readonly #text: Buffer;
  readonly #tails = new WeakMap<Link, Buffer>();

  constructor(text: string) {
    this.#text = Buffer.from(text, 'latin1');
  }

  finds(link: Link, bytes: Buffer): boolean {
    const whole = Buffer.concat([this.#tails.get(link) ?? nothing, bytes]);
    this.#tails.set(link, whole.subarray(Math.max(0, whole.length - this.#text.length + 1)));
    return whole.includes(this.#text);
  }
}
