/** What accepted commands answer, each its own. */
import type { ScheduleResults } from './schedule-command.ts';
import type { TakenJob } from './submission.ts';
import type { Unit, UnitState } from './unit.ts';
import type { WorkerDirective } from './worker.ts';

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
  /** What is asked of the worker, if anything is. */
  readonly directive?: WorkerDirective;
}

/** What a claim gets. */
export interface ClaimResult {
  readonly leases: readonly LeasedUnit[];
  /** What is asked of the worker, if anything is. */
  readonly directive?: WorkerDirective | undefined;
  /** Whether it gets nothing more for now, whatever becomes ready: it is quiet, or holds all it can. */
  readonly isHeldBack: boolean;
}

export interface Results extends ScheduleResults {
  createTopic: { readonly topicId: string };
  updateTopic: { readonly topicId: string };
  setLimit: { readonly topicId: string; readonly limitId: string };
  removeLimit: { readonly topicId: string };
  publishTemplate: { readonly templateId: string };
  /** The newest of those that were meant. */
  deprecateTemplate: { readonly templateId: string };
  startJob: TakenJob;
  submitJob: TakenJob;
  closeIntake: { readonly topicId: string };
  openIntake: { readonly topicId: string };
  pauseTopic: { readonly topicId: string };
  resumeTopic: { readonly topicId: string };
  pauseJob: { readonly jobId: string };
  resumeJob: { readonly jobId: string };
  pauseTask: { readonly taskId: string };
  resumeTask: { readonly taskId: string };
  cancelJob: { readonly jobId: string };
  beginJob: { readonly jobId: string };
  rescheduleJob: { readonly jobId: string };
  retryJob: { readonly jobId: string };
  rerunJob: { readonly jobId: string };
  deleteJob: { readonly jobId: string };
  prioritizeJob: { readonly jobId: string };
  cancelUnit: { readonly unitId: string };
  prioritizeUnit: { readonly unitId: string };
  skipUnit: { readonly unitId: string };
  retryUnit: { readonly unitId: string };
  rerunUnit: { readonly unitId: string };
  pauseUnit: { readonly unitId: string };
  resumeUnit: { readonly unitId: string };
  revokeUnit: { readonly unitId: string };
  forceSucceedUnit: { readonly unitId: string };
  setWorkerMode: { readonly workerId: string };
  revokeWorker: { readonly workerId: string; readonly revokedCount: number };
  keepAnswer: { readonly answer: string };
  claimUnits: ClaimResult;
  renewLease: ReportResult;
  reportProgress: ReportResult;
  appendLog: ReportResult;
  succeedUnit: ReportResult;
  failUnit: ReportResult;
  releaseUnit: ReportResult;
  snoozeUnit: ReportResult;
  saveCheckpoint: ReportResult;
  pauseHeldUnit: ReportResult;
  spawn: ReportResult;
  mergeContext: ReportResult;
  mergeJobContext: { readonly jobId: string };
  addTasks: { readonly jobId: string };
  addUnits: { readonly taskId: string };
  addDependencies: { readonly jobId: string };
  removeDependencies: { readonly jobId: string };
  removeUnits: { readonly jobId: string };
  /** How much the clock has dealt with: none means that nothing is left to do. */
  expireLeases: { readonly count: number };
  makeUnitsDue: { readonly count: number };
  resumeDue: { readonly count: number };
  openLimits: { readonly count: number };
  failOverdue: { readonly count: number };
  beginDueJobs: { readonly count: number };
  cancelOverdueJobs: { readonly count: number };
  deleteExpired: { readonly count: number };
}
