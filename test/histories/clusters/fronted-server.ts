/** A server process with a proxy before it, through which all clients have to go. */
import { ServerProcess } from '../../crash/server-process.ts';
import { TcpProxy } from '../../faults/tcp-proxy.ts';
import { pause } from '../clients/send.ts';
import type { Fault } from './cluster.ts';

export class FrontedServer {
  readonly front: TcpProxy;
  readonly #database: string;
  readonly #log: number;
  #process: ServerProcess;

  static async start(database: string, log: number): Promise<FrontedServer> {
    const process = await ServerProcess.start(database, log);
    const front = await TcpProxy.open(placeOf(process.url));
    return new FrontedServer(front, process, { database, log });
  }

  private constructor(
    front: TcpProxy,
    process: ServerProcess,
    { database, log }: { readonly database: string; readonly log: number },
  ) {
    this.front = front;
    this.#process = process;
    this.#database = database;
    this.#log = log;
  }

  get url(): string {
    return `http://${this.front.host}:${this.front.port}`;
  }

  async restart(how: 'kill' | 'terminate'): Promise<void> {
    await this.#process[how]();
    this.#process = await ServerProcess.start(this.#database, this.#log);
    this.front.retarget(placeOf(this.#process.url));
  }

  async freezeFor(ms: number): Promise<void> {
    this.#process.freeze();
    await pause(ms);
    this.#process.thaw();
  }

  async stop(): Promise<void> {
    await this.#process.kill();
  }
}

/** What may be done to one of these servers, and between them and their clients. */
export function serverFaults(
  servers: readonly FrontedServer[],
  chance: () => number,
): Readonly<Record<string, Fault>> {
  const some = () => {
    const server = servers[Math.floor(chance() * servers.length)];
    if (server === undefined) throw new Error('There is no server.');
    return server;
  };
  return {
    'server killed': () => some().restart('kill'),
    'server told to stop': () => some().restart('terminate'),
    'server frozen': () => some().freezeFor(200 + chance() * 1_300),
    'clients cut off': () => {
      some().front.resetAll();
      return Promise.resolve();
    },
    'answer to a client lost': async () => {
      const { front } = some();
      for (let count = 0; count < 5; count += 1) {
        await happensWithin(front, front.loseAnswer({ request: 'mutation', answer: 'HTTP/1.1 ' }));
      }
    },
    'request of a client lost': async () => {
      const { front } = some();
      await happensWithin(front, front.loseRequest('mutation'));
    },
    'clients left half open': () => {
      some().front.abandonAll();
      return Promise.resolve();
    },
    'server not reached': async () => {
      const { front } = some();
      front.hold('TO_TARGET', 'TO_CLIENT');
      await pause(300 + chance() * 1_200);
      front.release();
    },
    'server not heard': async () => {
      const { front } = some();
      front.hold('TO_CLIENT');
      await pause(300 + chance() * 1_200);
      front.release();
    },
  };
}

/** Waits for what a proxy has been told to do, but not for ever: there may be nothing to do it to. */
export async function happensWithin(proxy: TcpProxy, happening: Promise<void>): Promise<boolean> {
  const didHappen = await Promise.race([
    happening.then(() => true),
    pause(1_000).then(() => false),
  ]);
  if (!didHappen) proxy.disarm();
  return didHappen;
}

export function placeOf(url: string): { readonly host: string; readonly port: number } {
  const { hostname: host, port } = new URL(url);
  return { host, port: Number(port) };
}
