/** Histories made by hand, for the tests of the checker: what was asked, and the journal to it. */
import type {
  Accepted,
  Answer,
  Call,
  Delivery,
  History,
  JournalEvent,
  Operation,
  RunningLimit,
  UnitPlace,
  Watch,
  Wish,
} from '../history.ts';

export const topicId = 'top_1';

/** Operations take a moment each, one after the other, unless they are given times. */
export class HandMade {
  readonly operations: Operation[] = [];
  readonly events: JournalEvent[] = [];
  readonly watches: Watch[] = [];
  readonly places = new Map<string, UnitPlace>();
  readonly submissions = new Map<string, string>();
  readonly limits: RunningLimit[] = [];
  #now = 0;

  /** An operation with one call for each answer. */
  operate(id: string, wish: Wish, ...answers: readonly Answer[]): Operation {
    const calls = answers.map((answer): Call => {
      this.#now += 10;
      return { server: 0, invokedAt: this.#now, endedAt: this.#now + 5, answer };
    });
    const operation = { id, client: 'hand', wish, calls };
    this.operations.push(operation);
    return operation;
  }

  /** An Event at the end of the journal; by default of a new instant. */
  event(kind: string, facts: Partial<JournalEvent> = {}): JournalEvent {
    const last = this.events.at(-1);
    const event: JournalEvent = {
      seq: (last?.seq ?? 0) + 1,
      at: (last?.at ?? 1_000) + 1,
      kind,
      jobId: null,
      taskId: null,
      unitId: null,
      attempt: null,
      from: null,
      to: null,
      worker: null,
      data: null,
      ...facts,
    };
    this.events.push(event);
    return event;
  }

  /** An Event of the same instant as the one before. */
  along(kind: string, facts: Partial<JournalEvent> = {}): JournalEvent {
    return this.event(kind, { at: this.events.at(-1)?.at ?? 0, ...facts });
  }

  /** Puts other facts into an Event that is there. */
  alter(seq: number, facts: Partial<JournalEvent>): void {
    const event = this.events[seq - 1];
    if (event === undefined) throw new Error(`There is no Event ${seq}.`);
    this.events[seq - 1] = { ...event, ...facts };
  }

  /** A watcher that got everything in one delivery, at the end of what was done until now. */
  watch(name: string): Watch {
    const delivery: Delivery = {
      receivedAt: this.#now + 5,
      events: [...this.events],
      cursorSeq: this.events.length,
    };
    const watch = {
      name,
      topicId,
      deliveries: [delivery],
      resumedCount: 0,
      resumedElsewhereCount: 0,
    };
    this.watches.push(watch);
    return watch;
  }

  history(): History {
    const { operations, watches, places, submissions, limits } = this;
    const journals = new Map([[topicId, this.events]]);
    return { operations, watches, journals, places, submissions, limits };
  }
}

export function done(seq: number, more: Partial<Accepted> = {}): Accepted {
  return { kind: 'OK', position: { topicId, seq }, isReplayed: false, ...more };
}

export const lost: Answer = { kind: 'UNKNOWN', code: 'UNREACHABLE' };

export function refused(code: string, reason?: string): Answer {
  return { kind: 'REFUSED', code, reason, isRetryable: false };
}

export function leased(attempt: number, unitId = 'unit_1'): Accepted {
  const leases = [{ unitId, attempt, leaseId: `lease-${attempt}`, topicId }];
  return { kind: 'OK', position: undefined, isReplayed: false, leases };
}

export function claim(worker: string): Wish {
  return { kind: 'CLAIM', topicIds: [topicId], worker, max: 1, leaseMs: 500 };
}

export function report(
  kind: 'succeed' | 'fail' | 'progress' | 'renew',
  attempt: number,
  worker: string,
): Wish {
  const lease = { unitId: 'unit_1', attempt, worker, line: undefined };
  return { kind: 'REPORT', topicId, report: kind, ...lease };
}

export function ask(action: string, subjectId: string): Wish {
  return { kind: 'ASK', topicId, action, subjectId };
}

/**
 * A good history: a Job of a chain is submitted; its first Unit is claimed, told of, paused by an
 * operator, goes on, is claimed again and succeeds; the second is ready then.
 */
export function goodHistory(): HandMade {
  const made = new HandMade();
  const job = { jobId: 'job_1' };
  const unit = { ...job, taskId: 'task_1', unitId: 'unit_1' };
  const place = { jobId: 'job_1', taskId: 'task_1', kind: 'even' };
  made.places.set('unit_1', { ...place, path: 'only/a' });
  made.places.set('unit_2', { ...place, path: 'only/b', kind: 'odd' });
  made.submissions.set('job_1', 'op-1');
  made.event('topic.created');
  made.event('job.submitted', { ...job, to: 'RUNNING', data: { name: 'op-1' } });
  made.along('task.opened', { ...job, taskId: 'task_1', from: 'PENDING', to: 'RUNNING' });
  made.along('unit.ready', { ...unit, from: 'PENDING', to: 'READY' });
  const submit: Wish = { kind: 'SUBMIT', topicId, shape: 'chain', key: undefined };
  made.operate('op-1', submit, done(4, { jobId: 'job_1' }));

  made.event('worker.registered', { worker: 'w1' });
  made.along('job.started', { ...job, from: 'RUNNING', to: 'RUNNING' });
  const first = { ...unit, attempt: 1, worker: 'w1' };
  made.along('unit.claimed', { ...first, from: 'READY', to: 'RUNNING' });
  made.operate('op-2', claim('w1'), leased(1));

  const told = { from: 'RUNNING', to: 'RUNNING', data: { message: 'op-3' } };
  made.event('unit.progressed', { ...unit, attempt: 1, ...told });
  made.operate('op-3', report('progress', 1, 'w1'), done(8, { state: 'RUNNING' }));

  const paused = { from: 'RUNNING', to: 'PAUSED', data: { reason: 'op-4' } };
  made.event('unit.paused', { ...first, ...paused });
  made.operate('op-4', ask('unitPause', 'unit_1'), done(9));
  made.operate('op-5', report('succeed', 1, 'w1'), refused('LEASE_LOST', 'PAUSED'));
  made.event('unit.resumed', { ...unit, from: 'PAUSED', to: 'PENDING', data: { reason: 'op-6' } });
  made.along('unit.ready', { ...unit, from: 'PENDING', to: 'READY' });
  made.operate('op-6', ask('unitResume', 'unit_1'), done(11));

  const second = { ...unit, attempt: 2, worker: 'w1' };
  made.event('unit.claimed', { ...second, from: 'READY', to: 'RUNNING' });
  made.operate('op-7', claim('w1'), leased(2));
  made.operate('op-8', report('renew', 2, 'w1'), done(12, { state: 'RUNNING' }));
  made.event('unit.succeeded', { ...second, from: 'RUNNING', to: 'SUCCEEDED' });
  made.along('unit.ready', { ...unit, unitId: 'unit_2', from: 'PENDING', to: 'READY' });
  made.operate('op-9', report('succeed', 2, 'w1'), lost, done(14, { isReplayed: true }));
  const read: Wish = { kind: 'READ', topicId, jobId: 'job_1' };
  made.operate('op-10', read, done(14, { state: 'RUNNING', jobId: 'job_1' }));
  return made;
}
