/** The engine: everything that changes state goes through it, by one road. */
import type { Context } from '../commands/batch/handler.ts';
import type { Command, CommandName, Outcome, Refused } from '../domain/command.ts';
import type { IdSource } from '../domain/id.ts';
import type { Store } from '../store/port.ts';
import { ClaimDesk } from './claim-desk.ts';
import type { ClaimAnswer, ClaimRequest } from './claim-request.ts';
import { Clock } from './clock.ts';
import type { CommitHint } from './commit-hint.ts';
import { CommitQueues } from './commit-queues.ts';
import { draining, Entrance } from './entrance.ts';
import { HintExchange } from './hint-exchange.ts';
import { createIdSource } from './id-source.ts';
import type { Join } from './joining.ts';
import { type ReportAnswer, type ReportRequest, reportAndClaim } from './report-request.ts';
import { WarmTopics } from './warm-rows.ts';
import { WorkDesk } from './work-desk.ts';
import type { WorkRequest } from './work-request.ts';
import type { WorkStream } from './work-stream.ts';

export interface EngineOptions {
  /** Migrated, and written by engines alone. */
  readonly store: Store;
  /** @default ids from the store's clock and the system's randomness */
  readonly ids?: IdSource | undefined;
  /** Random numbers from 0 up to 1, for jitter. @default Math.random */
  readonly chance?: (() => number) | undefined;
  /** Called with what broke down inside, for the log. */
  readonly onFault?: ((fault: unknown, where: string) => void) | undefined;
  /** See Clock. @default 5000 */
  readonly startGraceMs?: number | undefined;
  /** Roughly how many bytes of rows are kept in memory between batches. @default 48,000,000 */
  readonly warmBytesMax?: number | undefined;
}

export interface Engine {
  /**
   * Does a command: resolves once the answer is on stable storage. A refusal is an answer; the
   * promise rejects only with an EngineFault, when something broke down.
   */
  execute<N extends CommandName>(command: Command<N>): Promise<Outcome<N>>;
  /**
   * Does commands that came together, each with an answer of its own: all of them are checked first,
   * and enter the queues in this order and at once, so that those of a Topic share as few commits as
   * may be. Rejects only with an EngineFault; some of them may have taken effect when its code says
   * that this is not known.
   */
  executeAll<N extends CommandName>(
    commands: readonly Command<N>[],
  ): Promise<readonly Outcome<N>[]>;
  /**
   * Does what a worker reports, as `executeAll` does, and claims for it what there is afterwards: by
   * one commit where it claims from the Topic of what it reports. Each is answered by itself.
   */
  report<N extends CommandName>(
    request: ReportRequest<N>,
    signal?: AbortSignal,
  ): Promise<ReportAnswer<N>>;
  /** Claims over several Topics, waiting for Units if asked to. The signal ends the waiting. */
  claim(request: ClaimRequest, signal?: AbortSignal): Promise<ClaimAnswer>;
  /** Opens a subscription for work, or says why not. It ends on `return`, on the signal, on `drain`. */
  work(request: WorkRequest, signal?: AbortSignal): Promise<WorkStream | Refused>;
  /** Tells after each commit, here or on another server, once per Topic; answers how to stop listening. */
  onCommit(listener: (hint: CommitHint) => void): () => void;
  /** Lets time pass: leases run out and retries come due from now on. */
  start(): void;
  /** Does all that the clock finds due now; for tests that move the clock themselves. */
  tick(): Promise<void>;
  /** Hands out no more Units and ends waiting claims; reports are still taken. */
  drain(): void;
  /** Drains, and resolves when everything that came in is answered; nothing is taken any more. */
  stop(): Promise<void>;
}

export function createEngine(options: EngineOptions): Engine {
  const { store, onFault = () => undefined } = options;
  const context = contextOf(options);
  const listeners = new Set<(hint: CommitHint) => void>();
  let isDraining = false;

  const warm = new WarmTopics(options.warmBytesMax);
  const join: Join = (topicId, listClaimable) =>
    desk.join(topicId, listClaimable).map((claim) => ({
      ...claim,
      answer: (outcome) => {
        entrance.noteAnswer(outcome, topicId);
        claim.answer(outcome);
      },
    }));
  const queues = new CommitQueues({ store, context, warm, join, onCommit: tellOfCommit, onFault });
  const entrance = new Entrance(store, queues);
  const clock = new Clock({
    store,
    execute,
    onFault: (fault) => onFault(fault, 'clock'),
    startGraceMs: options.startGraceMs ?? 5_000,
  });
  const desk = new ClaimDesk(store, claimOne);
  const work = new WorkDesk({ store, desk, execute, onFault: (fault) => onFault(fault, 'work') });
  const exchange = new HintExchange(store.hints, tellHere);

  function tellOfCommit(hint: CommitHint): void {
    tellHere(hint);
    exchange.tell(hint);
  }

  function tellHere(hint: CommitHint): void {
    work.hear(hint);
    desk.wake(hint);
    if (hint.deadlineAt !== undefined) clock.expect(hint.deadlineAt);
    for (const listener of listeners) {
      try {
        listener(hint);
      } catch (fault) {
        // What was committed is so, and others wait for their commits.
        onFault(fault, 'listener');
      }
    }
  }

  function execute<N extends CommandName>(command: Command<N>): Promise<Outcome<N>> {
    return entrance.execute(command);
  }

  async function claimOne(command: Command<'claimUnits'>): Promise<Outcome<'claimUnits'>> {
    return isDraining ? draining : await execute(command);
  }

  function drain(): void {
    isDraining = true;
    work.close();
    desk.close();
  }

  return {
    execute,
    executeAll: (commands) => entrance.executeAll(commands),
    report: (request, signal) => reportAndClaim(request, { desk, entrance, signal }),
    claim: (request, signal) => desk.claim(request, signal),
    work: (request, signal) => work.open(request, signal),
    onCommit: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    start: () => clock.start(),
    tick: () => clock.tick(),
    drain,
    stop: async () => {
      drain();
      await clock.stop();
      entrance.close();
      await queues.idle();
      exchange.close();
    },
  };
}

function contextOf({ store, ids, chance = Math.random }: EngineOptions): Context {
  return { ids: ids ?? createIdSource(() => store.now()), chance };
}
