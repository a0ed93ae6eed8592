/** What the commands of operators have in common: what they may say, and whether a state lets them. */
import type { Operation } from '../domain/command.ts';
import type { Job, JobState } from '../domain/job.ts';
import {
  jobNotFound,
  type Rejection,
  rejection,
  taskNotFound,
  unitNotFound,
} from '../domain/rejection.ts';
import { isTaskFinished, type Task, type TaskState } from '../domain/task.ts';
import {
  canMoveUnit,
  type Unit,
  type UnitAction,
  type UnitState,
  unitStates,
} from '../domain/unit.ts';
import { checkAsked } from './asked.ts';
import type { WorkingSet } from './working-set.ts';

/** FOUND can be done, DONE is so already, REFUSED cannot be. */
export type Operable =
  | { readonly kind: 'FOUND'; readonly unit: Unit }
  | { readonly kind: 'DONE'; readonly unit: Unit; readonly rejection: Rejection }
  | { readonly kind: 'REFUSED'; readonly rejection: Rejection };

export function checkOperation(operation: Operation<string>): readonly Rejection[] {
  return [...checkAsked(operation), ...checkStates(operation)];
}

export function findOperable(
  set: WorkingSet,
  { unitId, ifState }: Operation<UnitState> & { readonly unitId: string },
  { action, to }: { readonly action: UnitAction; readonly to: UnitState },
): Operable {
  const unit = set.units.find(unitId);
  if (unit === undefined) return { kind: 'REFUSED', rejection: unitNotFound(unitId) };
  const unexpected = otherState(`Unit ${unitId}`, unit.state, ifState);
  if (unexpected !== undefined) return { kind: 'REFUSED', rejection: unexpected };
  if (canMoveUnit(unit.state, action, to)) return { kind: 'FOUND', unit };
  const states = unitStates.filter((state) => canMoveUnit(state, action, to));
  const message = `Unit ${unitId} is ${unit.state}; ${action} is possible only when it is ${states.join(', ')}.`;
  const refusal = rejection('UNIT_NOT_IN_STATE', message, {
    details: { unitState: unit.state, states },
  });
  return unit.state === to
    ? { kind: 'DONE', unit, rejection: refusal }
    : { kind: 'REFUSED', rejection: refusal };
}

/** A Job or Task that has not finished, or why the command cannot be done to it. */
export type Unfinished<Node> =
  | { readonly kind: 'FOUND'; readonly node: Node }
  | { readonly kind: 'REFUSED'; readonly rejection: Rejection };

export function findUnfinishedJob(
  set: WorkingSet,
  { jobId, ifState }: Operation<JobState> & { readonly jobId: string },
): Unfinished<Job> {
  const job = set.jobs.find(jobId);
  if (job === undefined) return { kind: 'REFUSED', rejection: jobNotFound(jobId) };
  const unexpected = otherState(`Job ${jobId}`, job.state, ifState);
  if (unexpected !== undefined) return { kind: 'REFUSED', rejection: unexpected };
  if (job.state === 'RUNNING') return { kind: 'FOUND', node: job };
  const message = `Job ${jobId} is ${job.state} already, so there is nothing to hold. Retry or rerun something in it first.`;
  const details = { jobState: job.state };
  return { kind: 'REFUSED', rejection: rejection('JOB_FINISHED', message, { details }) };
}

export function findUnfinishedTask(
  set: WorkingSet,
  { taskId, ifState }: Operation<TaskState> & { readonly taskId: string },
): Unfinished<Task> {
  const task = set.tasks.find(taskId);
  if (task === undefined) return { kind: 'REFUSED', rejection: taskNotFound(taskId) };
  const unexpected = otherState(`Task ${taskId}`, task.state, ifState);
  if (unexpected !== undefined) return { kind: 'REFUSED', rejection: unexpected };
  if (!isTaskFinished(task.state)) return { kind: 'FOUND', node: task };
  const message = `Task ${taskId} is ${task.state} already, so there is nothing to hold. Retry or rerun something in it first.`;
  const details = { taskState: task.state };
  return { kind: 'REFUSED', rejection: rejection('TASK_FINISHED', message, { details }) };
}

/** The refusal when something is in none of the states in which alone it was to be done. */
export function otherState(
  subject: string,
  state: string,
  ifState: readonly string[] | null | undefined,
): Rejection | undefined {
  if (ifState == null || ifState.includes(state)) return undefined;
  const message = `${subject} is ${state}, and this was to be done only if it is ${ifState.join(' or ')}. Nothing was changed; look again at what is to be done.`;
  return rejection('STATE_NOT_AS_EXPECTED', message, {
    path: ['input', 'ifState'],
    details: { state, ifState },
  });
}

function checkStates({ ifState }: Operation<string>): readonly Rejection[] {
  if (ifState?.length !== 0) return [];
  const message = 'ifState is empty, so this could never be done. Name a state, or leave it out.';
  return [rejection('INVALID_VALUE', message, { path: ['input', 'ifState'] })];
}
