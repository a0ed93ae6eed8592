/**
 * The clock that issues commands: it looks for leases that ran out, and delays and pauses that are
 * over, and has them dealt with by commands like everybody else's. `tick` is one look; `start` looks
 * again whenever the next deadline comes, at the latest after a second.
 */
import type { Command, Outcome } from '../domain/command.ts';
import { type Deadline, deadlines } from '../domain/deadline.ts';
import { findNextDeadline, listTopicsPast } from '../store/deadlines.ts';
import type { Store } from '../store/port.ts';

type ClockCommand =
  | 'expireLeases'
  | 'makeUnitsDue'
  | 'resumeDue'
  | 'failOverdue'
  | 'openLimits'
  | 'beginDueJobs'
  | 'cancelOverdueJobs'
  | 'deleteExpired'
  | 'fireDueSchedules';

export interface ClockOptions {
  readonly store: Store;
  readonly execute: (command: Command<ClockCommand>) => Promise<Outcome<ClockCommand>>;
  readonly onFault: (fault: unknown) => void;
  /**
   * For how long after the start no lease is taken away, milliseconds: workers that could not reach
   * a server that was down get to renew what ran out meanwhile.
   */
  readonly startGraceMs: number;
}

/** What is done about a deadline that has come. */
export const clockCommandOf = {
  leaseUntil: 'expireLeases',
  availableAt: 'makeUnitsDue',
  resumeAt: 'resumeDue',
  failsAt: 'failOverdue',
  opensAt: 'openLimits',
  beginsAt: 'beginDueJobs',
  cancelsAt: 'cancelOverdueJobs',
  wakesAt: 'fireDueSchedules',
} as const satisfies Record<Deadline, ClockCommand>;

const pauseMsMax = 1_000;
const pauseMsMin = 2;

export class Clock {
  readonly #options: ClockOptions;
  #timer: NodeJS.Timeout | undefined;
  #wakesAt = 0;
  #leasesHoldUntil = Number.NEGATIVE_INFINITY;
  #isRunning = false;
  #tick: Promise<void> | undefined;

  constructor(options: ClockOptions) {
    this.#options = options;
  }

  start(): void {
    this.#isRunning = true;
    this.#leasesHoldUntil = this.#options.store.now() + this.#options.startGraceMs;
    this.#schedule(pauseMsMin);
  }

  async stop(): Promise<void> {
    this.#isRunning = false;
    clearTimeout(this.#timer);
    await this.#tick;
  }

  /** Something now waits for this instant, epoch milliseconds. */
  expect(deadlineAt: number): void {
    if (!this.#isRunning || this.#tick !== undefined) return;
    const now = this.#options.store.now();
    const pauseMs = boundedPause(deadlineAt - now);
    // One that is past already, told again and again, must not put off the look at it each time.
    if (now + pauseMs < this.#wakesAt) this.#schedule(pauseMs);
  }

  /** Deals with all that is due by now. */
  async tick(): Promise<void> {
    for (;;) {
      await this.#meetDeadlines();
      if ((await this.#deletePortions()) === 0) return;
    }
  }

  async #meetDeadlines(): Promise<void> {
    const { store } = this.#options;
    const now = store.now();
    for (const column of deadlines) {
      if (column === 'leaseUntil' && now < this.#leasesHoldUntil) continue;
      for (const topicId of await listTopicsPast(store, column, now)) {
        await this.#exhaust({ name: clockCommandOf[column], topicId });
      }
    }
  }

  /**
   * Deletes a portion in each Topic that keeps something no longer; answers how much it was. Deadlines
   * are looked at again between portions: there may be very many of these, and none of them is urgent.
   */
  async #deletePortions(): Promise<number> {
    const { store, execute } = this.#options;
    let count = 0;
    for (const topicId of await listTopicsPast(store, 'deletesAt', store.now())) {
      const outcome = await execute({ name: 'deleteExpired', topicId });
      if (outcome.isAccepted && 'count' in outcome.result) count += outcome.result.count;
    }
    return count;
  }

  /** Repeats a command that deals with a bounded number at a time until none are left. */
  async #exhaust(command: Command<ClockCommand>): Promise<void> {
    for (;;) {
      const outcome = await this.#options.execute(command);
      if (!outcome.isAccepted || outcome.result.count === 0) return;
    }
  }

  #schedule(pauseMs: number): void {
    clearTimeout(this.#timer);
    const boundedMs = boundedPause(pauseMs);
    this.#wakesAt = this.#options.store.now() + boundedMs;
    this.#timer = setTimeout(() => {
      this.#tick = this.#tickAndGoOn();
    }, boundedMs);
  }

  async #tickAndGoOn(): Promise<void> {
    let pauseMs = pauseMsMax;
    try {
      await this.#meetDeadlines();
      const { store } = this.#options;
      const deletingSince = performance.now();
      const deletedCount = await this.#deletePortions();
      const deadlineAt = await findNextDeadline(store);
      if (deadlineAt !== undefined) pauseMs = deadlineAt - store.now();
      // A deadline that is past and still there is one that is being held: look again at leisure.
      if (pauseMs <= 0) pauseMs = pauseMsMax / 10;
      // Others have the disk for as long as the portions took, so deletion takes half of it at most.
      if (deletedCount > 0) pauseMs = Math.min(pauseMs, performance.now() - deletingSince);
    } catch (fault) {
      this.#options.onFault(fault);
    }
    this.#tick = undefined;
    if (this.#isRunning) this.#schedule(pauseMs);
  }
}

function boundedPause(pauseMs: number): number {
  return Math.min(pauseMsMax, Math.max(pauseMsMin, pauseMs));
}
