import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { execPath } from 'node:process';
import { fileURLToPath } from 'node:url';

const mainPath = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));

export interface StartOptions {
  readonly database: string;
  /** @default any free one */
  readonly port?: number | undefined;
  /** More flags of `junjo start`. */
  readonly flags?: readonly string[];
}

/** `junjo start` in a process of its own. */
export class StartedServer {
  readonly url: string;
  readonly port: number;
  readonly #child: ChildProcess;
  readonly #exit: Promise<number | null>;
  readonly #said: () => string;

  /** Resolves once it serves; rejects with what it said if it ends instead. */
  static async start({ database, port = 0, flags = [] }: StartOptions): Promise<StartedServer> {
    const args = ['start', '--port', `${port}`, '--database', database, ...flags];
    const child = spawn(execPath, ['--import', 'tsx', mainPath, ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    const exit = once(child, 'exit').then(([code]: unknown[]) =>
      typeof code === 'number' ? code : null,
    );
    const url = await Promise.race([
      announcedUrl(child.stdout.setEncoding('utf8')),
      exit.then(() => Promise.reject(new Error(`The server ended before it served: ${said}`))),
    ]);
    return new StartedServer(child, { url, exit, said: () => said });
  }

  private constructor(
    child: ChildProcess,
    { url, exit, said }: { url: string; exit: Promise<number | null>; said: () => string },
  ) {
    this.#child = child;
    this.#exit = exit;
    this.#said = said;
    this.url = url;
    this.port = Number(new URL(url).port);
  }

  /** Asks it to stop; answers its exit code and everything that it has said on standard error. */
  async terminate(): Promise<{ readonly exitCode: number | null; readonly said: string }> {
    this.#child.kill('SIGTERM');
    return { exitCode: await this.#exit, said: this.#said() };
  }

  /** Ends it without a word. Resolves when it is gone; harmless when it is already. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#exit;
  }
}

/** The address at which the API is, as the announcement says. */
async function announcedUrl(out: AsyncIterable<string>): Promise<string> {
  let text = '';
  for await (const chunk of out) {
    text += chunk;
    const [, url] = /(http:\/\/\S+)\/graphql/.exec(text) ?? [];
    if (url !== undefined) return url;
  }
  throw new Error(`The server announced no address: ${text}`);
}
