/**
 * A process of Node that was started with `--inspect`, asked from outside what it costs: nothing is
 * added to the program that is measured.
 */
import { writeFileSync } from 'node:fs';
import WebSocket from 'ws';

export interface Memory {
  readonly rss: number;
  readonly heapUsed: number;
  /** Of buffers and of what belongs to the heap elsewhere. */
  readonly external: number;
}

export class Inspector {
  readonly #socket: WebSocket;
  readonly #answers = new Map<number, (answer: Answer) => void>();
  #id = 0;

  static async open(url: string): Promise<Inspector> {
    const socket = new WebSocket(url, { perMessageDeflate: false });
    await new Promise((resolve, reject) => {
      socket.once('open', resolve);
      socket.once('error', reject);
    });
    return new Inspector(socket);
  }

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on('message', (data) => {
      // The protocol answers each call under its id; what comes without one was not asked for.
      const answer = JSON.parse(data.toString()) as Answer & { readonly id?: number };
      if (answer.id === undefined) return;
      this.#answers.get(answer.id)?.(answer);
      this.#answers.delete(answer.id);
    });
  }

  /** User and system time of all its threads, in milliseconds. */
  async cpuMs(): Promise<number> {
    // As Node's documentation says what is evaluated here.
    const cpu = (await this.evaluate('process.cpuUsage()')) as { user: number; system: number };
    return (cpu.user + cpu.system) / 1_000;
  }

  /** After everything was cleared up that can be. */
  async memory(): Promise<Memory> {
    await this.#call('HeapProfiler.collectGarbage');
    await this.#call('HeapProfiler.collectGarbage');
    // As Node's documentation says what is evaluated here.
    return (await this.evaluate('process.memoryUsage()')) as Memory;
  }

  async beginProfile(): Promise<void> {
    await this.#call('Profiler.enable');
    await this.#call('Profiler.setSamplingInterval', { interval: 500 });
    await this.#call('Profiler.start');
  }

  /** Writes what Chromium's tools and others can open. */
  async endProfile(file: string): Promise<void> {
    const { profile } = await this.#call('Profiler.stop');
    writeFileSync(file, JSON.stringify(profile));
  }

  close(): void {
    this.#socket.terminate();
  }

  /** What an expression comes to in the process; a promise, what it is resolved with. */
  async evaluate(expression: string): Promise<unknown> {
    const parameters = { expression, returnByValue: true, awaitPromise: true };
    const answer = await this.#call('Runtime.evaluate', parameters);
    if (answer['exceptionDetails'] !== undefined) {
      throw new Error(`${expression}: ${JSON.stringify(answer['exceptionDetails'])}`);
    }
    return answer['result']?.['value'];
  }

  async #call(method: string, params: object = {}): Promise<Fields> {
    this.#id += 1;
    const id = this.#id;
    const answered = new Promise<Answer>((resolve) => this.#answers.set(id, resolve));
    this.#socket.send(JSON.stringify({ id, method, params }));
    const { result, error } = await answered;
    if (result === undefined) throw new Error(`${method}: ${error?.message}`);
    return result;
  }
}

type Fields = Readonly<Record<string, Readonly<Record<string, unknown>> | undefined>>;

interface Answer {
  readonly result?: Fields;
  readonly error?: { readonly message: string };
}
