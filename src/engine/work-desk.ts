/** Subscriptions for work: opened and followed here, and sent elsewhere when the server stops. */
import type { Command, CommandName, Outcome, Refused } from '../domain/command.ts';
import { sourceOf } from '../store/command-rows.ts';
import type { Store } from '../store/port.ts';
import type { ClaimDesk } from './claim-desk.ts';
import type { CommitHint } from './commit-hint.ts';
import { HeldLeases } from './held-leases.ts';
import { checkWork, claimFor, type WorkRequest } from './work-request.ts';
import { WorkStream } from './work-stream.ts';

export interface WorkDeskOptions {
  readonly store: Store;
  readonly desk: ClaimDesk;
  execute<N extends CommandName>(command: Command<N>): Promise<Outcome<N>>;
  readonly onFault: (fault: unknown) => void;
}

export class WorkDesk {
  readonly #options: WorkDeskOptions;
  readonly #held: HeldLeases;
  readonly #streams = new Set<WorkStream>();

  constructor(options: WorkDeskOptions) {
    const { store, onFault } = options;
    this.#options = options;
    const isOneOfMany = store.hints !== undefined;
    this.#held = new HeldLeases({ source: sourceOf(store), isOneOfMany, onFault });
  }

  /** Opens a subscription, which ends on `return` and on the signal, or says why not. */
  async open(request: WorkRequest, signal?: AbortSignal): Promise<WorkStream | Refused> {
    const [fault, ...more] = checkWork(request);
    if (fault !== undefined) return { isAccepted: false, rejections: [fault, ...more] };
    const checked = await this.#options.desk.check(claimFor(request, () => 1));
    if (!checked.isAccepted) return checked;
    const { desk, execute, onFault } = this.#options;
    const close = () => stream.close();
    const stream = new WorkStream({
      ...{ request, topicIds: checked.topicIds, desk, held: this.#held, execute, onFault },
      onClose: () => {
        signal?.removeEventListener('abort', close);
        this.#streams.delete(stream);
      },
    });
    this.#streams.add(stream);
    if (signal?.aborted === true) close();
    else signal?.addEventListener('abort', close, { once: true });
    return stream;
  }

  /** Takes in what a commit has done, before claims are tried again because of it. */
  hear(hint: CommitHint): void {
    this.#held.hear(hint);
  }

  /** How many subscriptions are open, for how many workers and with how many leases. */
  counts() {
    return { streamCount: this.#streams.size, ...this.#held.counts() };
  }

  /** Ends all subscriptions, with the last that is under way. */
  close(): void {
    this.#held.close();
    for (const stream of [...this.#streams]) stream.finish();
  }
}
