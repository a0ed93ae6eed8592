import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface Cost {
  readonly peakBytes: number;
  /** The longest time for which nothing else was looked at. */
  readonly longestStretchMs: number;
  /** The most work done in such a time, that of other threads of the process included. */
  readonly longestStretchCpuMs: number;
  readonly cpuMs: number;
  /** The peak since the process began. */
  readonly peakBytesOfAll: number;
}

/** A server on a database file of its own, in a process of its own, that tells what it costs. */
export class MeasuredServer {
  readonly url: string;
  readonly #child: ChildProcess;
  readonly #folder: string;

  static async start(): Promise<MeasuredServer> {
    const folder = mkdtempSync(join(tmpdir(), 'junjo-bench-'));
    const path = fileURLToPath(new URL('serve.ts', import.meta.url));
    const child = fork(path, {
      execArgv: [
        ...process.execArgv,
        ...(process.env['JUNJO_BENCH_FLAGS'] ?? '').split(' '),
      ].filter(Boolean),
      env: { ...process.env, JUNJO_BENCH_DATABASE: `file:${join(folder, 'junjo.db')}` },
    });
    const ended = once(child, 'exit').then(() => {
      throw new Error('The server ended before it was ready.');
    });
    // The first message is the one that serve.ts sends when it listens.
    const [{ url }] = (await Promise.race([once(child, 'message'), ended])) as [{ url: string }];
    ended.catch(() => undefined);
    return new MeasuredServer(child, folder, url);
  }

  private constructor(child: ChildProcess, folder: string, url: string) {
    this.#child = child;
    this.#folder = folder;
    this.url = url;
  }

  /** What the server costs from the beginning of the work to its end. */
  async measure<T>(work: () => Promise<T>): Promise<{ readonly cost: Cost; readonly answer: T }> {
    await this.#ask('begin');
    const answer = await work();
    // It answers 'end' with these figures; see serve.ts.
    const cost = (await this.#ask('end')) as Cost;
    return { cost, answer };
  }

  async stop(): Promise<void> {
    const exit = once(this.#child, 'exit');
    this.#child.send('stop');
    await exit;
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #ask(message: 'begin' | 'end'): Promise<unknown> {
    const answered = once(this.#child, 'message');
    this.#child.send(message);
    const [answer] = await answered;
    return answer;
  }
}
