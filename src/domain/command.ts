/**
 * All that can be asked of Junjo, as data. Everything that changes state is one of these, the
 * doings of the clock included; each has a file of its own in src/commands. JSON values are JSON
 * text; durations are milliseconds.
 */
import type {
  Asked,
  Holding,
  Idempotent,
  JobOperator,
  Operator,
  TaskOperator,
  TopicOperator,
  WorkerOperator,
} from './asked.ts';
import type { Results } from './command-results.ts';
import type { JobDefinition, TaskDefinition, UnitDefinition } from './job-definition.ts';
import type { LeaseRef } from './lease.ts';
import type { Limit, LimitRules } from './limit.ts';
import type { LogLineInput } from './log-line.ts';
import type { Rejection } from './rejection.ts';
import type { ScheduleCommands } from './schedule-command.ts';
import type { Submission } from './submission.ts';
import type { TemplateDefinition, TemplateRef, TemplateStart } from './template.ts';
import type { TopicDefaults } from './unit-defaults.ts';
import type { WorkerMode } from './worker.ts';

interface ContextChange {
  /** JSON text of an object: its fields replace those that are there, and null removes one. */
  readonly values: string;
}

interface DependencyEdit extends Idempotent {
  readonly jobId: string;
  readonly dependencies: readonly DependencyPaths[];
}

/** A dependency by the paths of its nodes within the Job: `task`, or `task/unit`. */
export interface DependencyPaths {
  readonly predecessor: string;
  readonly dependant: string;
}

export interface Commands extends ScheduleCommands {
  createTopic: Idempotent & {
    readonly topicName: string;
    readonly description: string | null;
    /** Milliseconds; null keeps everything for ever, and undefined is the system's default. */
    readonly retentionMs?: number | null | undefined;
    /** How it hands out Units; neither by default. */
    readonly isFair?: boolean | undefined;
    readonly advanceStartedJobs?: boolean | undefined;
  };
  updateTopic: Idempotent & {
    readonly topicId: string;
    /** Null says nothing; undefined leaves it as it is, like the defaults. */
    readonly description: string | null | undefined;
    readonly defaults: TopicDefaults | null | undefined;
    /** Milliseconds; null keeps everything for ever. */
    readonly retentionMs?: number | null | undefined;
    readonly isFair?: boolean | undefined;
    readonly advanceStartedJobs?: boolean | undefined;
  };
  /** Bounds what runs or starts in a Topic, in place of what was said before for the same. */
  setLimit: TopicOperator & LimitRules & Pick<Limit, 'scope' | 'pattern'>;
  removeLimit: Idempotent & Asked & { readonly limitId: string };
  publishTemplate: Idempotent & {
    readonly topicId: string;
    readonly template: TemplateDefinition;
    readonly by?: string | null | undefined;
  };
  /** One version, or without a number all that there are. */
  deprecateTemplate: TopicOperator & { readonly template: TemplateRef };
  startJob: Idempotent & { readonly topicId: string; readonly start: TemplateStart };
  submitJob: Idempotent & {
    readonly topicId: string;
    readonly job: JobDefinition;
    readonly submission?: Submission | undefined;
  };
  /** No new Jobs are taken in, until `opensAt` if that is given (epoch milliseconds). */
  closeIntake: TopicOperator & { readonly opensAt: number | null };
  openIntake: TopicOperator;
  pauseTopic: TopicOperator & Holding;
  resumeTopic: TopicOperator;
  pauseJob: JobOperator & Holding;
  resumeJob: JobOperator;
  pauseTask: TaskOperator & Holding;
  resumeTask: TaskOperator;
  cancelJob: JobOperator;
  /** Lets a Job begin now that waits. */
  beginJob: JobOperator;
  /** Lets a Job that waits begin at another time, epoch milliseconds. */
  rescheduleJob: JobOperator & { readonly startAt: number };
  /** Every Unit of the Job that failed or was cancelled. */
  retryJob: JobOperator;
  /** The whole Job, from the beginning. */
  rerunJob: JobOperator;
  /** A finished Job, with all that belongs to it. */
  deleteJob: JobOperator;
  /** The Job and all its Units that have not finished. */
  prioritizeJob: JobOperator & { readonly priority: number };
  cancelUnit: Operator;
  prioritizeUnit: Operator & { readonly priority: number };
  skipUnit: Operator & {
    /** JSON text that those who depend on it see, or null. */
    readonly output: string | null;
  };
  retryUnit: Operator;
  rerunUnit: Operator;
  pauseUnit: Operator & {
    /** When it goes on by itself, epoch milliseconds; null when somebody has to resume it. */
    readonly resumeAt: number | null;
  };
  resumeUnit: Operator;
  /** Takes a Unit from its holder: it is ready again at once, and that costs no attempt. */
  revokeUnit: Operator;
  forceSucceedUnit: Operator & { readonly reason: string; readonly output: string };
  setWorkerMode: WorkerOperator & { readonly mode: WorkerMode };
  /** Takes from a Worker all that it holds, and quiets it as well if asked to. */
  revokeWorker: WorkerOperator & { readonly isQuieting: boolean };
  /** What was answered to a request of several commands, for when it comes again; see bulk.ts. */
  keepAnswer: Idempotent & { readonly topicId: string; readonly answer: string };
  claimUnits: {
    readonly topicId: string;
    readonly worker: string;
    /** Null claims any kind. */
    readonly kinds: readonly string[] | null;
    /** JSON text of an object of texts, by which Units are given that require them; none by default. */
    readonly labels?: string | undefined;
    readonly max: number;
    readonly leaseMs: number;
    /** How many Units of the Topic the worker holds at most at once; any number unless given. */
    readonly capacity?: number | null | undefined;
    /** Repeating a claim with the same id answers the same Units. */
    readonly requestId: string | null;
  };
  renewLease: { readonly lease: LeaseRef; readonly leaseMs: number | null };
  reportProgress: {
    readonly lease: LeaseRef;
    /** From 0 to 1. */
    readonly progress: number;
    readonly message: string | null;
  };
  appendLog: {
    readonly lease: LeaseRef;
    readonly lines: readonly LogLineInput[];
    /** How many lines of this attempt came before; lines that are already there are not added again. */
    readonly offset: number | null;
  };
  succeedUnit: { readonly lease: LeaseRef; readonly output: string };
  failUnit: {
    readonly lease: LeaseRef;
    readonly code: string;
    readonly message: string;
    readonly details: string | null;
    readonly isRetryable: boolean;
    /** Whether the worker was refused for being one too many: that is no failure of the Unit. */
    readonly isRateLimited?: boolean;
    readonly retryAfterMs: number | null;
  };
  releaseUnit: { readonly lease: LeaseRef };
  snoozeUnit: { readonly lease: LeaseRef; readonly delayMs: number };
  saveCheckpoint: { readonly lease: LeaseRef; readonly checkpoint: string };
  /** The worker itself has its Unit paused, until somebody resumes it or its time comes. */
  pauseHeldUnit: {
    readonly lease: LeaseRef;
    readonly reason: string | null;
    /** Epoch milliseconds, or null. */
    readonly resumeAt: number | null;
  };
  /** The worker adds Units to its Unit's Task, and Tasks to its Job. */
  spawn: {
    readonly lease: LeaseRef;
    readonly units: readonly UnitDefinition[];
    readonly tasks: readonly TaskDefinition[];
    /** Whether what waits for the Unit, or for its Task, waits for what is added as well. */
    readonly isJoining: boolean;
  };
  /** The worker changes the context that the Units of its Job share. */
  mergeContext: { readonly lease: LeaseRef } & ContextChange;
  mergeJobContext: Idempotent & Asked & ContextChange & { readonly jobId: string };
  addTasks: Idempotent & { readonly jobId: string; readonly tasks: readonly TaskDefinition[] };
  addUnits: Idempotent & { readonly taskId: string; readonly units: readonly UnitDefinition[] };
  addDependencies: DependencyEdit;
  removeDependencies: DependencyEdit;
  removeUnits: Idempotent & { readonly jobId: string; readonly unitIds: readonly string[] };
  /** The clock: takes away leases that ran out. */
  expireLeases: { readonly topicId: string };
  /** The clock: lets READY Units be claimed whose delay is over. */
  makeUnitsDue: { readonly topicId: string };
  /** The clock: resumes what was paused until now, and opens an intake that was closed until now. */
  resumeDue: { readonly topicId: string };
  /** The clock: deletes a portion of what the Topic keeps no longer. */
  deleteExpired: { readonly topicId: string };
  /** The clock: lets start again what Limits had closed until now. */
  openLimits: { readonly topicId: string };
  /** The clock: fails Units that nobody works on and that have run out of time. */
  failOverdue: { readonly topicId: string };
  /** The clock: lets Jobs begin whose time has come. */
  beginDueJobs: { readonly topicId: string };
  /** The clock: cancels what is unfinished of Jobs that would have had to finish by now. */
  cancelOverdueJobs: { readonly topicId: string };
}

export type CommandName = keyof Commands;

export type Command<N extends CommandName = CommandName> = {
  readonly [K in N]: { readonly name: K } & Commands[K];
}[N];

/** How a command was answered. A refused command has changed nothing. */
export type Outcome<N extends CommandName = CommandName> = Accepted<N> | Refused;

export interface Accepted<N extends CommandName = CommandName> {
  readonly isAccepted: true;
  readonly result: Results[N];
  readonly topicId: string;
  /** The position in the Topic's journal at which the change is visible. */
  readonly seq: number;
  /** Whether this repeats an answer given before. */
  readonly isReplayed: boolean;
}

export interface Refused {
  readonly isAccepted: false;
  readonly rejections: readonly [Rejection, ...Rejection[]];
}
