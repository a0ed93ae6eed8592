/**
 * What the reference works on: plain data without functions, so that a copy of all of it is made as
 * easily as it is compared.
 */
import type { JoinKind, OnFalse } from '../../src/domain/readiness.ts';
import type { UnitDefaults } from '../../src/domain/unit-defaults.ts';
import type { ConditionLook } from './job-plans.ts';

/** What a node waits for; `count` is for AT_LEAST. */
export interface ReferenceJoin {
  readonly kind: JoinKind;
  readonly count: number;
}

/** What a condition looks at; `keys` names an output: a Unit's, or a Task's and a Unit's. */
export interface ReferenceCondition {
  readonly look: ConditionLook;
  readonly keys: readonly string[];
  readonly onFalse: OnFalse;
}

/** What Units and Tasks have in common. */
export interface ReferenceNode {
  /** As the driver knows it; empty until it is submitted. */
  id: string;
  readonly key: string;
  dependsOn: readonly string[];
  readonly join: ReferenceJoin;
  readonly condition: ReferenceCondition | undefined;
  /** Whether the condition was seen to hold, so that it is not looked at again. */
  isMet: boolean;
  readonly handles: boolean;
  state: string;
  /** Of what is skipped: whether that skips what depends on it as well. */
  isCascading: boolean;
}

export interface ReferenceUnit extends ReferenceNode {
  readonly kind: string;
  readonly says: UnitDefaults;
  /** What holds for it in the end, put together when it is submitted. */
  rules: ReferenceRules;
  /** JSON text. */
  output: string | undefined;
  failureCode: string;
  /** A head start in the claim order of a minute for each level. */
  priority: number;
  attempt: number;
  failureCount: number;
  lossCount: number;
  lease: ReferenceLease | undefined;
  readonly endings: Map<number, string>;
  readyAt: number;
  availableAt: number | undefined;
  /** When it fails unless somebody claims it. */
  startBy: number | undefined;
  /** When it fails unless it has ended. */
  deadlineAt: number | undefined;
  /** When its first attempt began. */
  begunAt: number | undefined;
  resumeAt: number | undefined;
  /** Whether its own worker had it paused. */
  isPausedByWorker: boolean;
}

export interface ReferenceLease {
  readonly attempt: number;
  readonly worker: string;
  readonly ms: number;
  readonly until: number;
  /** When the attempt has taken all the time that it may. */
  readonly end: number;
}

export interface ReferenceRules {
  readonly maxAttempts: number;
  readonly backoff: 'FIXED' | 'LINEAR' | 'EXPONENTIAL' | 'TABLE';
  readonly delayMs: number;
  readonly maxDelayMs: number;
  readonly delaysMs: readonly number[];
  readonly budgetMs: number;
  readonly attemptTimeoutMs: number;
  readonly startByMs: number;
  readonly deadlineMs: number;
  /** JSON text of an object of labels. */
  readonly requires: string;
}

/** That something is held as a whole, and until when. */
export interface ReferenceHold {
  readonly resumeAt: number | undefined;
}

export interface ReferenceTask extends ReferenceNode {
  readonly tolerateCount: number;
  readonly says: UnitDefaults;
  units: readonly ReferenceUnit[];
  /** Whether it was opened since it last waited as if it were new. */
  wasOpened: boolean;
  hold: ReferenceHold | undefined;
}

export interface ReferenceJob {
  id: string;
  readonly cancelsRest: boolean;
  /** Its own key in the Topic, until another takes it. */
  key: string | undefined;
  /** When it was, or is, to begin, and by when it has to have finished; epoch milliseconds. */
  startAt: number | undefined;
  readonly finishBy: number | undefined;
  readonly says: UnitDefaults;
  tasks: readonly ReferenceTask[];
  /** The shared context, field by field. */
  context: Readonly<Record<string, unknown>>;
  state: string;
  priority: number;
  hold: ReferenceHold | undefined;
}

/** Whether its time has not come. */
export function isWaiting({ state, startAt }: ReferenceJob, now: number): boolean {
  return state === 'RUNNING' && startAt !== undefined && startAt > now;
}

export function unitsOf(job: ReferenceJob): readonly ReferenceUnit[] {
  return job.tasks.flatMap((task) => task.units);
}

export function isFinished({ state }: { readonly state: string }): boolean {
  return ['SUCCEEDED', 'FAILED', 'SKIPPED', 'CANCELLED'].includes(state);
}

export function hasGoneWrong({ state }: { readonly state: string }): boolean {
  return state === 'FAILED' || state === 'CANCELLED';
}
