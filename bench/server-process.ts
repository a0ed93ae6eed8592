import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { env, execPath } from 'node:process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** A server as people start it for good: `junjo start --database …`, from the build. */
export class ServerProcess {
  readonly url: string;
  readonly pid: number;
  readonly #child: ChildProcess;
  readonly #complaint: () => string;

  /** @param flags of Node, such as `--inspect` */
  static async start(
    database: string,
    flags: readonly string[] = [],
    program: Program = built,
  ): Promise<ServerProcess> {
    const words = [...flags, ...program.flags, fileURLToPath(program.file)];
    words.push('start', '--port', '0', '--drain', '2', '--database', database);
    const child = spawn(execPath, words, {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...env, NODE_ENV: 'production' },
    });
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

  /** Where Node says that it is inspected, if it was started with `--inspect`. */
  get inspectorUrl(): string {
    const [url] = /ws:\/\/\S+/.exec(this.said) ?? [];
    if (url === undefined) throw new Error('Node did not say where it is inspected.');
    return url;
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

/** A program, and the flags of Node that it takes to start it. */
export interface Program {
  readonly file: URL;
  readonly flags: readonly string[];
}

const built: Program = { file: new URL('../dist/cli/main.js', import.meta.url), flags: [] };

/** The same program without a build, for where it does not count what it costs. */
export const unbuilt: Program = {
  file: new URL('../src/cli/main.ts', import.meta.url),
  flags: ['--conditions=junjo-source', '--import', 'tsx'],
};

interface Started {
  readonly child: ChildProcess;
  readonly pid: number;
  readonly url: string;
  /** What it has said on standard error by now. */
  readonly complaint: () => string;
}
