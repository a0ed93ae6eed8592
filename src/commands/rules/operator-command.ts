/** What the commands of operators have in common: what they may say, and whether a state lets them. */
import type { Operation } from '../../domain/asked.ts';
import type { Job, JobState } from '../../domain/job.ts';
import { type Rejection, rejection } from '../../domain/rejection.ts';
import { isTaskFinished, type Task, type TaskState } from '../../domain/task.ts';
import {
  canMoveUnit,
  type Unit,
  type UnitAction,
  type UnitState,
  unitStates,
} from '../../domain/unit.ts';
import type { WorkingSet } from '../batch/working-set.ts';
import { checkAsked } from './asked.ts';
import { type Found, findJob, findTask, findUnit } from './find-node.ts';

/** FOUND can be done, DONE is so already, REFUSED cannot be. */
export type Operable =
  | Found<Unit>
  | { readonly kind: 'DONE'; readonly node: Unit; readonly rejection: Rejection };

export function checkOperation(operation: Operation<string>): readonly Rejection[] {
  return [...checkAsked(operation), ...checkStates(operation)];
}

export function findOperable(
  set: WorkingSet,
  operation: Operation<UnitState> & { readonly unitId: string },
  { action, to }: { readonly action: UnitAction; readonly to: UnitState },
): Operable {
  const found = findUnit(set, operation);
  if (found.kind === 'REFUSED') return found;
  const { id, state: from } = found.node;
  if (canMoveUnit(from, action, to)) return found;
  const states = unitStates.filter((state) => canMoveUnit(state, action, to));
  const message = `Unit ${id} is ${from}; ${action} is possible only when it is ${states.join(', ')}.`;
  const refusal = rejection('UNIT_NOT_IN_STATE', message, { details: { unitState: from, states } });
  return from === to
    ? { kind: 'DONE', node: found.node, rejection: refusal }
    : { kind: 'REFUSED', rejection: refusal };
}

/** A Job that has not finished. */
export function findUnfinishedJob(
  set: WorkingSet,
  operation: Operation<JobState> & { readonly jobId: string },
): Found<Job> {
  const found = findJob(set, operation);
  if (found.kind === 'REFUSED') return found;
  const job = found.node;
  if (job.state === 'RUNNING') return found;
  const message = `Job ${job.id} is ${job.state} already, so there is nothing to hold. Retry or rerun something in it first.`;
  const details = { jobState: job.state };
  return { kind: 'REFUSED', rejection: rejection('JOB_FINISHED', message, { details }) };
}

/** A Task that has not finished. */
export function findUnfinishedTask(
  set: WorkingSet,
  operation: Operation<TaskState> & { readonly taskId: string },
): Found<Task> {
  const found = findTask(set, operation);
  if (found.kind === 'REFUSED') return found;
  const task = found.node;
  if (!isTaskFinished(task.state)) return found;
  const message = `Task ${task.id} is ${task.state} already, so there is nothing to hold. Retry or rerun something in it first.`;
  const details = { taskState: task.state };
  return { kind: 'REFUSED', rejection: rejection('TASK_FINISHED', message, { details }) };
}

function checkStates({ ifState }: Operation<string>): readonly Rejection[] {
  if (ifState?.length !== 0) return [];
  const message = 'ifState is empty, so this could never be done. Name a state, or leave it out.';
  return [rejection('INVALID_VALUE', message, { path: ['input', 'ifState'] })];
}
