/** The rows of new Tasks and Units: what a definition says, what its surroundings add, and the rest. */

import { compact } from '../domain/compact.ts';
import { noUnits } from '../domain/counters.ts';
import type { Job } from '../domain/job.ts';
import type { TaskDefinition, UnitDefinition } from '../domain/job-definition.ts';
import { notPaused } from '../domain/pause.ts';
import { endingOf, type PredecessorCounts, predecessorCounterOf } from '../domain/readiness.ts';
import { defaultRetryPolicy, type RetryPolicy, refineRetryPolicy } from '../domain/retry.ts';
import type { Task } from '../domain/task.ts';
import type { Unit } from '../domain/unit.ts';

/** What holds for a Unit where it says nothing itself. */
export interface UnitDefaults {
  readonly retry: RetryPolicy;
  readonly attemptTimeoutMs: number | null;
}

export const builtInDefaults: UnitDefaults = { retry: defaultRetryPolicy, attemptTimeoutMs: null };

/** The defaults of a level: what it says itself, else what the level above says. */
export function refineDefaults(
  above: UnitDefaults,
  own: Pick<TaskDefinition, 'retry' | 'attemptTimeoutMs'>,
): UnitDefaults {
  return {
    retry: refineRetryPolicy(above.retry, own.retry),
    attemptTimeoutMs: own.attemptTimeoutMs ?? above.attemptTimeoutMs,
  };
}

/** What a new node depends on; the state is missing when it is as new. */
export type Predecessor = { readonly id: string } | Task | Unit;

/** Where a new Task or Unit goes, when, and who adds it. */
interface Place {
  readonly job: Job;
  /** Epoch milliseconds. */
  readonly now: number;
  readonly parentUnitId: string | null;
}

interface NewTask extends Place {
  readonly id: string;
  readonly predecessors: readonly Predecessor[];
}

export function newTask(given: TaskDefinition, place: NewTask): Task {
  const { id, job } = place;
  return {
    id,
    topicId: job.topicId,
    jobId: job.id,
    key: given.key,
    name: given.name ?? given.key,
    join: given.join ?? 'ALL_SUCCEEDED',
    joinCount: given.joinCount ?? null,
    tolerateCount: given.tolerateCount ?? null,
    tolerateShare: given.tolerateShare ?? null,
    ...noCondition,
    parentUnitId: place.parentUnitId,
    ...notPaused,
    unitsHandled: 0,
    createdAt: place.now,
    state: 'PENDING',
    skipKind: null,
    ...countsOf(place.predecessors),
    startedAt: null,
    finishedAt: null,
    ...noUnits,
  };
}

/** What makes the rows of one Task's Units: what they have in common is worked out once. */
export function unitMaker(place: Place & { readonly task: Task; readonly defaults: UnitDefaults }) {
  const { job, task, defaults, parentUnitId, now } = place;
  const taskRetryPolicy = storedRetryPolicy(defaults.retry);
  return (given: UnitDefinition, id: string, predecessors: readonly Predecessor[]): Unit => ({
    ...newUnit,
    id,
    topicId: job.topicId,
    jobId: job.id,
    taskId: task.id,
    key: given.key,
    kind: given.kind,
    input: given.input,
    priority: given.priority ?? job.priority,
    retryPolicy:
      given.retry === undefined
        ? taskRetryPolicy
        : storedRetryPolicy(refineRetryPolicy(defaults.retry, given.retry)),
    join: given.join ?? 'ALL_SUCCEEDED',
    joinCount: given.joinCount ?? null,
    attemptTimeoutMs: given.attemptTimeoutMs ?? defaults.attemptTimeoutMs,
    parentUnitId,
    ...countsOf(predecessors),
    createdAt: now,
  });
}

/** Most Units have the default policy, which takes no room. */
function storedRetryPolicy(policy: RetryPolicy): string | null {
  return policy === defaultRetryPolicy ? null : JSON.stringify(policy);
}

/** How those that a new node depends on have ended, as far as they have. */
function countsOf(predecessors: readonly Predecessor[]): PredecessorCounts {
  const counts = { ...noPredecessors, predecessorCount: predecessors.length };
  for (const predecessor of predecessors) {
    const ending = 'state' in predecessor ? endingOf(predecessor) : undefined;
    if (ending !== undefined) counts[predecessorCounterOf[ending]] += 1;
  }
  return counts;
}

const noPredecessors = {
  succeededPredecessorCount: 0,
  failedPredecessorCount: 0,
  cancelledPredecessorCount: 0,
  skippedPredecessorCount: 0,
};

const noCondition = {
  when: null,
  onFalse: null,
  conditionMetAt: null,
  handles: 0,
  succeededHandlerCount: 0,
} as const;

/** A Unit as most are when they are new; what is empty here each of them says itself. */
const newUnit: Unit = compact<Unit>({
  id: '',
  topicId: '',
  jobId: '',
  taskId: '',
  key: '',
  kind: '',
  input: '',
  priority: 0,
  retryPolicy: null,
  join: 'ALL_SUCCEEDED',
  joinCount: null,
  attemptTimeoutMs: null,
  parentUnitId: null,
  predecessorCount: 0,
  ...noPredecessors,
  createdAt: 0,
  ...noCondition,
  ...notPaused,
  startByMs: null,
  deadlineMs: null,
  deadlineAt: null,
  failsAt: null,
  state: 'PENDING',
  skipKind: null,
  attempt: 0,
  failureCount: 0,
  lossCount: 0,
  leaseId: null,
  leaseMs: null,
  leaseUntil: null,
  worker: null,
  availableAt: null,
  rank: null,
  readyAt: null,
  startedAt: null,
  claimedAt: null,
  finishedAt: null,
  checkpoint: null,
  progress: null,
  progressMessage: null,
  output: null,
  failureCode: null,
  failureMessage: null,
  failureDetails: null,
  logCount: 0,
});
