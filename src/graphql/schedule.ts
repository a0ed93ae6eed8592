/** Schedules: what starts Templates by time. */
import type { Missed, Overlap as OverlapPolicy } from '../domain/schedule.ts';
import { nextFiring, type Timing } from '../domain/timing.ts';
import type { ScheduleModel } from '../store/prisma/models.ts';
import { builder } from './builder.ts';
import { readJson } from './failure.ts';
import { Job } from './job.ts';
import { getReferred } from './loaders.ts';
import { connectionOf, pageCost, readPage } from './pagination.ts';
import { Pause, pauseOf } from './pause.ts';
import { requestError } from './request-error.ts';
import {
  FiringOutcome,
  firingOrder,
  firingsOf,
  ScheduleFiring,
  ScheduleFiringConnection,
} from './schedule-firing.ts';
import {
  checkPreviewCount,
  PlannedFiring,
  planned,
  previewCost,
  ScheduleTiming,
} from './schedule-timing.ts';
import { Topic } from './topic.ts';

export const Overlap = builder.enumType('ScheduleOverlap', {
  description: 'What becomes of a firing while the Job that the Schedule started last runs.',
  values: {
    SKIP: { description: 'It is left out.' },
    QUEUE: { description: 'It waits until that Job ends, unless enough wait already.' },
    REPLACE: { description: 'That Job is cancelled, and a new one starts.' },
    ALLOW: { description: 'A new Job starts beside it.' },
  } satisfies Record<OverlapPolicy, { description: string }>,
});

export const MissedPolicy = builder.enumType('ScheduleMissed', {
  description:
    'What becomes of firings that nobody looked at before the next one was due, or for a minute.',
  values: {
    SKIP: { description: 'They are left out.' },
    ONE: { description: 'The newest is caught up with, and the others are left out.' },
    ALL: { description: 'All of them are started, the oldest first.' },
  } satisfies Record<Missed, { description: string }>,
});

export const Schedule = builder.prismaObject('Schedule', {
  description: 'A Template that is started by time.',
  interfaces: [builder.nodeInterfaceRef()],
  fields: (t) => ({
    id: t.exposeID('id', { description: 'The id, such as `schedule_01k...`.' }),
    name: t.exposeString('name', { description: 'Its name in the Topic.' }),
    description: t.exposeString('description', {
      nullable: true,
      description: 'What it is for, for people.',
    }),
    template: t.exposeString('templateName', {
      description: 'The name of the Template that it starts.',
    }),
    version: t.exposeInt('templateVersion', {
      nullable: true,
      description: 'Which version of it; null for the newest at each firing.',
    }),
    params: t.field({
      type: 'JSON',
      description: 'The parameters of its Jobs.',
      resolve: ({ params }) => readJson(params),
    }),
    dueAtParam: t.exposeString('dueAtParam', {
      nullable: true,
      description: 'The parameter that is given the time at which a firing was due.',
    }),
    jobName: t.exposeString('jobName', {
      nullable: true,
      description: 'The name of its Jobs; null for what the Template says.',
    }),
    priority: t.exposeInt('priority', {
      nullable: true,
      description: 'The priority of its Jobs; null for what the Template says.',
    }),
    labels: t.field({
      type: 'JSON',
      nullable: true,
      description: 'Labels that its Jobs have besides those of the Template, or in their place.',
      resolve: ({ labels }) => readJson(labels),
    }),
    timing: t.field({
      type: ScheduleTiming,
      description: 'When it fires.',
      resolve: (schedule) => schedule,
    }),
    overlap: t.expose('overlap', {
      type: Overlap,
      description: 'What becomes of a firing while the Job before it runs.',
    }),
    queueMax: t.exposeInt('queueMax', {
      description: 'How many firings may wait for the running Job, with QUEUE.',
    }),
    missed: t.expose('missed', {
      type: MissedPolicy,
      description: 'What becomes of firings that nobody looked at in time.',
    }),
    pause: t.field({
      type: Pause,
      nullable: true,
      description: 'Since when it is paused, by whom and why; null when it is not.',
      resolve: pauseOf,
    }),
    nextAt: t.field({
      type: 'DateTime',
      nullable: true,
      description:
        'When it fires next; null when it does no more, or is paused until somebody resumes it.',
      resolve: nextOf,
    }),
    preview: t.field({
      type: [PlannedFiring],
      description: 'When it fires next. Of one that is paused, as if it were resumed now.',
      args: {
        count: t.arg.int({
          required: true,
          defaultValue: 10,
          description: 'How many firings to show: up to 100.',
        }),
      },
      complexity: ({ count }) => previewCost(count),
      resolve: (schedule, { count }, { store }) => previewOf(schedule, count, store.now()),
    }),
    queuedCount: t.exposeInt('queuedCount', {
      description: 'How many firings wait for the running Job.',
    }),
    startedCount: t.exposeInt('startedCount', { description: 'How many Jobs it has started.' }),
    skippedCount: t.exposeInt('skippedCount', {
      description: 'How many of its firings were left out.',
    }),
    failedCount: t.exposeInt('failedCount', {
      description: 'How many of its firings could not be started.',
    }),
    lastJob: t.field({
      type: Job,
      nullable: true,
      description: 'The Job that it started last; null when there was none, or it is deleted.',
      resolve: ({ lastJobId }, _, { loaders }) =>
        lastJobId === null ? null : loaders.jobs.load(lastJobId),
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was made.' }),
    updatedAt: t.expose('updatedAt', {
      type: 'DateTime',
      description: 'When it was last set to something else.',
    }),
    topic: t.field({
      type: Topic,
      description: 'The Topic that it belongs to.',
      resolve: ({ topicId }, _, { loaders }) => getReferred(loaders.topics, topicId),
    }),
    lastFiring: t.field({
      type: ScheduleFiring,
      nullable: true,
      description: 'The newest of `firings`; null when there is none.',
      resolve: async (schedule, _, context) => {
        const page = { above: undefined, below: undefined, scan: 'DESC', limit: 1 } as const;
        const [newest] = await firingsOf({ ...page, outcome: null }, context).load(schedule.id);
        return newest ?? null;
      },
    }),
    firings: t.field({
      type: ScheduleFiringConnection,
      description: 'What became of its firings, the newest first: the last 1,000, and some more.',
      args: {
        ...t.arg.connectionArgs(),
        outcome: t.arg({
          type: FiringOutcome,
          description: 'Only those of which this became; all if not given.',
        }),
      },
      complexity: pageCost,
      resolve: async ({ id }, args, context) => {
        const page = readPage(args, firingOrder);
        const list = firingsOf({ ...page, outcome: args.outcome ?? null }, context);
        return connectionOf(await list.load(id), page, firingOrder);
      },
    }),
  }),
});

function nextOf(schedule: ScheduleModel): number | null {
  if (schedule.pausedAt === null) return instantOf(schedule.nextAt);
  if (schedule.resumeAt === null) return null;
  return nextFiring(timingOf(schedule), Number(schedule.resumeAt)) ?? null;
}

function previewOf(schedule: ScheduleModel, count: number, now: number) {
  const [fault] = checkPreviewCount(count, ['count']);
  if (fault !== undefined) throw requestError('INVALID_VALUE', fault.message);
  const { nextAt, pausedAt } = schedule;
  if (pausedAt !== null) return planned(timingOf(schedule), now, count);
  return nextAt === null ? [] : planned(timingOf(schedule), Number(nextAt) - 1, count);
}

function timingOf(schedule: ScheduleModel): Timing {
  const { cron, zone, everyMs, anchorAt, onceAt, startsAt, endsAt } = schedule;
  return {
    cron,
    zone,
    everyMs,
    anchorAt: instantOf(anchorAt),
    onceAt: instantOf(onceAt),
    startsAt: instantOf(startsAt),
    endsAt: instantOf(endsAt),
  };
}

function instantOf(at: bigint | null): number | null {
  return at === null ? null : Number(at);
}
