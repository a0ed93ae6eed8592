/** A server process with a proxy before it, through which all clients have to go. */
import { closeSync, openSync, readFileSync } from 'node:fs';
import { ServerProcess } from '../../crash/server-process.ts';
import { TcpProxy } from '../../faults/tcp-proxy.ts';
import { pause } from '../clients/send.ts';
import type { Fault } from './cluster.ts';

export class FrontedServer {
  readonly front: TcpProxy;
  readonly #database: string;
  readonly #log: number;
  readonly #logPath: string;
  #process: ServerProcess;

  /** @param logPath where it logs, after what may be there */
  static async start(database: string, logPath: string): Promise<FrontedServer> {
    const log = openSync(logPath, 'a');
    const process = await ServerProcess.start(database, log);
    const front = await TcpProxy.open(placeOf(process.url));
    return new FrontedServer(front, process, { database, log, logPath });
  }

  private constructor(
    front: TcpProxy,
    process: ServerProcess,
    { database, log, logPath }: Readonly<Record<'database' | 'logPath', string> & { log: number }>,
  ) {
    this.front = front;
    this.#process = process;
    this.#database = database;
    this.#log = log;
    this.#logPath = logPath;
  }

  get url(): string {
    return `http://${this.front.host}:${this.front.port}`;
  }

  /** Throws if the server has ended without having been told to. */
  expectRunning(): void {
    if (this.#process.isRunning) return;
    const log = readFileSync(this.#logPath, 'utf8').slice(-2_000);
    throw new Error(`A server has ended by itself. The end of what it has logged:\n${log}`);
  }

  async restart(how: 'kill' | 'terminate'): Promise<void> {
    this.expectRunning();
    await this.#process[how]();
    this.#process = await ServerProcess.start(this.#database, this.#log);
    this.front.retarget(placeOf(this.#process.url));
  }

  async freezeFor(ms: number): Promise<void> {
    this.#process.freeze();
    await pause(ms);
    this.#process.thaw();
  }

  /** Ends the process; the proxy stays until `close`. */
  async stop(): Promise<void> {
    await this.#process.kill();
  }

  async close(): Promise<void> {
    await this.stop();
    await this.front.close();
    closeSync(this.#log);
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
