/** The tables that commands change, column by column, as the statements need them. */

import type { Dependency } from '../domain/dependency.ts';
import type { IdempotencyRecord } from '../domain/idempotency.ts';
import type { Job } from '../domain/job.ts';
import type { JobLabel } from '../domain/labels.ts';
import type { Attempt } from '../domain/lease.ts';
import type { LogLine } from '../domain/log-line.ts';
import type { Task } from '../domain/task.ts';
import type { Topic } from '../domain/topic.ts';
import type { Unit } from '../domain/unit.ts';
import type { ColumnType } from './port.ts';

export interface Table<Row> {
  readonly name: string;
  readonly columns: { readonly [K in keyof Row & string]: ColumnType };
  /** Columns that a new row has as 0 unless it is given them. */
  readonly zeroByDefault?: readonly (keyof Row & string)[];
  /** What tells new rows apart: those with the same value here are alike in many other columns. */
  readonly kindColumn?: keyof Row & string;
}

const unitCounters = {
  unitsPending: 'integer',
  unitsReady: 'integer',
  unitsRunning: 'integer',
  unitsPaused: 'integer',
  unitsSucceeded: 'integer',
  unitsFailed: 'integer',
  unitsSkipped: 'integer',
  unitsCancelled: 'integer',
} as const;

const pause = {
  pausedAt: 'integer',
  pausedBy: 'text',
  pauseReason: 'text',
  resumeAt: 'integer',
} as const;

const nodeRules = {
  when: 'text',
  onFalse: 'text',
  conditionMetAt: 'integer',
  handles: 'integer',
  succeededHandlerCount: 'integer',
} as const;

const predecessorCounters = {
  succeededPredecessorCount: 'integer',
  failedPredecessorCount: 'integer',
  cancelledPredecessorCount: 'integer',
  skippedPredecessorCount: 'integer',
} as const;

export const topicTable: Table<Topic> = {
  name: 'Topic',
  columns: {
    id: 'text',
    name: 'text',
    description: 'text',
    createdAt: 'integer',
    lastSeq: 'integer',
    lastAt: 'integer',
    revision: 'integer',
    firstSeq: 'integer',
    isFair: 'integer',
    advanceStartedJobs: 'integer',
    servedPlace: 'integer',
    retentionMs: 'integer',
    deletesAt: 'integer',
    defaults: 'text',
    limitCount: 'integer',
    ...pause,
    intakeClosedAt: 'integer',
    intakeClosedBy: 'text',
    intakeClosedReason: 'text',
    intakeOpensAt: 'integer',
    jobsRunning: 'integer',
    jobsSucceeded: 'integer',
    jobsFailed: 'integer',
    jobsCancelled: 'integer',
    ...unitCounters,
  },
};

export const jobTable: Table<Job> = {
  name: 'Job',
  columns: {
    id: 'text',
    topicId: 'text',
    key: 'text',
    name: 'text',
    priority: 'integer',
    onFailure: 'text',
    payload: 'text',
    labels: 'text',
    context: 'text',
    unitDefaults: 'text',
    dependencyCount: 'integer',
    definitionHash: 'text',
    templateId: 'text',
    params: 'text',
    scheduleId: 'text',
    startAt: 'integer',
    finishBy: 'integer',
    beginsAt: 'integer',
    behindJobId: 'text',
    cancelsAt: 'integer',
    collapseKey: 'text',
    collapseSince: 'integer',
    replacedByJobId: 'text',
    createdAt: 'integer',
    state: 'text',
    startedAt: 'integer',
    finishedAt: 'integer',
    deletingAt: 'integer',
    ...pause,
    tasksHandled: 'integer',
    tasksPending: 'integer',
    tasksRunning: 'integer',
    tasksSucceeded: 'integer',
    tasksFailed: 'integer',
    tasksSkipped: 'integer',
    tasksCancelled: 'integer',
    ...unitCounters,
  },
};

export const jobLabelTable: Table<JobLabel> = {
  name: 'JobLabel',
  columns: { topicId: 'text', name: 'text', value: 'text', jobId: 'text' },
};

export const taskTable: Table<Task> = {
  name: 'Task',
  columns: {
    id: 'text',
    topicId: 'text',
    jobId: 'text',
    key: 'text',
    name: 'text',
    join: 'text',
    joinCount: 'integer',
    tolerateCount: 'integer',
    tolerateShare: 'real',
    unitDefaults: 'text',
    ...nodeRules,
    parentUnitId: 'text',
    ...pause,
    unitsHandled: 'integer',
    predecessorCount: 'integer',
    createdAt: 'integer',
    state: 'text',
    skipKind: 'text',
    ...predecessorCounters,
    startedAt: 'integer',
    finishedAt: 'integer',
    ...unitCounters,
  },
};

export const unitTable: Table<Unit> = {
  name: 'Unit',
  columns: {
    id: 'text',
    topicId: 'text',
    jobId: 'text',
    taskId: 'text',
    key: 'text',
    kind: 'text',
    laneId: 'text',
    input: 'text',
    priority: 'integer',
    retryPolicy: 'text',
    join: 'text',
    joinCount: 'integer',
    attemptTimeoutMs: 'integer',
    startByMs: 'integer',
    deadlineMs: 'integer',
    ...nodeRules,
    parentUnitId: 'text',
    predecessorCount: 'integer',
    createdAt: 'integer',
    state: 'text',
    skipKind: 'text',
    ...predecessorCounters,
    attempt: 'integer',
    failureCount: 'integer',
    lossCount: 'integer',
    leaseId: 'text',
    leaseMs: 'integer',
    leaseUntil: 'integer',
    worker: 'text',
    availableAt: 'integer',
    rank: 'integer',
    ...pause,
    deadlineAt: 'integer',
    failsAt: 'integer',
    readyAt: 'integer',
    startedAt: 'integer',
    claimedAt: 'integer',
    finishedAt: 'integer',
    checkpoint: 'text',
    progress: 'real',
    progressMessage: 'text',
    output: 'text',
    failureCode: 'text',
    failureMessage: 'text',
    failureDetails: 'text',
    logCount: 'integer',
  },
  zeroByDefault: [
    'priority',
    'handles',
    'succeededHandlerCount',
    'succeededPredecessorCount',
    'failedPredecessorCount',
    'cancelledPredecessorCount',
    'skippedPredecessorCount',
    'attempt',
    'failureCount',
    'lossCount',
    'logCount',
  ],
  kindColumn: 'state',
};

const dependencyColumns = { predecessorId: 'text', dependantId: 'text' } as const;

export const taskDependencyTable: Table<Dependency> = {
  name: 'TaskDependency',
  columns: dependencyColumns,
};

export const unitDependencyTable: Table<Dependency> = {
  name: 'UnitDependency',
  columns: dependencyColumns,
};

export const attemptTable: Table<Attempt> = {
  name: 'Attempt',
  columns: {
    unitId: 'text',
    number: 'integer',
    leaseId: 'text',
    worker: 'text',
    claimedAt: 'integer',
    finishedAt: 'integer',
    outcome: 'text',
    failureCode: 'text',
    failureMessage: 'text',
    failureDetails: 'text',
    endedBy: 'text',
    endedReason: 'text',
    toldAt: 'integer',
  },
};

export const logLineTable: Table<LogLine> = {
  name: 'LogLine',
  columns: {
    unitId: 'text',
    attempt: 'integer',
    line: 'integer',
    at: 'integer',
    level: 'text',
    message: 'text',
    fields: 'text',
  },
};

export const idempotencyTable: Table<IdempotencyRecord> = {
  name: 'IdempotencyRecord',
  columns: {
    key: 'text',
    scope: 'text',
    command: 'text',
    inputHash: 'text',
    outcome: 'text',
    createdAt: 'integer',
  },
};
