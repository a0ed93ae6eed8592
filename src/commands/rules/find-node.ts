/**
 * Finding what an operator names by its id, in one of the states in which it is to be done alone.
 * What is being deleted is not there any more.
 */
import type { Operation } from '../../domain/asked.ts';
import type { Job, JobState } from '../../domain/job.ts';
import {
  jobNotFound,
  type Rejection,
  rejection,
  taskNotFound,
  unitNotFound,
} from '../../domain/rejection.ts';
import type { Task, TaskState } from '../../domain/task.ts';
import type { Unit, UnitState } from '../../domain/unit.ts';
import type { WorkingSet } from '../batch/working-set.ts';
import { isDeleting } from '../retention/deletion.ts';

/** A Job, Task or Unit, or why the command cannot be done to it. */
export type Found<Node> =
  | { readonly kind: 'FOUND'; readonly node: Node }
  | { readonly kind: 'REFUSED'; readonly rejection: Rejection };

/** In which states alone something is to be done; in any if not given. */
type InState<State extends string> = Pick<Operation<State>, 'ifState'>;

export function findJob(
  set: WorkingSet,
  { jobId, ifState }: InState<JobState> & { readonly jobId: string },
): Found<Job> {
  const job = set.jobs.find(jobId);
  if (job === undefined || job.deletingAt !== null)
    return { kind: 'REFUSED', rejection: jobNotFound(jobId) };
  return foundIn(ifState, job, `Job ${jobId}`);
}

export function findTask(
  set: WorkingSet,
  { taskId, ifState }: InState<TaskState> & { readonly taskId: string },
): Found<Task> {
  const task = set.tasks.find(taskId);
  if (task === undefined || isDeleting(set, task))
    return { kind: 'REFUSED', rejection: taskNotFound(taskId) };
  return foundIn(ifState, task, `Task ${taskId}`);
}

export function findUnit(
  set: WorkingSet,
  { unitId, ifState }: InState<UnitState> & { readonly unitId: string },
): Found<Unit> {
  const unit = set.units.find(unitId);
  if (unit === undefined || isDeleting(set, unit))
    return { kind: 'REFUSED', rejection: unitNotFound(unitId) };
  return foundIn(ifState, unit, `Unit ${unitId}`);
}

function foundIn<Node extends { readonly state: string }>(
  ifState: readonly string[] | null | undefined,
  node: Node,
  subject: string,
): Found<Node> {
  const { state } = node;
  if (ifState == null || ifState.includes(state)) return { kind: 'FOUND', node };
  const message = `${subject} is ${state}, and this was to be done only if it is ${ifState.join(' or ')}. Nothing was changed; look again at what is to be done.`;
  const details = { state, ifState };
  const path = ['input', 'ifState'];
  return {
    kind: 'REFUSED',
    rejection: rejection('STATE_NOT_AS_EXPECTED', message, { path, details }),
  };
}
