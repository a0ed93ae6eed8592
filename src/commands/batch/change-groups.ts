/**
 * Which columns of a row may change, and which of them are written together: a row of which one
 * changed writes its whole group, so there are few kinds of UPDATE.
 */
import type { Job } from '../../domain/job.ts';
import type { Lane } from '../../domain/lane.ts';
import type { Limit } from '../../domain/limit.ts';
import type { LimitUse } from '../../domain/limit-use.ts';
import type { Task } from '../../domain/task.ts';
import type { Template } from '../../domain/template.ts';
import type { Topic } from '../../domain/topic.ts';
import type { Unit } from '../../domain/unit.ts';

const unitCounterColumns = [
  'unitsPending',
  'unitsReady',
  'unitsRunning',
  'unitsPaused',
  'unitsSucceeded',
  'unitsFailed',
  'unitsSkipped',
  'unitsCancelled',
] as const;

const predecessorCounterColumns = [
  'succeededPredecessorCount',
  'failedPredecessorCount',
  'cancelledPredecessorCount',
  'skippedPredecessorCount',
] as const;

const pauseColumns = ['pausedAt', 'pausedBy', 'pauseReason', 'resumeAt'] as const;

export const topicChangeGroups = [
  ['lastSeq', 'lastAt', 'revision'],
  ['description', 'defaults', 'retentionMs', 'isFair', 'advanceStartedJobs'],
  ['servedPlace'],
  ['firstSeq', 'deletesAt'],
  ['limitCount'],
  pauseColumns,
  ['intakeClosedAt', 'intakeClosedBy', 'intakeClosedReason', 'intakeOpensAt'],
  ['jobsRunning', 'jobsSucceeded', 'jobsFailed', 'jobsCancelled'],
  unitCounterColumns,
] as const satisfies readonly (readonly (keyof Topic)[])[];

export const jobChangeGroups = [
  ['state', 'finishedAt'],
  ['startedAt'],
  ['startAt', 'beginsAt', 'behindJobId', 'cancelsAt'],
  ['key', 'replacedByJobId', 'deletingAt'],
  pauseColumns,
  ['priority'],
  ['context'],
  ['dependencyCount'],
  [
    'tasksHandled',
    'tasksPending',
    'tasksRunning',
    'tasksSucceeded',
    'tasksFailed',
    'tasksSkipped',
    'tasksCancelled',
  ],
  unitCounterColumns,
] as const satisfies readonly (readonly (keyof Job)[])[];

export const templateChangeGroups = [
  ['deprecatedAt', 'deprecatedBy', 'deprecationReason'],
] as const satisfies readonly (readonly (keyof Template)[])[];

export const taskChangeGroups = [
  ['state', 'skipKind', 'startedAt', 'finishedAt', 'conditionMetAt'],
  predecessorCounterColumns,
  ['predecessorCount'],
  ['succeededHandlerCount', 'unitsHandled'],
  pauseColumns,
  unitCounterColumns,
] as const satisfies readonly (readonly (keyof Task)[])[];

export const laneChangeGroups = [
  ['unitCount', 'claimableCount', 'place', 'headId', 'isOpen', 'paceMs', 'pacedAt'],
  ['emptyAt'],
] as const satisfies readonly (readonly (keyof Lane)[])[];

export const unitChangeGroups = [
  ['state', 'skipKind', 'rank', 'availableAt', 'readyAt', 'failsAt'],
  pauseColumns,
  ['conditionMetAt', 'deadlineAt'],
  predecessorCounterColumns,
  ['predecessorCount'],
  ['succeededHandlerCount'],
  ['priority'],
  ['checkpoint'],
  ['attempt', 'leaseId', 'leaseMs', 'leaseUntil', 'worker', 'startedAt', 'claimedAt', 'logCount'],
  ['progress', 'progressMessage'],
  [
    'finishedAt',
    'output',
    'failureCount',
    'lossCount',
    'failureCode',
    'failureMessage',
    'failureDetails',
  ],
] as const satisfies readonly (readonly (keyof Unit)[])[];

export const limitChangeGroups = [
  [
    'runningMax',
    'startMax',
    'intervalMs',
    'isAdaptive',
    'startMin',
    'weight',
    'setAt',
    'setBy',
    'reason',
  ],
] as const satisfies readonly (readonly (keyof Limit)[])[];

export const limitUseChangeGroups = [
  ['runningCount', 'starts', 'isClosed', 'opensAt', 'usedAt'],
  ['rate', 'rateAt', 'loweredAt', 'hasHeldBack', 'closedUntil'],
] as const satisfies readonly (readonly (keyof LimitUse)[])[];

export type LimitColumn = (typeof limitChangeGroups)[number][number];
export type LimitUseColumn = (typeof limitUseChangeGroups)[number][number];
export type TopicColumn = (typeof topicChangeGroups)[number][number];
export type JobColumn = (typeof jobChangeGroups)[number][number];
export type TemplateColumn = (typeof templateChangeGroups)[number][number];
export type TaskColumn = (typeof taskChangeGroups)[number][number];
export type LaneColumn = (typeof laneChangeGroups)[number][number];
export type UnitColumn = (typeof unitChangeGroups)[number][number];

export type TaskChange = Partial<Pick<Task, TaskColumn>>;

/** What may change of a Unit once it is there; its rank follows from the rest, see rank-unit.ts. */
export type UnitChange = Partial<Pick<Unit, Exclude<UnitColumn, 'rank'>>>;
