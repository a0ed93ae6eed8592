/**
 * What every command has to be answered, by the picture alone: the table of the states from which
 * each is possible, written down a second time. A new command has to be entered here.
 */
import { attemptKey } from '../../src/commands/batch/working-set.ts';
import type { Holding } from '../../src/domain/asked.ts';
import type { Command, CommandName, Outcome } from '../../src/domain/command.ts';
import type { Job } from '../../src/domain/job.ts';
import type { LeaseRef } from '../../src/domain/lease.ts';
import type { Pause } from '../../src/domain/pause.ts';
import type { RejectionCode } from '../../src/domain/rejection.ts';
import type { Task } from '../../src/domain/task.ts';
import type { Unit, UnitState } from '../../src/domain/unit.ts';
import { listDue } from './claims.ts';
import {
  expectedJobMerge,
  expectedLinks,
  expectedMerge,
  expectedRemoval,
  expectedSpawn,
  expectedTasks,
  expectedUnits,
  expectedUnlinks,
} from './edit-expectations.ts';
import type { Picture } from './picture.ts';
import { recordedAnswer } from './repeats.ts';
import { expectedMode, expectedRevocation } from './workers.ts';

/**
 * ACCEPTED changes something. REPEATED has taken effect before and NOTHING finds nothing to do:
 * both change nothing. All else is the code of a refusal, with the reason of a lost lease.
 */
export type Expected = 'ACCEPTED' | 'REPEATED' | 'NOTHING' | RejectionCode | `LEASE_LOST ${string}`;

export function expectedAnswer(picture: Picture, command: Command): Expected {
  const recorded = recordedAnswer(picture, command);
  if (recorded !== undefined) return recorded;
  // The table has under each name the expectation of just that command.
  const expectation = expectations[command.name] as Expectation<CommandName>;
  return expectation(command, picture);
}

/** How a command was answered, in the words of what was expected. */
export function observedAnswer(outcome: Outcome): string {
  if (outcome.isAccepted) {
    const { result } = outcome;
    if (outcome.isReplayed) return 'REPEATED';
    const isEmpty =
      ('count' in result && result.count === 0) ||
      ('leases' in result && result.leases.length === 0);
    return isEmpty ? 'NOTHING' : 'ACCEPTED';
  }
  const [{ code, details }] = outcome.rejections;
  return code === 'LEASE_LOST' ? `${code} ${details?.['reason']}` : code;
}

type Expectation<N extends CommandName> = (command: Command<N>, picture: Picture) => Expected;

const unfinished: readonly UnitState[] = ['PENDING', 'READY', 'RUNNING', 'PAUSED'];
const finished: readonly UnitState[] = ['SUCCEEDED', 'FAILED', 'SKIPPED', 'CANCELLED'];

const expectations: { readonly [N in CommandName]: Expectation<N> } = {
  createTopic: () => 'ACCEPTED',
  updateTopic: () => 'ACCEPTED',
  setLimit: () => 'ACCEPTED',
  openLimits: (_command, { now, limitUses }) =>
    [...limitUses.values()].some(({ opensAt }) => opensAt !== null && opensAt <= now)
      ? 'ACCEPTED'
      : 'NOTHING',
  removeLimit: ({ limitId }, { limits }) => (limits.has(limitId) ? 'ACCEPTED' : 'LIMIT_NOT_FOUND'),
  submitJob: ({ topicId }, { topics }) =>
    topics.get(topicId)?.intakeClosedAt === null ? 'ACCEPTED' : 'INTAKE_CLOSED',
  publishTemplate: () => 'ACCEPTED',
  deprecateTemplate: () => 'ACCEPTED',
  setSchedule: () => 'ACCEPTED',
  removeSchedule: () => 'ACCEPTED',
  pauseSchedule: () => 'ACCEPTED',
  resumeSchedule: () => 'ACCEPTED',
  fireSchedule: () => 'ACCEPTED',
  fireDueSchedules: () => 'ACCEPTED',
  startJob: () => 'ACCEPTED',
  closeIntake: () => 'ACCEPTED',
  openIntake: ({ topicId }, { topics }) =>
    topics.get(topicId)?.intakeClosedAt === null ? 'REPEATED' : 'ACCEPTED',
  pauseTopic: (command, { topics, units }) => {
    const own = [...units.values()].filter(({ topicId }) => topicId === command.topicId);
    return expectedHold(command, topics.get(command.topicId), own);
  },
  resumeTopic: ({ topicId }, { topics }) => expectedGoing(topics.get(topicId)),
  pauseJob: (command, { jobs, units }) => {
    const job = jobs.get(command.jobId);
    if (job === undefined) return 'JOB_NOT_FOUND';
    if (job.state !== 'RUNNING') return 'JOB_FINISHED';
    const own = [...units.values()].filter(({ jobId }) => jobId === job.id);
    return expectedHold(command, job, own);
  },
  resumeJob: ({ jobId }, { jobs }) =>
    jobs.get(jobId)?.state === 'RUNNING' ? expectedGoing(jobs.get(jobId)) : 'JOB_FINISHED',
  pauseTask: (command, { tasks, units }) => {
    const task = tasks.get(command.taskId);
    if (task === undefined) return 'TASK_NOT_FOUND';
    if (!isOpenTask(task)) return 'TASK_FINISHED';
    const own = [...units.values()].filter(({ taskId }) => taskId === task.id);
    return expectedHold(command, task, own);
  },
  resumeTask: ({ taskId }, { tasks }) =>
    isOpenTask(tasks.get(taskId)) ? expectedGoing(tasks.get(taskId)) : 'TASK_FINISHED',
  cancelJob: ({ jobId }, { jobs }) => {
    const job = jobs.get(jobId);
    if (job === undefined) return 'JOB_NOT_FOUND';
    if (job.state === 'RUNNING') return 'ACCEPTED';
    return job.state === 'CANCELLED' ? 'REPEATED' : 'JOB_FINISHED';
  },
  retryJob: ({ jobId }, { jobs, tasks, units }) => {
    if (!jobs.has(jobId)) return 'JOB_NOT_FOUND';
    const own = [...tasks.values(), ...units.values()].filter((node) => node.jobId === jobId);
    const isWrong = own.some(({ state }) => state === 'FAILED' || state === 'CANCELLED');
    return isWrong ? 'ACCEPTED' : 'JOB_NOT_IN_STATE';
  },
  rerunJob: ({ jobId }, { jobs }) => (jobs.has(jobId) ? 'ACCEPTED' : 'JOB_NOT_FOUND'),
  deleteJob: ({ jobId }, { jobs }) => {
    const job = jobs.get(jobId);
    if (job === undefined) return 'JOB_NOT_FOUND';
    return job.state === 'RUNNING' ? 'JOB_NOT_IN_STATE' : 'ACCEPTED';
  },
  // No walk is thirty days long.
  deleteExpired: () => 'NOTHING',
  prioritizeJob: ({ jobId, priority }, { jobs, units }) => {
    const job = jobs.get(jobId);
    if (job === undefined) return 'JOB_NOT_FOUND';
    if (job.state !== 'RUNNING') return 'JOB_FINISHED';
    const own = [...units.values()].filter(
      (unit) => unit.jobId === jobId && unfinished.includes(unit.state),
    );
    return [job, ...own].every((row) => row.priority === priority) ? 'REPEATED' : 'ACCEPTED';
  },
  prioritizeUnit: (command, picture) => {
    const expected = from(unfinished, { otherwise: 'UNIT_FINISHED' })(command, picture);
    const isSo = picture.units.get(command.unitId)?.priority === command.priority;
    return expected === 'ACCEPTED' && isSo ? 'REPEATED' : expected;
  },
  cancelUnit: from(unfinished, { done: 'CANCELLED', otherwise: 'UNIT_FINISHED' }),
  skipUnit: (command, picture) => {
    const unit = picture.units.get(command.unitId);
    // What is not needed any more was skipped with its dependants, which is another thing.
    if (unit?.skipKind === 'CASCADING') return 'UNIT_NOT_IN_STATE';
    return from(['PENDING', 'READY', 'PAUSED', 'FAILED'], { done: 'SKIPPED' })(command, picture);
  },
  retryUnit: from(['FAILED', 'CANCELLED']),
  rerunUnit: from(finished),
  pauseUnit: (command, picture) => {
    const unit = picture.units.get(command.unitId);
    if (unit?.state === 'PAUSED') return expectedHold({ ...command, interrupt: false }, unit, []);
    return from(['PENDING', 'READY', 'RUNNING'])(command, picture);
  },
  resumeUnit: from(['PAUSED']),
  forceSucceedUnit: from([...unfinished, 'FAILED', 'SKIPPED', 'CANCELLED'], { done: 'SUCCEEDED' }),
  revokeUnit: from(['RUNNING'], { done: 'READY' }),
  setWorkerMode: expectedMode,
  revokeWorker: expectedRevocation,
  keepAnswer: () => 'ACCEPTED',
  claimUnits: (command, picture) => {
    return listDue(picture, command).length > 0 ? 'ACCEPTED' : 'NOTHING';
  },
  renewLease: ofHolder(),
  reportProgress: ofHolder(),
  appendLog: ofHolder(),
  saveCheckpoint: ofHolder(),
  succeedUnit: ofHolder('SUCCEEDED'),
  failUnit: ofHolder('FAILED'),
  releaseUnit: ofHolder('RELEASED'),
  snoozeUnit: ofHolder('SNOOZED'),
  pauseHeldUnit: ofHolder('PAUSED'),
  mergeContext: (command, picture) => {
    const jobId = picture.units.get(command.lease.unitId)?.jobId ?? '';
    const standing = ofHolder()(command, picture);
    return standing === 'ACCEPTED' ? expectedMerge(picture, jobId, command.values) : standing;
  },
  mergeJobContext: expectedJobMerge,
  spawn: (command, picture) => {
    const standing = ofHolder()(command, picture);
    return standing === 'ACCEPTED' ? expectedSpawn(command, picture) : standing;
  },
  addTasks: expectedTasks,
  addUnits: expectedUnits,
  addDependencies: expectedLinks,
  removeDependencies: expectedUnlinks,
  removeUnits: expectedRemoval,
  expireLeases: whenDue('leaseUntil'),
  makeUnitsDue: whenDue('availableAt'),
  failOverdue: whenDue('failsAt'),
  beginJob: ({ jobId }, { jobs }) => {
    const job = jobs.get(jobId);
    if (job === undefined) return 'JOB_NOT_FOUND';
    if (job.state !== 'RUNNING') return 'JOB_FINISHED';
    return job.beginsAt === null && job.behindJobId === null ? 'REPEATED' : 'ACCEPTED';
  },
  rescheduleJob: ({ jobId, startAt }, { jobs }) => {
    const job = jobs.get(jobId);
    if (job === undefined) return 'JOB_NOT_FOUND';
    if (job.state !== 'RUNNING') return 'JOB_FINISHED';
    if (job.beginsAt === null && job.behindJobId === null) return 'JOB_BEGUN';
    if (job.finishBy !== null && job.finishBy <= startAt) return 'INVALID_VALUE';
    return job.startAt === startAt ? 'REPEATED' : 'ACCEPTED';
  },
  beginDueJobs: whenJobIsDue('beginsAt'),
  cancelOverdueJobs: whenJobIsDue('cancelsAt'),
  resumeDue: (_command, { now, units, tasks, jobs, topics }) => {
    const holdable = [...units.values(), ...tasks.values(), ...jobs.values(), ...topics.values()];
    const isDue = holdable.some(({ resumeAt }) => resumeAt !== null && resumeAt <= now);
    return isDue ? 'ACCEPTED' : 'NOTHING';
  },
};

/** To be held is nothing new for what is held just so, unless something in it is to be taken away. */
function expectedHold(
  { by, reason, resumeAt, interrupt }: Holding,
  row: Pause | undefined,
  units: readonly Unit[],
): Expected {
  if (interrupt && units.some(({ state }) => state === 'RUNNING')) return 'ACCEPTED';
  const isTheSame =
    row?.pausedBy === (by ?? null) && row.pauseReason === reason && row.resumeAt === resumeAt;
  return row?.pausedAt != null && isTheSame ? 'REPEATED' : 'ACCEPTED';
}

function expectedGoing(row: Pause | undefined): Expected {
  return row?.pausedAt === null ? 'REPEATED' : 'ACCEPTED';
}

function isOpenTask(task: Task | undefined): boolean {
  return task?.state === 'PENDING' || task?.state === 'RUNNING';
}

interface Otherwise {
  /** The state in which it has been done already. */
  readonly done?: UnitState;
  readonly otherwise?: RejectionCode;
}

interface Operation {
  readonly unitId: string;
  readonly ifState?: readonly UnitState[] | null | undefined;
}

/** What operators ask of a Unit is possible from these states. */
function from(states: readonly UnitState[], { done, otherwise }: Otherwise = {}) {
  return ({ unitId, ifState }: Operation, { units }: Picture): Expected => {
    const unit = units.get(unitId);
    if (unit === undefined) return 'UNIT_NOT_FOUND';
    if (ifState != null && !ifState.includes(unit.state)) return 'STATE_NOT_AS_EXPECTED';
    if (states.includes(unit.state)) return 'ACCEPTED';
    return unit.state === done ? 'REPEATED' : (otherwise ?? 'UNIT_NOT_IN_STATE');
  };
}

/** What workers report counts while they hold the Unit, and is known again if it ended like that. */
function ofHolder(ending?: string) {
  return ({ lease }: { readonly lease: LeaseRef }, { units, attempts }: Picture): Expected => {
    const unit = units.get(lease.unitId);
    if (unit === undefined) return 'UNIT_NOT_FOUND';
    if (unit.leaseId === lease.leaseId) return 'ACCEPTED';
    const attempt = attempts.get(attemptKey(lease.unitId, lease.attempt));
    if (attempt?.leaseId !== lease.leaseId) return 'LEASE_UNKNOWN';
    if (attempt.outcome === ending) return 'REPEATED';
    if (attempt.outcome === 'EXPIRED') {
      return `LEASE_LOST ${unit.attempt > lease.attempt ? 'RECLAIMED' : 'EXPIRED'}`;
    }
    if (attempt.outcome === 'INTERRUPTED') return 'LEASE_LOST PAUSED';
    const isOthersDoing = ['CANCELLED', 'PAUSED', 'RERUN', 'REVOKED'].includes(attempt.outcome);
    return `LEASE_LOST ${isOthersDoing ? attempt.outcome : 'COMPLETED'}`;
  };
}

function whenJobIsDue(column: 'beginsAt' | 'cancelsAt') {
  return (_command: unknown, { jobs, now }: Picture): Expected => {
    const isDue = (job: Job) => (job[column] ?? Number.POSITIVE_INFINITY) <= now;
    return [...jobs.values()].some(isDue) ? 'ACCEPTED' : 'NOTHING';
  };
}

function whenDue(column: 'leaseUntil' | 'availableAt' | 'failsAt') {
  return (_command: unknown, { units, now }: Picture): Expected => {
    const isDue = (unit: Unit) => (unit[column] ?? Number.POSITIVE_INFINITY) <= now;
    return [...units.values()].some(isDue) ? 'ACCEPTED' : 'NOTHING';
  };
}
