import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const servePath = fileURLToPath(new URL('serve.ts', import.meta.url));

/** A server in a process of its own. */
export class ServerProcess {
  readonly url: string;
  readonly #child: ChildProcess;
  readonly #exit: Promise<unknown>;

  /** @param database as `createServer` takes it */
  static async start(database: string): Promise<ServerProcess> {
    const child = spawn(process.execPath, ['--import', 'tsx', servePath, database], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const exit = once(child, 'exit');
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

  /** Ends the process as a power cut would: without a word. Resolves when it is gone. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#exit;
  }
}
