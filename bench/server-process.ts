import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { execPath } from 'node:process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** A server as people start it: `junjo start --database …`, from the build. */
export class ServerProcess {
  readonly url: string;
  readonly pid: number;
  readonly #child: ChildProcess;
  readonly #complaint: () => string;

  /** @param flags of Node, such as `--inspect` */
  static async start(database: string, flags: readonly string[] = []): Promise<ServerProcess> {
    const program = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));
    const words = [...flags, program];
    words.push('start', '--port', '0', '--drain', '2', '--database', database);
    const child = spawn(execPath, words, { stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
    for await (const line of createInterface({ input: child.stdout })) {
      const [, url] = /GraphQL\s+(http\S+)\/graphql/.exec(line) ?? [];
      if (url === undefined || child.pid === undefined) continue;
      // What it says later is read and dropped, so that it never waits for a reader.
      child.stdout.resume();
      return new ServerProcess({ child, pid: child.pid, url, complaint: () => said });
    }
    throw new Error(`The server ended before it was ready. ${said}`);
  }

  private constructor({ child, pid, url, complaint }: Started) {
    this.#child = child;
    this.pid = pid;
    this.url = url;
    this.#complaint = complaint;
  }

  /** What it has said on standard error by now. */
  get said(): string {
    return this.#complaint();
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode === null) {
      const exit = once(this.#child, 'exit');
      this.#child.kill('SIGTERM');
      await exit;
    }
    if (this.#child.exitCode !== 0) throw new Error(`The server failed. ${this.#complaint()}`);
  }
}

interface Started {
  readonly child: ChildProcess;
  readonly pid: number;
  readonly url: string;
  /** What it has said on standard error by now. */
  readonly complaint: () => string;
}
