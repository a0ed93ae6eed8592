/** When Schedules fire: what is said of it, and what it comes to. */
import { bounds } from '../domain/bounds.ts';
import { type Rejection, rejection } from '../domain/rejection.ts';
import { checkTiming, previewFirings, type Timing } from '../domain/timing.ts';
import { builder } from './builder.ts';
import type { Context } from './context.ts';
import { UserError } from './user-error.ts';

interface TimingColumns {
  readonly cron: string | null;
  readonly zone: string | null;
  readonly everyMs: number | null;
  readonly anchorAt: number | bigint | null;
  readonly onceAt: number | bigint | null;
  readonly startsAt: number | bigint | null;
  readonly endsAt: number | bigint | null;
}

export const ScheduleTiming = builder.objectRef<TimingColumns>('ScheduleTiming').implement({
  description: 'When a Schedule fires: by `cron`, `everyMs` or `at`.',
  fields: (t) => ({
    cron: t.exposeString('cron', { nullable: true, description: 'The cron expression.' }),
    zone: t.exposeString('zone', {
      nullable: true,
      description: 'The time zone of `cron`; null for UTC.',
    }),
    everyMs: t.exposeInt('everyMs', {
      nullable: true,
      description: 'The interval, in milliseconds.',
    }),
    anchorAt: t.expose('anchorAt', {
      type: 'DateTime',
      nullable: true,
      description: 'A firing of the interval, from which the others are reckoned.',
    }),
    at: t.expose('onceAt', {
      type: 'DateTime',
      nullable: true,
      description: 'The one time at which it fires.',
    }),
    startsAt: t.expose('startsAt', {
      type: 'DateTime',
      nullable: true,
      description: 'Before when it does not fire.',
    }),
    endsAt: t.expose('endsAt', {
      type: 'DateTime',
      nullable: true,
      description: 'From when on it fires no more.',
    }),
  }),
});

export const ScheduleTimingInput = builder.inputType('ScheduleTimingInput', {
  description: 'When a Schedule fires: by exactly one of `cron`, `everyMs` and `at`.',
  fields: (t) => ({
    cron: t.string({
      description:
        'A cron expression: minute, hour, day of month, month, day of week; six fields have seconds first.',
    }),
    zone: t.string({
      description: 'The IANA time zone of `cron`, such as `Europe/Berlin`. UTC if not given.',
    }),
    everyMs: t.int({
      description: 'An interval in milliseconds: from one second to 24 days.',
    }),
    anchorAt: t.field({
      type: 'DateTime',
      description:
        'A firing of the interval, from which the others are reckoned. `startsAt`, or the time at which it is set, if not given.',
    }),
    at: t.field({ type: 'DateTime', description: 'The one time at which it fires.' }),
    startsAt: t.field({
      type: 'DateTime',
      description: 'Before when it does not fire; not with `at`.',
    }),
    endsAt: t.field({
      type: 'DateTime',
      description: 'From when on it fires no more; not with `at`.',
    }),
  }),
});

export function readTiming(given: typeof ScheduleTimingInput.$inferInput): Timing {
  return {
    cron: given.cron ?? null,
    zone: given.zone ?? null,
    everyMs: given.everyMs ?? null,
    anchorAt: given.anchorAt ?? null,
    onceAt: given.at ?? null,
    startsAt: given.startsAt ?? null,
    endsAt: given.endsAt ?? null,
  };
}

export interface PlannedFiring {
  readonly at: number;
  readonly zone: string | null;
}

export const PlannedFiring = builder.objectRef<PlannedFiring>('PlannedFiring').implement({
  description: 'A time at which a Schedule is going to fire.',
  fields: (t) => ({
    at: t.expose('at', { type: 'DateTime', description: 'When.' }),
    local: t.string({
      description:
        'What a clock in the time zone shows then, with its distance from UTC: `2026-03-29 03:00:00 GMT+02:00`.',
      resolve: ({ at, zone }) => localText(at, zone ?? 'UTC'),
    }),
  }),
});

const SchedulePreviewInput = builder.inputType('SchedulePreviewInput', {
  description: 'A timing to look at before a Schedule has it.',
  fields: (t) => ({
    timing: t.field({ type: ScheduleTimingInput, required: true, description: 'The timing.' }),
    afterAt: t.field({
      type: 'DateTime',
      description: 'The first of the firings is the first one after this; now if not given.',
    }),
    count: t.int({
      required: true,
      defaultValue: 10,
      description: `How many firings to show: up to ${bounds.previewCount}.`,
    }),
  }),
});

interface Preview {
  readonly firings: readonly PlannedFiring[];
  readonly rejections: readonly Rejection[];
}

const SchedulePreview = builder.objectRef<Preview>('SchedulePreview').implement({
  description: 'What a timing comes to, or why it would be refused.',
  fields: (t) => ({
    firings: t.field({
      type: [PlannedFiring],
      description: 'The next firings; fewer than asked for when there are no more.',
      resolve: ({ firings }) => firings,
    }),
    userErrors: t.field({
      type: [UserError],
      description: 'Why the timing would be refused; empty when it would be accepted.',
      resolve: ({ rejections }) => rejections,
    }),
  }),
});

builder.queryField('schedulePreview', (t) =>
  t.field({
    type: SchedulePreview,
    description: 'The next firings of a timing that no Schedule needs to have. Changes nothing.',
    args: {
      input: t.arg({ type: SchedulePreviewInput, required: true, description: 'What to show.' }),
    },
    complexity: ({ input }) => previewCost(input.count ?? bounds.previewCount),
    resolve: (_, { input }, context) => preview(input, context),
  }),
);

function preview(input: typeof SchedulePreviewInput.$inferInput, { store }: Context): Preview {
  const timing = readTiming(input.timing);
  const rejections = [
    ...checkTiming(timing, ['input', 'timing']),
    ...checkPreviewCount(input.count, ['input', 'count']),
  ];
  if (rejections.length > 0) return { firings: [], rejections };
  const now = store.now();
  const anchored = { ...timing, anchorAt: timing.anchorAt ?? timing.startsAt ?? now };
  return { firings: planned(anchored, input.afterAt ?? now, input.count), rejections: [] };
}

export function checkPreviewCount(count: number, path: readonly string[]): readonly Rejection[] {
  if (count >= 1 && count <= bounds.previewCount) return [];
  const message = `count is ${count}; it must be from 1 to ${bounds.previewCount}.`;
  return [rejection('INVALID_VALUE', message, { path })];
}

export function planned(timing: Timing, afterAt: number, count: number): readonly PlannedFiring[] {
  return previewFirings(timing, afterAt, count).map((at) => ({ at, zone: timing.zone }));
}

/** Reckoning a firing takes some 0.1 ms, as long as some fifty other fields of an answer. */
export function previewCost(count: number): { field: number; multiplier: number } {
  const bounded = Math.min(Math.max(count, 1), bounds.previewCount);
  return { field: 50 * bounded, multiplier: bounded };
}

function localText(at: number, zone: string): string {
  const { clock, offset } = formatsOf(zone);
  const found = offset.formatToParts(at).find(({ type }) => type === 'timeZoneName');
  // Versions of the runtime differ in how they say that there is no distance.
  const distance = (found?.value ?? zone).replace('GMT+00:00', 'GMT');
  return `${clock.format(at)} ${distance}`;
}

interface Formats {
  readonly clock: Intl.DateTimeFormat;
  readonly offset: Intl.DateTimeFormat;
}

/** Kept, because making one takes as long as using it sixty times; there are some 600 zones. */
const formatsByZone = new Map<string, Formats>();

function formatsOf(zone: string): Formats {
  const known = formatsByZone.get(zone);
  if (known !== undefined) return known;
  const formats = {
    clock: new Intl.DateTimeFormat('sv-SE', {
      timeZone: zone,
      dateStyle: 'short',
      timeStyle: 'medium',
    }),
    offset: new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' }),
  };
  if (formatsByZone.size < 1_000) formatsByZone.set(zone, formats);
  return formats;
}
