/**
 * A Schedule fires: what becomes of a firing, and how that is written down. Each is decided, started
 * and written in one transaction with the Schedule's next one, so that none is lost or done twice,
 * wherever a server falls over and however many look at once.
 */
import { bounds } from '../../domain/bounds.ts';
import type { Refused } from '../../domain/command.ts';
import {
  judgeOverlap,
  type Overlap,
  type Schedule,
  type ScheduleDefinition,
  type ScheduleFiring,
} from '../../domain/schedule.ts';
import type { TemplateStart } from '../../domain/template.ts';
import type { Context, Decision } from '../batch/handler.ts';
import { ensure, type Step } from '../batch/needs.ts';
import type { WorkingSet } from '../batch/working-set.ts';
import { cancelWhole } from '../job/cancel-job.ts';
import { addStartNeeds, startFromTemplate } from '../template/start-from-template.ts';

/** A firing that is to be dealt with now. */
export interface Due {
  readonly dueAt: number;
  readonly isManual: 0 | 1;
  readonly overlap: Overlap;
}

/** It was started or waits, and that is written down; or why not, which is not. */
export type Fired =
  | { readonly isFired: true; readonly firing: ScheduleFiring }
  | {
      readonly isFired: false;
      readonly outcome: 'SKIPPED';
      readonly code: 'OVERLAP' | 'QUEUE_FULL';
      readonly message: string;
    }
  | { readonly isFired: false; readonly outcome: 'FAILED'; readonly refusal: Refused };

/** Starts the Job of a firing, or has it wait, as the Schedule says for when another Job of it runs. */
export function* fire(
  set: WorkingSet,
  schedule: Schedule,
  { overlap, ...due }: Due,
  context: Context,
): Generator<Step, Fired, void> {
  const verdict = judgeOverlap({ ...schedule, overlap }, isBusy(set, schedule));
  const firing = { ...due, lastDueAt: due.dueAt, dueCount: 1 };
  if (verdict.kind === 'SKIP') {
    const message = overlapMessages[verdict.code](schedule);
    return { isFired: false, outcome: 'SKIPPED', code: verdict.code, message };
  }
  if (verdict.kind === 'QUEUE') {
    return {
      isFired: true,
      firing: record(set, schedule, { ...firing, outcome: 'QUEUED' }, context),
    };
  }
  const { lastJobId } = schedule;
  const started = yield* start(set, schedule, due.dueAt, context);
  if (!started.isAccepted) return { isFired: false, outcome: 'FAILED', refusal: started };
  const replacedJobId = verdict.kind === 'REPLACE' ? lastJobId : null;
  if (replacedJobId !== null) yield* replace(set, replacedJobId, schedule);
  const { jobId } = started.result;
  const recorded = { ...firing, outcome: 'STARTED', jobId, replacedJobId } as const;
  return { isFired: true, firing: record(set, schedule, recorded, context) };
}

/** Starts the firings that wait, the oldest first, until a Job of the Schedule runs. */
export function* startQueued(
  set: WorkingSet,
  schedule: Schedule,
  context: Context,
): Generator<Step, void, void> {
  for (const firing of set.schedules.queueOf(schedule)) {
    if (isBusy(set, schedule)) return;
    const started = yield* start(set, schedule, firing.dueAt, context);
    const outcome = started.isAccepted
      ? ({ outcome: 'STARTED', jobId: started.result.jobId } as const)
      : failedBy(started);
    set.schedules.firings.change(firing, { ...outcome, firedAt: set.now });
    const counter = counterOf[outcome.outcome];
    set.schedules.rows.change(schedule, {
      queuedCount: schedule.queuedCount - 1,
      [counter]: schedule[counter] + 1,
    });
    tell(set, schedule, firing);
  }
}

/** Writes down what became of a firing, or of several that were skipped. */
export function record(
  set: WorkingSet,
  schedule: Schedule,
  given: Outcome & Pick<ScheduleFiring, 'dueAt' | 'lastDueAt' | 'dueCount' | 'isManual'>,
  context: Context,
): ScheduleFiring {
  const firing: ScheduleFiring = {
    id: context.ids.next('firing'),
    scheduleId: schedule.id,
    dueAt: given.dueAt,
    lastDueAt: given.lastDueAt,
    dueCount: given.dueCount,
    isManual: given.isManual,
    outcome: given.outcome,
    code: given.code ?? null,
    message: given.message ?? null,
    jobId: given.jobId ?? null,
    replacedJobId: given.replacedJobId ?? null,
    firedAt: set.now,
  };
  set.schedules.firings.insert(firing);
  const counter = counterOf[firing.outcome];
  set.schedules.rows.change(schedule, {
    firingCount: schedule.firingCount + 1,
    [counter]: schedule[counter] + firing.dueCount,
  });
  tell(set, schedule, firing);
  return firing;
}

/** How a firing is written down that could not be started. */
export function failedBy({ rejections: [{ code, message }] }: Refused) {
  return { outcome: 'FAILED', code, message } as const;
}

/** Forgets the oldest firings of a Schedule, when there are too many by some. */
export function* trimHistory(set: WorkingSet, schedule: Schedule): Generator<Step, void, void> {
  const { firings } = set.schedules;
  const surplus = schedule.firingCount - schedule.queuedCount - bounds.firingCountPerSchedule;
  // Once in a batch, so that what it has forgotten is not looked up again.
  if (surplus < trimmedCount || firings.removedRows().length > 0) return;
  yield* ensure((needs) => needs.schedules.oldestOf.set(schedule.id, surplus).size > 0);
  const oldest = [...firings.values()]
    .filter(({ scheduleId, outcome }) => scheduleId === schedule.id && outcome !== 'QUEUED')
    .sort((one, other) => (one.id < other.id ? -1 : 1))
    .slice(0, surplus);
  for (const firing of oldest) firings.remove(firing);
  const firingCount = schedule.firingCount - oldest.length;
  set.schedules.rows.change(schedule, { firingCount });
}

/** When the clock has to look at a Schedule; its last Job has to be loaded. */
export function wakeOf(set: WorkingSet, schedule: Schedule): number | null {
  if (schedule.pausedAt !== null) return schedule.resumeAt;
  if (schedule.queuedCount > 0 && !isBusy(set, schedule)) return set.now;
  return schedule.nextAt;
}

/** What is asked of the Template for a firing. */
export function startOf(
  schedule: ScheduleDefinition & Pick<Schedule, 'id'>,
  dueAt: number,
): TemplateStart {
  const { id, dueAtParam, params } = schedule;
  return {
    template: { name: schedule.templateName, version: schedule.templateVersion },
    isDeprecatedAllowed: false,
    params: dueAtParam === null ? params : withDueAt(params, dueAtParam, dueAt),
    name: schedule.jobName,
    key: null,
    priority: schedule.priority,
    labels: schedule.labels,
    scheduleId: id,
    // Should the Template give its Jobs a key, then no two firings are taken for the same Job.
    submission: { onConflict: 'REJECT' },
    hash: `${id} ${dueAt}`,
  };
}

/** How many are forgotten at a time, so that not every firing has to look for one. */
const trimmedCount = 100;

interface Outcome extends Pick<ScheduleFiring, 'outcome'> {
  readonly code?: string;
  readonly message?: string;
  readonly jobId?: string;
  readonly replacedJobId?: string | null;
}

const counterOf = {
  STARTED: 'startedCount',
  QUEUED: 'queuedCount',
  SKIPPED: 'skippedCount',
  FAILED: 'failedCount',
} as const satisfies Record<ScheduleFiring['outcome'], keyof Schedule>;

const overlapMessages = {
  OVERLAP: ({ lastJobId }: Schedule) => `Job ${lastJobId} of the firing before still runs.`,
  QUEUE_FULL: ({ queuedCount }: Schedule) =>
    `${queuedCount} firings wait already, as many as the Schedule lets wait.`,
} as const;

const eventOf = {
  STARTED: 'schedule.fired',
  QUEUED: 'schedule.queued',
  SKIPPED: 'schedule.skipped',
  FAILED: 'schedule.failed',
} as const satisfies Record<ScheduleFiring['outcome'], string>;

function tell(set: WorkingSet, { id, name }: Schedule, firing: ScheduleFiring): void {
  const { dueAt, dueCount, isManual, code, message, jobId, replacedJobId } = firing;
  const data = {
    scheduleId: id,
    name,
    firingId: firing.id,
    dueAt,
    ...(dueCount === 1 ? {} : { dueCount, lastDueAt: firing.lastDueAt }),
    ...(isManual === 0 ? {} : { isManual: true }),
    ...(code === null ? {} : { code, message }),
    ...(replacedJobId === null ? {} : { replacedJobId }),
  };
  set.emit(eventOf[firing.outcome], { ...(jobId === null ? {} : { jobId }), data });
}

/** Whether the Job that the Schedule started last still runs. */
function isBusy(set: WorkingSet, { lastJobId }: Schedule): boolean {
  return lastJobId !== null && set.jobs.find(lastJobId)?.state === 'RUNNING';
}

function* start(
  set: WorkingSet,
  schedule: Schedule,
  dueAt: number,
  context: Context,
): Generator<Step, Decision<'submitJob'>, void> {
  const wanted = startOf(schedule, dueAt);
  yield* ensure((needs) => {
    addStartNeeds(wanted, needs);
    return true;
  });
  const decision = yield* startFromTemplate(set, wanted, context);
  if (decision.isAccepted) {
    set.schedules.rows.change(schedule, { lastJobId: decision.result.jobId });
  }
  return decision;
}

function* replace(set: WorkingSet, jobId: string, { name }: Schedule): Generator<Step, void, void> {
  yield* ensure((needs) => needs.unfinishedOfJobs.add(jobId).size > 0);
  const reason = `The Schedule "${name}" has started another Job in its place.`;
  yield* cancelWhole(set, set.jobs.get(jobId), { asked: { reason } });
}

function withDueAt(params: string, name: string, dueAt: number): string {
  // It was checked to be an object when the Schedule was set.
  const given = JSON.parse(params) as Readonly<Record<string, unknown>>;
  return JSON.stringify({ ...given, [name]: new Date(dueAt).toISOString() });
}
