/**
 * All that can happen. An Event is an immutable fact with a gap-free sequence number in its Topic's
 * journal; it carries the states it led from and to, so delivering it costs no read.
 */
export const eventKinds = [
  'topic.created',
  'topic.updated',
  'topic.paused',
  'topic.resumed',
  'topic.intakeClosed',
  'topic.intakeOpened',
  'schedule.set',
  'schedule.removed',
  'schedule.paused',
  'schedule.resumed',
  'schedule.fired',
  'schedule.queued',
  'schedule.skipped',
  'schedule.failed',
  'template.published',
  'template.deprecated',
  'limit.set',
  'limit.removed',
  'limit.rateChanged',
  'job.submitted',
  'job.begun',
  'job.rescheduled',
  'job.replaced',
  'job.started',
  'job.succeeded',
  'job.failed',
  'job.cancelled',
  'job.reopened',
  'job.prioritized',
  'job.paused',
  'job.resumed',
  'job.contextMerged',
  'job.deleted',
  'task.opened',
  'task.succeeded',
  'task.failed',
  'task.cancelled',
  'task.skipped',
  'task.reopened',
  'task.paused',
  'task.resumed',
  'task.added',
  'task.dependencyAdded',
  'task.dependencyRemoved',
  'unit.ready',
  'unit.claimed',
  'unit.progressed',
  'unit.logged',
  'unit.succeeded',
  'unit.failed',
  'unit.retried',
  'unit.due',
  'unit.released',
  'unit.snoozed',
  'unit.checkpointed',
  'unit.expired',
  'unit.cancelled',
  'unit.skipped',
  'unit.reopened',
  'unit.prioritized',
  'unit.paused',
  'unit.resumed',
  'unit.interrupted',
  'unit.revoked',
  'unit.blocked',
  'unit.spawned',
  'unit.added',
  'unit.removed',
  'unit.dependencyAdded',
  'unit.dependencyRemoved',
  'worker.registered',
  'worker.changed',
  'worker.quieted',
  'worker.drained',
  'worker.activated',
  'worker.revoked',
] as const;

export type EventKind = (typeof eventKinds)[number];

export type EventCategory = 'TOPIC' | 'JOB' | 'TASK' | 'UNIT' | 'WORKER';

export interface Event {
  readonly topicId: string;
  readonly seq: number;
  /** Epoch milliseconds; never smaller than that of the Event before. */
  readonly at: number;
  /** An EventKind; text, because a later version may have written it. */
  readonly kind: string;
  readonly jobId: string | null;
  readonly taskId: string | null;
  readonly unitId: string | null;
  readonly attempt: number | null;
  readonly from: string | null;
  readonly to: string | null;
  readonly worker: string | null;
  /** JSON text with what the kind has to say beyond the columns. */
  readonly data: string | null;
}

/** The closed category of an open kind: what it is about. */
export function eventCategory(kind: string): EventCategory {
  if (kind.startsWith('unit.')) return 'UNIT';
  if (kind.startsWith('task.')) return 'TASK';
  if (kind.startsWith('worker.')) return 'WORKER';
  return kind.startsWith('job.') ? 'JOB' : 'TOPIC';
}
