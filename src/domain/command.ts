/**
 * All that can be asked of Junjo, as data. Everything that changes state is one of these, the
 * doings of the clock included; each has a file of its own in src/commands. JSON values are JSON
 * text; durations are milliseconds.
 */
import type { Idempotency } from './idempotency.ts';
import type { JobDefinition } from './job-definition.ts';
import type { LeaseRef } from './lease.ts';
import type { LogLineInput } from './log-line.ts';
import type { Rejection } from './rejection.ts';
import type { Unit, UnitState } from './unit.ts';

interface Idempotent {
  readonly idempotency?: Idempotency | undefined;
}

/** What an operator asks of one Unit. */
interface Operator extends Idempotent {
  readonly unitId: string;
  readonly reason: string | null;
}

export interface Commands {
  createTopic: Idempotent & { readonly topicName: string; readonly description: string | null };
  submitJob: Idempotent & { readonly topicId: string; readonly job: JobDefinition };
  cancelJob: Idempotent & { readonly jobId: string; readonly reason: string | null };
  cancelUnit: Idempotent & { readonly unitId: string; readonly reason: string | null };
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
  forceSucceedUnit: Operator & { readonly reason: string; readonly output: string };
  claimUnits: {
    readonly topicId: string;
    readonly worker: string;
    /** Null claims any kind. */
    readonly kinds: readonly string[] | null;
    readonly max: number;
    readonly leaseMs: number;
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
  /** The clock: takes away leases that ran out. */
  expireLeases: { readonly topicId: string };
  /** The clock: lets READY Units be claimed whose delay is over. */
  makeUnitsDue: { readonly topicId: string };
  /** The clock: resumes PAUSED Units whose time has come. */
  resumeUnits: { readonly topicId: string };
}

export type CommandName = keyof Commands;

export type Command<N extends CommandName = CommandName> = {
  readonly [K in N]: { readonly name: K } & Commands[K];
}[N];

/** A Unit handed to a worker. */
export interface LeasedUnit {
  readonly unit: Unit;
  readonly attempt: number;
  readonly leaseId: string;
  readonly leaseMs: number;
}

/** Where a Unit stands after a worker's report. */
export interface ReportResult {
  readonly unitId: string;
  readonly state: UnitState;
  /** What is left of the lease; null when it is over. */
  readonly leaseMs: number | null;
}

export interface Results {
  createTopic: { readonly topicId: string };
  submitJob: { readonly jobId: string };
  cancelJob: { readonly jobId: string };
  cancelUnit: { readonly unitId: string };
  skipUnit: { readonly unitId: string };
  retryUnit: { readonly unitId: string };
  rerunUnit: { readonly unitId: string };
  pauseUnit: { readonly unitId: string };
  resumeUnit: { readonly unitId: string };
  forceSucceedUnit: { readonly unitId: string };
  claimUnits: { readonly leases: readonly LeasedUnit[] };
  renewLease: ReportResult;
  reportProgress: ReportResult;
  appendLog: ReportResult;
  succeedUnit: ReportResult;
  failUnit: ReportResult;
  releaseUnit: ReportResult;
  snoozeUnit: ReportResult;
  saveCheckpoint: ReportResult;
  pauseHeldUnit: ReportResult;
  expireLeases: { readonly unitCount: number };
  makeUnitsDue: { readonly unitCount: number };
  resumeUnits: { readonly unitCount: number };
}

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
