/**
 * What may happen, and by which command: the moves that each kind of Event stands for, and the Events
 * that each command may have on the Unit that it names and on others. Written down a second time;
 * new Events and commands have to be entered here.
 */
import type { Command, CommandName } from '../../src/domain/command.ts';
import type { Event, EventKind } from '../../src/domain/event.ts';

type Move = `${string}>${string}`;

const unfinished = ['PENDING', 'READY', 'RUNNING', 'PAUSED'];
const workerModes = ['ACTIVE', 'QUIET', 'DRAINING'];
const finished = ['SUCCEEDED', 'FAILED', 'SKIPPED', 'CANCELLED'];

export const movesOf: Readonly<Record<EventKind, readonly Move[]>> = {
  'topic.created': ['null>null'],
  'topic.updated': ['null>null'],
  'topic.paused': ['null>null'],
  'topic.resumed': ['null>null'],
  'topic.intakeClosed': ['null>null'],
  'topic.intakeOpened': ['null>null'],
  'schedule.set': ['null>null'],
  'schedule.removed': ['null>null'],
  'schedule.paused': ['null>null'],
  'schedule.resumed': ['null>null'],
  'schedule.fired': ['null>null'],
  'schedule.queued': ['null>null'],
  'schedule.skipped': ['null>null'],
  'schedule.failed': ['null>null'],
  'template.published': ['null>null'],
  'template.deprecated': ['null>null'],
  'limit.set': ['null>null'],
  'limit.removed': ['null>null'],
  'limit.rateChanged': ['null>null'],
  'job.submitted': ['null>RUNNING'],
  'job.begun': ['RUNNING>RUNNING'],
  'job.rescheduled': ['RUNNING>RUNNING'],
  'job.replaced': ['SUCCEEDED', 'FAILED', 'CANCELLED'].map((state) => `${state}>${state}` as const),
  'job.started': ['RUNNING>RUNNING'],
  'job.succeeded': ['RUNNING>SUCCEEDED'],
  'job.failed': ['RUNNING>FAILED'],
  'job.cancelled': ['RUNNING>CANCELLED'],
  'job.paused': ['RUNNING>RUNNING'],
  'job.resumed': ['RUNNING>RUNNING'],
  'job.reopened': ['SUCCEEDED>RUNNING', 'FAILED>RUNNING', 'CANCELLED>RUNNING'],
  'job.prioritized': ['RUNNING>RUNNING'],
  'job.contextMerged': ['null>null'],
  'job.deleted': ['SUCCEEDED>null', 'FAILED>null', 'CANCELLED>null'],
  'task.added': ['null>PENDING'],
  'task.dependencyAdded': ['null>null'],
  'task.dependencyRemoved': ['null>null'],
  'task.opened': ['PENDING>RUNNING'],
  'task.succeeded': ['RUNNING>SUCCEEDED'],
  'task.failed': ['RUNNING>FAILED'],
  'task.cancelled': ['PENDING>CANCELLED', 'RUNNING>CANCELLED'],
  'task.skipped': ['PENDING>SKIPPED'],
  'task.paused': ['PENDING>PENDING', 'RUNNING>RUNNING'],
  'task.resumed': ['PENDING>PENDING', 'RUNNING>RUNNING'],
  'task.reopened': [...into('PENDING', finished), ...into('RUNNING', finished), 'RUNNING>PENDING'],
  'unit.ready': ['PENDING>READY'],
  'unit.claimed': ['READY>RUNNING'],
  'unit.progressed': ['RUNNING>RUNNING'],
  'unit.logged': ['RUNNING>RUNNING'],
  'unit.succeeded': into('SUCCEEDED', [...unfinished, 'FAILED', 'SKIPPED', 'CANCELLED']),
  'unit.failed': into('FAILED', unfinished),
  'unit.retried': ['RUNNING>READY'],
  'unit.due': ['READY>READY'],
  'unit.released': ['RUNNING>READY'],
  'unit.snoozed': ['RUNNING>READY'],
  'unit.checkpointed': ['RUNNING>RUNNING'],
  'unit.expired': ['RUNNING>READY'],
  'unit.cancelled': into('CANCELLED', unfinished),
  'unit.skipped': into('SKIPPED', ['PENDING', 'READY', 'PAUSED', 'FAILED']),
  'unit.reopened': into('PENDING', [...finished, 'READY', 'RUNNING']),
  'unit.prioritized': unfinished.map((state) => `${state}>${state}` as const),
  'unit.paused': into('PAUSED', unfinished),
  'unit.interrupted': ['RUNNING>READY'],
  'unit.revoked': ['RUNNING>READY'],
  'unit.resumed': ['PAUSED>PENDING'],
  'unit.blocked': ['READY>PENDING'],
  'unit.spawned': ['RUNNING>RUNNING'],
  'unit.added': ['null>PENDING'],
  'unit.removed': ['PENDING>null', 'READY>null', 'PAUSED>null'],
  'unit.dependencyAdded': ['null>null'],
  'unit.dependencyRemoved': ['null>null'],
  'worker.registered': ['null>ACTIVE'],
  'worker.changed': ['null>null'],
  'worker.quieted': into('QUIET', workerModes),
  'worker.drained': into('DRAINING', workerModes),
  'worker.activated': into('ACTIVE', ['QUIET', 'DRAINING']),
  'worker.revoked': workerModes.map((mode) => `${mode}>${mode}` as const),
};

interface Effects {
  readonly target: readonly EventKind[];
  readonly others: readonly EventKind[];
}

/** What may follow for any Unit that has not begun, by its condition, too; to be cancelled, if its Job wants that. */
const follow: readonly EventKind[] = [
  'unit.ready',
  'unit.skipped',
  'unit.failed',
  'unit.cancelled',
];

const effectsOf: Readonly<Record<CommandName, Effects>> = {
  createTopic: { target: [], others: [] },
  updateTopic: { target: [], others: [] },
  setLimit: { target: [], others: [] },
  removeLimit: { target: [], others: [] },
  openLimits: { target: [], others: [] },
  submitJob: { target: [], others: follow },
  publishTemplate: { target: [], others: [] },
  deprecateTemplate: { target: [], others: [] },
  startJob: { target: [], others: follow },
  setSchedule: { target: [], others: [] },
  removeSchedule: { target: [], others: [] },
  pauseSchedule: { target: [], others: [] },
  resumeSchedule: { target: [], others: [] },
  fireSchedule: { target: [], others: follow },
  fireDueSchedules: { target: [], others: follow },
  closeIntake: { target: [], others: [] },
  openIntake: { target: [], others: [] },
  pauseTopic: { target: [], others: ['unit.interrupted'] },
  resumeTopic: { target: [], others: [] },
  pauseJob: { target: [], others: ['unit.interrupted'] },
  resumeJob: { target: [], others: [] },
  pauseTask: { target: [], others: ['unit.interrupted'] },
  resumeTask: { target: [], others: [] },
  cancelJob: { target: [], others: ['unit.cancelled'] },
  retryJob: { target: [], others: ['unit.reopened', ...follow] },
  rerunJob: { target: [], others: ['unit.reopened', ...follow] },
  deleteJob: { target: [], others: [] },
  prioritizeJob: { target: [], others: ['unit.prioritized'] },
  prioritizeUnit: { target: ['unit.prioritized'], others: [] },
  cancelUnit: { target: ['unit.cancelled'], others: follow },
  skipUnit: { target: ['unit.skipped'], others: follow },
  retryUnit: { target: ['unit.reopened', ...follow], others: follow },
  rerunUnit: { target: ['unit.reopened', ...follow], others: ['unit.reopened', ...follow] },
  pauseUnit: { target: ['unit.paused'], others: follow },
  resumeUnit: { target: ['unit.resumed', ...follow], others: follow },
  revokeUnit: { target: ['unit.revoked'], others: [] },
  setWorkerMode: { target: [], others: [] },
  revokeWorker: { target: [], others: ['unit.revoked'] },
  forceSucceedUnit: { target: ['unit.succeeded'], others: follow },
  keepAnswer: { target: [], others: [] },
  claimUnits: { target: [], others: ['unit.claimed'] },
  renewLease: { target: [], others: [] },
  reportProgress: { target: ['unit.progressed'], others: [] },
  appendLog: { target: ['unit.logged'], others: [] },
  saveCheckpoint: { target: ['unit.checkpointed'], others: [] },
  succeedUnit: { target: ['unit.succeeded'], others: follow },
  failUnit: { target: ['unit.failed', 'unit.retried'], others: follow },
  releaseUnit: { target: ['unit.released'], others: [] },
  snoozeUnit: { target: ['unit.snoozed'], others: [] },
  pauseHeldUnit: { target: ['unit.paused'], others: [] },
  spawn: { target: ['unit.spawned'], others: ['unit.added', 'unit.dependencyAdded', ...follow] },
  mergeContext: { target: ['job.contextMerged'], others: [] },
  mergeJobContext: { target: [], others: [] },
  addTasks: { target: [], others: follow },
  addUnits: { target: [], others: ['unit.added', ...follow] },
  addDependencies: { target: [], others: ['unit.dependencyAdded', 'unit.blocked', ...follow] },
  removeDependencies: { target: [], others: ['unit.dependencyRemoved', 'unit.blocked', ...follow] },
  removeUnits: {
    target: [],
    others: ['unit.removed', 'unit.dependencyRemoved', 'unit.blocked', ...follow],
  },
  expireLeases: { target: [], others: ['unit.expired', 'unit.failed', ...follow] },
  makeUnitsDue: { target: [], others: ['unit.due'] },
  resumeDue: { target: [], others: ['unit.resumed', ...follow] },
  failOverdue: { target: [], others: ['unit.failed', ...follow] },
  beginJob: { target: [], others: follow },
  rescheduleJob: { target: [], others: follow },
  beginDueJobs: { target: [], others: follow },
  cancelOverdueJobs: { target: [], others: ['unit.cancelled'] },
  deleteExpired: { target: [], others: [] },
};

/** What the Events of a batch say that its commands may not have done. */
export function effectFaults(
  commands: readonly Command[],
  events: readonly Event[],
  canCancelRest: boolean,
): readonly string[] {
  const found: string[] = [];
  for (const event of events) {
    const { kind, from, to, unitId, data } = event;
    // Every kind that this version writes is in the table; what is not is found here.
    const moves: readonly Move[] = movesOf[kind as EventKind] ?? [];
    if (!moves.includes(`${from}>${to}`)) found.push(`${kind} from ${from} to ${to}`);
    if (unitId === null) continue;
    const isAllowed = commands.some((command) => mayCause(command, event));
    if (!isAllowed) found.push(`${unitId}: ${kind} by ${commands.map(({ name }) => name)}`);
    const isTarget = commands.some((command) => targetOf(command) === unitId);
    if (isTarget) continue;
    const isBegun = from !== 'PENDING' && from !== 'PAUSED';
    const isCaused = /NOT_NEEDED|CONDITION_/.test(data ?? '');
    if (kind === 'unit.failed' && from === 'PENDING' && !isCaused) {
      found.push(`${unitId}: failed by the way`);
    }
    if (kind === 'unit.skipped' && (isBegun || !isCaused)) {
      found.push(`${unitId}: ${from} and skipped by the way`);
    }
    const isWithJob = commands.some(({ name }) => cancelling.has(name));
    if (kind === 'unit.cancelled' && !isWithJob && !canCancelRest) {
      found.push(`${unitId}: cancelled by the way`);
    }
  }
  return found;
}

/** By which a whole Job may be cancelled. */
const cancelling: ReadonlySet<CommandName> = new Set([
  'cancelJob',
  'cancelOverdueJobs',
  'submitJob',
]);

/** The Unit that the command names, if it names one. */
export function targetOf(command: Command): string | undefined {
  if ('unitId' in command) return command.unitId;
  return 'lease' in command ? command.lease.unitId : undefined;
}

function mayCause(command: Command, { kind, unitId }: Event): boolean {
  const effects = effectsOf[command.name];
  const kinds: readonly string[] = targetOf(command) === unitId ? effects.target : effects.others;
  return kinds.includes(kind);
}

function into(to: string, from: readonly string[]): readonly Move[] {
  return from.map((each) => `${each}>${to}` as const);
}
