/**
 * What Junjo has to do, said as simply as possible: everything derived is recomputed from scratch
 * after every command, by looking at everything. Slow and obvious, so that the engine, which is
 * neither, can be held against it.
 */
import {
  endHolds,
  type HoldOrder,
  isPast,
  pauseScope,
  type ReferenceScope,
  unheldUnits,
} from './reference-holds.ts';
import { cancel, endLease, fail, placeOf, rerunJob, restart, retryJob } from './reference-jobs.ts';
import {
  isFinished,
  joinOf,
  outcomeOf,
  type ReferenceHold,
  type ReferenceJob,
  type ReferenceTask,
  type ReferenceUnit,
  skipAway,
  statesOf,
  worstOf,
} from './reference-rules.ts';

type Held = ReferenceScope['held'];

export type ReferenceAnswer = 'ACCEPTED' | 'REPEATED' | string;

export class Reference {
  readonly jobs: ReferenceJob[] = [];
  readonly topic: Held = { state: 'RUNNING', hold: undefined };
  /** While it is closed. */
  intake: ReferenceHold | undefined;
  now: number;

  constructor(now: number) {
    this.now = now;
  }

  submit(tasks: readonly ReferenceTask[], cancelsRest: boolean): ReferenceJob | undefined {
    if (this.intake !== undefined) return undefined;
    const job = { tasks, cancelsRest, state: 'RUNNING', priority: 0, hold: undefined, context: {} };
    this.jobs.push(job);
    this.derive();
    return job;
  }

  /** The Units that a claim gets now, in order. */
  claim(kinds: readonly string[] | null, max: number, leaseMs: number): readonly ReferenceUnit[] {
    const claimable = unheldUnits(this)
      .filter((unit) => unit.state === 'READY' && unit.availableAt === undefined)
      .filter((unit) => kinds === null || kinds.includes(unit.kind))
      .sort((a, b) => placeOf(a) - placeOf(b) || a.sequence - b.sequence)
      .slice(0, max);
    for (const unit of claimable) {
      unit.state = 'RUNNING';
      unit.attempt += 1;
      unit.hasStarted = true;
      // An attempt with a timeout ends then, however often its lease is renewed.
      const end = this.now + (unit.attemptTimeoutMs ?? Number.POSITIVE_INFINITY);
      const until = Math.min(end, this.now + leaseMs);
      unit.lease = { attempt: unit.attempt, until, ms: leaseMs, end };
    }
    return claimable;
  }

  hold(scope: ReferenceScope, order: HoldOrder): ReferenceAnswer {
    return pauseScope(scope, order, (unit) => {
      endLease(unit, 'INTERRUPTED');
      unit.state = 'READY';
    });
  }

  report(unit: ReferenceUnit, attempt: number, kind: string): ReferenceAnswer {
    const ending = {
      succeed: 'SUCCEEDED',
      fail: 'FAILED',
      give: 'FAILED',
      release: 'RELEASED',
      snooze: 'SNOOZED',
      pause: 'PAUSED',
    }[kind];
    if (unit.lease?.attempt !== attempt) {
      const ended = unit.endings.get(attempt);
      if (ended === undefined) return 'LEASE_UNKNOWN';
      return ended === ending ? 'REPEATED' : 'LEASE_LOST';
    }
    if (ending === undefined) {
      const { ms, end } = unit.lease;
      unit.lease = { ...unit.lease, until: Math.min(end, this.now + ms) };
      return 'ACCEPTED';
    }
    endLease(unit, ending);
    if (kind === 'succeed') unit.state = 'SUCCEEDED';
    if (kind === 'release' || kind === 'snooze') unit.state = 'READY';
    if (kind === 'pause') {
      unit.state = 'PAUSED';
      unit.isPausedByWorker = true;
    }
    if (kind === 'snooze') unit.availableAt = this.now + 1_000;
    if (kind === 'fail' || kind === 'give') unit.lossCount = 0;
    if (kind === 'fail') fail(unit, this.now, 1_000);
    if (kind === 'give') unit.state = 'FAILED';
    this.derive();
    return 'ACCEPTED';
  }

  cancelUnit(unit: ReferenceUnit): ReferenceAnswer {
    if (unit.state === 'CANCELLED') return 'REPEATED';
    if (isFinished(unit)) return 'UNIT_FINISHED';
    cancel(unit);
    this.derive();
    return 'ACCEPTED';
  }

  skip(unit: ReferenceUnit): ReferenceAnswer {
    if (unit.state === 'SKIPPED') return unit.isCascading ? 'UNIT_NOT_IN_STATE' : 'REPEATED';
    if (!['PENDING', 'READY', 'PAUSED', 'FAILED'].includes(unit.state)) return 'UNIT_NOT_IN_STATE';
    unit.state = 'SKIPPED';
    unit.isCascading = false;
    unit.availableAt = undefined;
    unit.resumeAt = undefined;
    this.derive();
    return 'ACCEPTED';
  }

  forceSucceed(unit: ReferenceUnit): ReferenceAnswer {
    if (unit.state === 'SUCCEEDED') return 'REPEATED';
    if (unit.lease !== undefined) endLease(unit, 'REVOKED');
    unit.state = 'SUCCEEDED';
    unit.availableAt = undefined;
    unit.resumeAt = undefined;
    this.derive();
    return 'ACCEPTED';
  }

  pause(unit: ReferenceUnit, durationMs: number | undefined): ReferenceAnswer {
    const resumeAt = durationMs === undefined ? undefined : this.now + durationMs;
    const isTheSame = !unit.isPausedByWorker && unit.resumeAt === resumeAt;
    if (unit.state === 'PAUSED' && isTheSame) return 'REPEATED';
    if (isFinished(unit)) return 'UNIT_NOT_IN_STATE';
    if (unit.lease !== undefined) endLease(unit, 'PAUSED');
    unit.state = 'PAUSED';
    unit.availableAt = undefined;
    unit.resumeAt = resumeAt;
    unit.isPausedByWorker = false;
    this.derive();
    return 'ACCEPTED';
  }

  resume(unit: ReferenceUnit): ReferenceAnswer {
    if (unit.state !== 'PAUSED') return 'UNIT_NOT_IN_STATE';
    unit.state = 'PENDING';
    unit.resumeAt = undefined;
    this.derive();
    return 'ACCEPTED';
  }

  /** The Unit from the beginning, and all that has begun behind it. */
  rerun(unit: ReferenceUnit): ReferenceAnswer {
    if (!isFinished(unit)) return 'UNIT_NOT_IN_STATE';
    for (const job of this.jobs) {
      const task = job.tasks.find(({ units }) => units.includes(unit));
      if (task !== undefined) restart(unit, task, job);
    }
    this.derive();
    return 'ACCEPTED';
  }

  retry(unit: ReferenceUnit): ReferenceAnswer {
    if (unit.state !== 'FAILED' && unit.state !== 'CANCELLED') return 'UNIT_NOT_IN_STATE';
    unit.state = 'PENDING';
    unit.failureCount = 0;
    unit.hasStarted = false;
    unit.lossCount = 0;
    for (const job of this.jobs) {
      const task = job.tasks.find(({ units }) => units.includes(unit));
      if (task === undefined || task.state === 'PENDING' || task.state === 'RUNNING') continue;
      task.state = task.wasOpened ? 'RUNNING' : 'PENDING';
      job.state = 'RUNNING';
    }
    this.derive();
    return 'ACCEPTED';
  }

  prioritize(unit: ReferenceUnit, priority: number): ReferenceAnswer {
    if (isFinished(unit)) return 'UNIT_FINISHED';
    if (unit.priority === priority) return 'REPEATED';
    unit.priority = priority;
    return 'ACCEPTED';
  }

  retryJob(job: ReferenceJob): ReferenceAnswer {
    const answer = retryJob(job);
    this.derive();
    return answer;
  }

  rerunJob(job: ReferenceJob): ReferenceAnswer {
    rerunJob(job);
    this.derive();
    return 'ACCEPTED';
  }

  cancelJob(job: ReferenceJob): ReferenceAnswer {
    if (job.state === 'CANCELLED') return 'REPEATED';
    if (job.state !== 'RUNNING') return 'JOB_FINISHED';
    this.#cancelRest(job);
    job.state = 'CANCELLED';
    endHolds(this.jobs, this.now);
    return 'ACCEPTED';
  }

  #cancelRest(job: ReferenceJob): void {
    for (const task of job.tasks) {
      for (const unit of task.units) if (!isFinished(unit)) cancel(unit);
      if (task.state === 'PENDING') task.state = 'CANCELLED';
      if (task.state === 'RUNNING') task.state = outcomeOf(task);
    }
  }

  pass(durationMs: number): void {
    this.now += durationMs;
    if (isPast(this.topic.hold, this.now)) this.topic.hold = undefined;
    if (isPast(this.intake, this.now)) this.intake = undefined;
    for (const unit of this.#units()) {
      if (unit.lease !== undefined && unit.lease.until <= this.now) {
        const isTimedOut = unit.lease.end <= this.now;
        endLease(unit, 'EXPIRED');
        fail(unit, this.now, isTimedOut ? 1_000 : 0);
        unit.lossCount = isTimedOut ? 0 : unit.lossCount + 1;
        if (unit.lossCount === 5) unit.state = 'FAILED';
      } else if (unit.availableAt !== undefined && unit.availableAt <= this.now) {
        unit.readyAt = unit.availableAt;
        unit.availableAt = undefined;
      } else if (unit.resumeAt !== undefined && unit.resumeAt <= this.now) {
        unit.state = 'PENDING';
        unit.resumeAt = undefined;
      }
    }
    this.derive();
  }

  #units(): readonly ReferenceUnit[] {
    return this.jobs.flatMap((job) => job.tasks.flatMap((task) => task.units));
  }

  /** Everything that follows, until nothing follows any more. */
  derive(): void {
    while (this.jobs.filter((job) => this.#deriveJob(job)).length > 0);
    endHolds(this.jobs, this.now);
  }

  #deriveJob(job: ReferenceJob): boolean {
    const before = JSON.stringify([job.state, job.tasks.map(statesOf)]);
    for (const task of job.tasks) {
      const joined = joinOf(task, job.tasks);
      if (task.state === 'PENDING' && joined === 'YES') {
        task.state = 'RUNNING';
        task.wasOpened = true;
      } else if (task.state === 'PENDING' && joined === 'NOT_NEEDED') {
        skipAway(task);
        for (const unit of task.units) {
          if (unit.state === 'PENDING' || unit.state === 'PAUSED') skipAway(unit);
          unit.resumeAt = undefined;
        }
      }
      this.#deriveTask(task, job);
    }
    if (job.state === 'RUNNING' && !job.tasks.some((task) => task.state === 'RUNNING')) {
      job.state = worstOf(job.tasks.map((task) => task.state));
    }
    return before !== JSON.stringify([job.state, job.tasks.map(statesOf)]);
  }

  #deriveTask(task: ReferenceTask, job: ReferenceJob): void {
    for (const unit of task.units) {
      if (unit.state !== 'PENDING') continue;
      const joined = joinOf(unit, task.units);
      if (joined === 'NOT_NEEDED') skipAway(unit);
      if (joined !== 'YES' || task.state === 'PENDING') continue;
      unit.state = 'READY';
      unit.readyAt = this.now;
    }
    if (!task.wasOpened || task.state === 'PENDING') return;
    const isActive = task.units.some(({ state }) => ['READY', 'RUNNING', 'PAUSED'].includes(state));
    const outcome = isActive ? 'RUNNING' : outcomeOf(task);
    if (outcome === task.state) return;
    // What was over and is not as it was has been opened again, and its Job with it.
    if (task.state !== 'RUNNING') job.state = 'RUNNING';
    task.state = outcome;
    if (outcome === 'FAILED' && job.cancelsRest) this.#cancelRest(job);
  }
}
