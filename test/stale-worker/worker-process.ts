import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type {
  ClaimMessage,
  HeldLease,
  ReportMessage,
  StaleAnswer,
  WorkerMessage,
} from './stale-worker.ts';

const workerPath = fileURLToPath(new URL('stale-worker.ts', import.meta.url));

/** The worker that is stopped and continued, as those who do that see it. */
export class WorkerProcess {
  readonly #child: ChildProcess;
  readonly #exit: Promise<never>;

  constructor() {
    this.#child = fork(workerPath, [], { execArgv: ['--import', 'tsx'] });
    this.#exit = new Promise((_, reject) => {
      this.#child.once('exit', (code, signal) => {
        reject(new Error(`The worker ended by itself: ${code ?? signal}.`));
      });
    });
    this.#exit.catch(() => undefined);
  }

  /** Has it claim and keep what it gets; answers that, and keeping goes on. */
  async claim(message: Omit<ClaimMessage, 'kind'>): Promise<readonly HeldLease[]> {
    this.#child.send({ kind: 'claim', ...message } satisfies ClaimMessage);
    const said = await this.#hear();
    if (said.kind !== 'held') throw new Error(`The worker has said ${said.kind}.`);
    return said.leases;
  }

  /** Stops it where it stands, between two instructions. */
  stop(): void {
    this.#child.kill('SIGSTOP');
  }

  /** Lets it go on where it stood, and report; it has been told to while it stood still. */
  async goOnAndReport(message: Omit<ReportMessage, 'kind'>): Promise<readonly StaleAnswer[]> {
    this.#child.send({ kind: 'report', ...message } satisfies ReportMessage);
    this.#child.kill('SIGCONT');
    const said = await this.#hear();
    if (said.kind !== 'answers') throw new Error(`The worker has said ${said.kind}.`);
    return said.answers;
  }

  /** Ends it, stopped or not. */
  kill(): void {
    this.#child.kill('SIGKILL');
  }

  #hear(): Promise<WorkerMessage> {
    const heard = new Promise<WorkerMessage>((resolve) => {
      // Only the worker's own script sends, and these are its messages.
      this.#child.once('message', (message) => resolve(message as WorkerMessage));
    });
    return Promise.race([heard, this.#exit]);
  }
}
