/**
 * What Junjo has to do, said as simply as possible: everything derived is recomputed from scratch
 * after every command, by looking at everything. Slow and obvious, so that the engine, which is
 * neither, can be held against it. What is answered is ACCEPTED, REPEATED or the code of a refusal.
 */
import type { OnConflict } from '../../src/domain/submission.ts';
import type { TopicDefaults } from '../../src/domain/unit-defaults.ts';
import { rerunJob, restart, retry, retryJob } from './reference-again.ts';
import {
  begin,
  endingOf,
  endLease,
  expire,
  failAttempt,
  failIfOverdue,
  failWith,
  isPast,
  leave,
  placeOf,
  renew,
  rulesFrom,
  waitForWorker,
} from './reference-attempts.ts';
import { answerByKey, end, endOverdue, giveKeyUp } from './reference-beginnings.ts';
import { cancel, follow } from './reference-follow.ts';
import {
  endHolds,
  type HoldOrder,
  pauseScope,
  type ReferenceScope,
  unheldUnits,
} from './reference-holds.ts';
import {
  hasGoneWrong,
  isFinished,
  type ReferenceHold,
  type ReferenceJob,
  type ReferenceRules,
  type ReferenceTask,
  type ReferenceUnit,
  unitsOf,
} from './reference-nodes.ts';
import {
  grantedCount,
  type ReferenceClaim,
  type ReferenceWorker,
  suffices,
} from './reference-workers.ts';

export class Reference {
  jobs: ReferenceJob[] = [];
  topic: ReferenceScope['held'] = { state: 'RUNNING', hold: undefined };
  /** While it is closed. */
  intake: ReferenceHold | undefined;
  defaults: TopicDefaults | undefined;
  /** Whoever has claimed. */
  workers: ReferenceWorker[] = [];
  now: number;

  constructor(now: number) {
    this.now = now;
  }

  /** Another one in the same state, which goes on by itself. */
  copy(): Reference {
    return Object.assign(new Reference(this.now), structuredClone({ ...this }));
  }

  job(id: string): ReferenceJob {
    return found(this.jobs.find((job) => job.id === id));
  }

  task(id: string): ReferenceTask {
    return found(this.jobs.flatMap((job) => job.tasks).find((task) => task.id === id));
  }

  /** Undefined for one that was removed. */
  findUnit(id: string): ReferenceUnit | undefined {
    return this.units().find((unit) => unit.id === id);
  }

  jobOf(task: ReferenceTask): ReferenceJob {
    return found(this.jobs.find(({ tasks }) => tasks.includes(task)));
  }

  units(): readonly ReferenceUnit[] {
    return this.jobs.flatMap(unitsOf);
  }

  submit(job: ReferenceJob, onConflict: OnConflict): string {
    const answer = answerByKey(this.jobs, job, onConflict);
    if (answer !== undefined) return answer;
    if (this.intake !== undefined) return 'INTAKE_CLOSED';
    giveKeyUp(this.jobs, job);
    this.jobs.push(job);
    for (const unit of unitsOf(job)) unit.rules = this.rulesOf(unit);
    return this.accept();
  }

  rulesOf(unit: ReferenceUnit): ReferenceRules {
    const [task, job] = this.parentsOf(unit);
    const ofKind = this.defaults?.kinds.find(({ kind }) => kind === unit.kind);
    return rulesFrom([unit.says, ofKind, task.says, job.says, this.defaults]);
  }

  /** The Units that a claim gets now, in order. */
  claim(claim: ReferenceClaim, leaseMs: number): readonly ReferenceUnit[] {
    const { kinds, worker } = claim;
    const claimable = unheldUnits(this)
      .filter((unit) => unit.state === 'READY' && unit.availableAt === undefined)
      .filter((unit) => kinds === null || kinds.includes(unit.kind))
      .filter((unit) => suffices(claim, unit))
      .sort((a, b) => placeOf(a) - placeOf(b) || (a.id < b.id ? -1 : 1))
      .slice(0, grantedCount(this, claim));
    for (const unit of claimable) begin(unit, this.now, { leaseMs, worker });
    return claimable;
  }

  hold(scope: ReferenceScope, order: HoldOrder): string {
    return pauseScope(scope, order, (unit) => {
      endLease(unit, 'INTERRUPTED');
      waitForWorker(unit, this.now);
    });
  }

  report(unit: ReferenceUnit, attempt: number, kind: string): string {
    const ending = endingOf[kind];
    if (unit.lease?.attempt !== attempt) {
      const ended = unit.endings.get(attempt);
      if (ended === undefined) return 'LEASE_UNKNOWN';
      return ended === ending ? 'REPEATED' : 'LEASE_LOST';
    }
    if (ending === undefined) {
      renew(unit, this.now);
      return 'ACCEPTED';
    }
    endLease(unit, ending);
    switch (kind) {
      case 'succeed':
      case 'succeedWithFalse':
        leave(unit, 'SUCCEEDED');
        unit.output = kind === 'succeed' ? 'true' : 'false';
        break;
      case 'release':
        waitForWorker(unit, this.now);
        break;
      case 'snooze':
        unit.readyAt = this.now;
        waitForWorker(unit, this.now, 1_000);
        break;
      case 'pause':
        leave(unit, 'PAUSED');
        unit.isPausedByWorker = true;
        break;
      case 'give':
        failWith(unit, 'BURNT');
        break;
      case 'failForLonger':
        failAttempt(unit, this.now, { code: 'BURNT', delayMs: 2_000 });
        break;
      default:
        failAttempt(unit, this.now, { code: 'BURNT' });
    }
    return this.accept();
  }

  cancelUnit(unit: ReferenceUnit): string {
    if (unit.state === 'CANCELLED') return 'REPEATED';
    if (isFinished(unit)) return 'UNIT_FINISHED';
    cancel(unit);
    return this.accept();
  }

  skip(unit: ReferenceUnit, output: string | undefined): string {
    if (unit.state === 'SKIPPED') {
      return unit.isCascading || unit.output !== output ? 'UNIT_NOT_IN_STATE' : 'REPEATED';
    }
    if (!['PENDING', 'READY', 'PAUSED', 'FAILED'].includes(unit.state)) return 'UNIT_NOT_IN_STATE';
    leave(unit, 'SKIPPED');
    unit.isCascading = false;
    unit.output = output;
    return this.accept();
  }

  forceSucceed(unit: ReferenceUnit, output: string): string {
    if (unit.state === 'SUCCEEDED')
      return unit.output === output ? 'REPEATED' : 'UNIT_NOT_IN_STATE';
    endLease(unit, 'REVOKED');
    leave(unit, 'SUCCEEDED');
    unit.output = output;
    return this.accept();
  }

  pause(unit: ReferenceUnit, durationMs: number | undefined): string {
    const resumeAt = durationMs === undefined ? undefined : this.now + durationMs;
    const isTheSame = !unit.isPausedByWorker && unit.resumeAt === resumeAt;
    if (unit.state === 'PAUSED' && isTheSame) return 'REPEATED';
    if (isFinished(unit)) return 'UNIT_NOT_IN_STATE';
    endLease(unit, 'INTERRUPTED');
    leave(unit, 'PAUSED');
    unit.resumeAt = resumeAt;
    unit.isPausedByWorker = false;
    return this.accept();
  }

  resume(unit: ReferenceUnit): string {
    if (unit.state !== 'PAUSED') return 'UNIT_NOT_IN_STATE';
    leave(unit, 'PENDING');
    return this.accept();
  }

  /** The Unit from the beginning, and all that has begun behind it. */
  rerun(unit: ReferenceUnit): string {
    if (!isFinished(unit)) return 'UNIT_NOT_IN_STATE';
    restart(unit, ...this.parentsOf(unit));
    return this.accept();
  }

  retry(unit: ReferenceUnit): string {
    if (!hasGoneWrong(unit)) return 'UNIT_NOT_IN_STATE';
    retry(unit, ...this.parentsOf(unit));
    return this.accept();
  }

  prioritize(unit: ReferenceUnit, priority: number): string {
    if (isFinished(unit)) return 'UNIT_FINISHED';
    if (unit.priority === priority) return 'REPEATED';
    unit.priority = priority;
    return 'ACCEPTED';
  }

  prioritizeJob(job: ReferenceJob, priority: number): string {
    if (job.state !== 'RUNNING') return 'JOB_FINISHED';
    const all = [job, ...unitsOf(job).filter((unit) => !isFinished(unit))];
    const isSo = all.every((each) => each.priority === priority);
    for (const each of all) each.priority = priority;
    return isSo ? 'REPEATED' : 'ACCEPTED';
  }

  retryJob(job: ReferenceJob): string {
    const answer = retryJob(job);
    this.follow();
    return answer;
  }

  rerunJob(job: ReferenceJob): string {
    rerunJob(job);
    return this.accept();
  }

  cancelJob(job: ReferenceJob): string {
    if (job.state === 'CANCELLED') return 'REPEATED';
    if (job.state !== 'RUNNING') return 'JOB_FINISHED';
    end(job);
    endHolds(this.jobs, this.now);
    return 'ACCEPTED';
  }

  /** Everything that is due: Jobs first, then leases, delays and pauses, then what is overdue. */
  pass(durationMs: number): void {
    const since = this.now;
    this.now += durationMs;
    const { now } = this;
    this.follow();
    endOverdue(this.jobs, since, now);
    for (const unit of this.units()) if (isPast(unit.lease?.until, now)) expire(unit, now);
    this.follow();
    for (const unit of this.units()) {
      if (unit.availableAt === undefined || unit.availableAt > now) continue;
      unit.readyAt = unit.availableAt;
      unit.availableAt = undefined;
    }
    if (isPast(this.topic.hold?.resumeAt, now)) this.topic.hold = undefined;
    if (isPast(this.intake?.resumeAt, now)) this.intake = undefined;
    for (const unit of this.units()) if (isPast(unit.resumeAt, now)) leave(unit, 'PENDING');
    this.follow();
    for (const unit of this.units()) failIfOverdue(unit, now);
    this.follow();
  }

  parentsOf(unit: ReferenceUnit): [ReferenceTask, ReferenceJob] {
    const job = found(this.jobs.find((each) => unitsOf(each).includes(unit)));
    return [found(job.tasks.find(({ units }) => units.includes(unit))), job];
  }

  accept(): 'ACCEPTED' {
    this.follow();
    return 'ACCEPTED';
  }

  follow(): void {
    for (const job of this.jobs) follow(job, this.now);
    endHolds(this.jobs, this.now);
  }
}

function found<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new Error('The reference does not know what is named.');
  return value;
}
