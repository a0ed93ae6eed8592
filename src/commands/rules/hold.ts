/**
 * Holding a Topic, Job or Task, and letting it go on: the columns and the Events. What its Units
 * have to do with it follows when the command has decided; see follow-holds.ts.
 */
import type { Asked, Holding } from '../../domain/asked.ts';
import type { Job } from '../../domain/job.ts';
import { notPaused, type Pause, pauseChange } from '../../domain/pause.ts';
import type { Task } from '../../domain/task.ts';
import type { Unit } from '../../domain/unit.ts';
import type { EventFacts, HoldChange, WorkingSet } from '../batch/working-set.ts';
import { askedData, askedFacts } from './asked.ts';

/** What is held as a whole: of a set's Topic, a Job or a Task. */
export type Scope = { readonly job: Job } | { readonly task: Task } | 'TOPIC';

/** Whether a READY Unit is kept out of the claim order, because its Task or its Job is held. */
export function isHeld(set: WorkingSet, unit: Unit): boolean {
  return set.tasks.get(unit.taskId).pausedAt !== null || set.jobs.get(unit.jobId).pausedAt !== null;
}

/** Holds it, or says anew by whom, why and until when; false when all that is so already. */
export function holdScope(set: WorkingSet, scope: Scope, asked: Holding): boolean {
  const held = heldOf(set, scope);
  const { by, reason: pauseReason, resumeAt } = asked;
  const next = pauseChange(held.row, { by, pauseReason, resumeAt }, set.now);
  const isInterrupting = asked.interrupt && held.row.unitsRunning > 0;
  if (next === undefined && !isInterrupting) return false;
  if (next !== undefined) {
    held.change(next);
    const until = resumeAt === null ? {} : { resumeAt };
    const data = { ...askedData(asked), ...until };
    set.emit(`${held.noun}.paused`, { ...held.facts, data });
  }
  set.changedHolds.push({ ...held.which, interruption: isInterrupting ? asked : undefined });
  return true;
}

/** Lets it go on; false when it is not held. */
export function letScopeGo(set: WorkingSet, scope: Scope, asked: Asked): boolean {
  const held = heldOf(set, scope);
  if (held.row.pausedAt === null) return false;
  held.change(notPaused);
  set.emit(`${held.noun}.resumed`, { ...held.facts, ...askedFacts(asked) });
  set.changedHolds.push({ ...held.which, interruption: undefined });
  return true;
}

interface Held {
  readonly which: Pick<HoldChange, 'of' | 'id'>;
  readonly noun: 'topic' | 'job' | 'task';
  readonly row: Pause & { readonly unitsRunning: number };
  readonly facts: EventFacts;
  change(pause: Pause): void;
}

function heldOf(set: WorkingSet, scope: Scope): Held {
  if (scope === 'TOPIC') {
    const row = set.topic;
    const change = (pause: Pause) => set.topics.change(row, pause);
    return { which: { of: 'TOPIC', id: row.id }, noun: 'topic', row, facts: {}, change };
  }
  if ('job' in scope) {
    const row = scope.job;
    const facts = { jobId: row.id, from: row.state, to: row.state };
    const change = (pause: Pause) => set.jobs.change(row, pause);
    return { which: { of: 'JOB', id: row.id }, noun: 'job', row, facts, change };
  }
  const row = scope.task;
  const facts = { taskId: row.id, jobId: row.jobId, from: row.state, to: row.state };
  const change = (pause: Pause) => set.tasks.change(row, pause);
  return { which: { of: 'TASK', id: row.id }, noun: 'task', row, facts, change };
}
