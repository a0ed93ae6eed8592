/**
 * Which Jobs, Tasks and Units Events say have changed. A Unit that moves changes the counts of its
 * Task and Job, so it changes them as well; a Job that is submitted brings Tasks and Units of which
 * no Event tells by itself, so all of them have changed.
 */
import type { Event, EventKind } from '../domain/event.ts';

/** Of which of them somebody wants to know what has changed, and of which Task or Unit alone. */
export interface ChangeScope {
  readonly of: 'JOB' | 'TASK' | 'UNIT';
  readonly taskId?: string | undefined;
  readonly unitId?: string | undefined;
}

/** All Tasks, or all Units, of a Job or of a Task. */
export interface ChangedWhole {
  readonly in: 'JOB' | 'TASK';
  readonly id: string;
  readonly jobId: string;
  /** How many there were. */
  readonly count: number;
}

/** What has changed, in a scope; it grows, Event by Event. */
export interface ChangedNodes {
  /** The Jobs of what has changed, by the ids of that. */
  readonly jobIds: Map<string, string>;
  /** What is not there any more: Units, and Jobs with all that belonged to them. */
  readonly removedIds: Set<string>;
  /** By their ids. */
  readonly wholes: Map<string, ChangedWhole>;
}

/** How many Jobs, Tasks or Units one message is about at most. */
export const changeCountMax = 500;

export function noChanges(): ChangedNodes {
  return { jobIds: new Map(), removedIds: new Set(), wholes: new Map() };
}

/** Adds what an Event says has changed. */
export function noteChanges(nodes: ChangedNodes, event: Event, scope: ChangeScope): void {
  if (!isOfJob(event)) return;
  if (event.kind === 'job.deleted') {
    forgetJob(nodes, event.jobId);
    nodes.removedIds.add(event.jobId);
    return;
  }
  for (const change of changesBy(event.kind)) {
    if (change === 'UNIT' && event.kind === 'unit.removed') noteRemoved(nodes, event, scope);
    else if (change === scope.of) note(nodes, event, scope);
    else if (change === 'PREDECESSOR') notePredecessor(nodes, event, scope);
    else if (change === 'NODES') noteWhole(nodes, event, scope);
  }
}

type JobEvent = Event & { readonly jobId: string };

function isOfJob(event: Event): event is JobEvent {
  return event.jobId !== null;
}

/** What an Event changes of what it names; the predecessor in its data; or all below what it names. */
type Change = 'JOB' | 'TASK' | 'UNIT' | 'PREDECESSOR' | 'NODES';

const job = ['JOB'] as const;
const taskAlone = ['TASK'] as const;
const task = ['JOB', 'TASK'] as const;
const unitAlone = ['UNIT'] as const;
const unit = ['JOB', 'TASK', 'UNIT'] as const;

const changes = {
  'job.submitted': ['JOB', 'NODES'],
  'job.begun': job,
  'job.rescheduled': job,
  'job.replaced': job,
  'job.started': job,
  'job.succeeded': job,
  'job.failed': job,
  'job.cancelled': job,
  'job.reopened': job,
  'job.prioritized': job,
  'job.paused': job,
  'job.resumed': job,
  'job.contextMerged': job,
  'job.deleted': [],
  'task.opened': task,
  'task.succeeded': task,
  'task.failed': task,
  'task.cancelled': task,
  'task.skipped': task,
  'task.reopened': task,
  'task.paused': taskAlone,
  'task.resumed': taskAlone,
  'task.added': ['JOB', 'TASK', 'NODES'],
  'task.dependencyAdded': ['JOB', 'TASK', 'PREDECESSOR'],
  'task.dependencyRemoved': ['JOB', 'TASK', 'PREDECESSOR'],
  'unit.ready': unit,
  'unit.claimed': unit,
  'unit.progressed': unitAlone,
  // Lines have a subscription of their own, and there may be very many.
  'unit.logged': [],
  'unit.succeeded': unit,
  'unit.failed': unit,
  'unit.retried': unit,
  'unit.due': unitAlone,
  'unit.released': unit,
  'unit.snoozed': unit,
  'unit.checkpointed': unitAlone,
  'unit.expired': unit,
  'unit.cancelled': unit,
  'unit.skipped': unit,
  'unit.reopened': unit,
  'unit.prioritized': unitAlone,
  'unit.paused': unit,
  'unit.resumed': unit,
  'unit.interrupted': unit,
  'unit.revoked': unit,
  'unit.blocked': unit,
  'unit.spawned': unitAlone,
  'unit.added': unit,
  'unit.removed': unit,
  'unit.dependencyAdded': ['TASK', 'UNIT', 'PREDECESSOR'],
  'unit.dependencyRemoved': ['TASK', 'UNIT', 'PREDECESSOR'],
} as const satisfies Record<NodeEventKind, readonly Change[]>;

type NodeEventKind = Extract<EventKind, `${'job' | 'task' | 'unit'}.${string}`>;

/** A kind that is not known was written by a later version: whatever it names may have changed. */
function changesBy(kind: string): readonly Change[] {
  if (isKnown(kind)) return changes[kind];
  return nodeKind.test(kind) ? unit : [];
}

function isKnown(kind: string): kind is NodeEventKind {
  return Object.hasOwn(changes, kind);
}

const nodeKind = /^(job|task|unit)\./;

function ownId(event: JobEvent, noun: ChangeScope['of']): string | null {
  if (noun === 'UNIT') return event.unitId;
  return noun === 'TASK' ? event.taskId : event.jobId;
}

function note(nodes: ChangedNodes, event: JobEvent, scope: ChangeScope): void {
  const id = ownId(event, scope.of);
  if (id !== null && isWithin(scope, event)) nodes.jobIds.set(id, event.jobId);
}

function noteRemoved(nodes: ChangedNodes, event: JobEvent, scope: ChangeScope): void {
  const { unitId } = event;
  if (scope.of !== 'UNIT' || unitId === null || !isWithin(scope, event)) return;
  nodes.jobIds.delete(unitId);
  nodes.removedIds.add(unitId);
}

function isWithin({ of, taskId, unitId }: ChangeScope, event: JobEvent): boolean {
  if (of === 'JOB') return true;
  if (taskId !== undefined && event.taskId !== taskId) return false;
  return of === 'TASK' || unitId === undefined || event.unitId === unitId;
}

/** What lost or won a dependant: of a Unit a Unit of its Task, of a Task a Task. */
function notePredecessor(nodes: ChangedNodes, event: JobEvent, scope: ChangeScope): void {
  const isUnit = event.unitId !== null;
  if (isUnit !== (scope.of === 'UNIT')) return;
  const { predecessorId } = dataOf(event);
  if (typeof predecessorId !== 'string') return;
  note(nodes, { ...event, [isUnit ? 'unitId' : 'taskId']: predecessorId }, scope);
}

/** What came with a Job or a Task and is told of by no Event of its own. */
function noteWhole(nodes: ChangedNodes, event: JobEvent, scope: ChangeScope): void {
  const { of, taskId = event.taskId, unitId } = scope;
  if (of === 'JOB' || (event.taskId !== null && (of === 'TASK' || event.taskId !== taskId))) return;
  const { jobId } = event;
  const singleId = of === 'TASK' ? taskId : unitId;
  if (singleId != null) {
    nodes.jobIds.set(singleId, jobId);
    return;
  }
  const { [of === 'TASK' ? 'taskCount' : 'unitCount']: count } = dataOf(event);
  const whole =
    taskId === null ? ({ in: 'JOB', id: jobId } as const) : ({ in: 'TASK', id: taskId } as const);
  nodes.wholes.set(whole.id, { ...whole, jobId, count: typeof count === 'number' ? count : 0 });
}

function forgetJob({ jobIds, wholes }: ChangedNodes, jobId: string): void {
  for (const [id, ofJobId] of jobIds) if (ofJobId === jobId) jobIds.delete(id);
  for (const [id, whole] of wholes) if (whole.jobId === jobId) wholes.delete(id);
}

function dataOf({ data }: Event): Readonly<Record<string, unknown>> {
  // What is written as the data of an Event is an object.
  return data === null ? {} : (JSON.parse(data) as Readonly<Record<string, unknown>>);
}
