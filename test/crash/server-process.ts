import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const servePath = fileURLToPath(new URL('serve.ts', import.meta.url));

/** A server in a process of its own. */
export class ServerProcess {
  readonly url: string;
  readonly #child: ChildProcess;
  readonly #exit: Promise<unknown>;

  /**
   * @param database as `createServer` takes it
   * @param log a file descriptor for what it logs; by default it goes where ours goes
   */
  static async start(database: string, log?: number): Promise<ServerProcess> {
    const child = spawn(process.execPath, ['--import', 'tsx', servePath, database], {
      stdio: ['ignore', 'pipe', log ?? 'inherit'],
    });
    const exit = once(child, 'exit');
    if (child.stdout === null) throw new Error('The server has nowhere to say where it is.');
    const [line] = await Promise.race([
      once(child.stdout, 'data'),
      exit.then(() => Promise.reject(new Error('The server ended before it was ready.'))),
    ]);
    return new ServerProcess(child, exit, String(line).trim());
  }

  private constructor(child: ChildProcess, exit: Promise<unknown>, url: string) {
    this.#child = child;
    this.#exit = exit;
    this.url = url;
  }

  /** Whether it has not ended, by itself or otherwise. */
  get isRunning(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** Ends the process as a power cut would: without a word. Resolves when it is gone. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#exit;
  }

  /** Asks it to stop, as whoever runs it does. Resolves when it is gone. */
  async terminate(): Promise<void> {
    this.#child.kill('SIGTERM');
    await this.#exit;
  }

  /** Stops the process as it is, until `thaw`. */
  freeze(): void {
    this.#child.kill('SIGSTOP');
  }

  thaw(): void {
    this.#child.kill('SIGCONT');
  }
}
