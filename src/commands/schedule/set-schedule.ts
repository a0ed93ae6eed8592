import { bounds } from '../../domain/bounds.ts';
import { checkLabels } from '../../domain/labels.ts';
import { notPaused } from '../../domain/pause.ts';
import { type Rejection, rejection } from '../../domain/rejection.ts';
import type { Schedule, ScheduleDefinition } from '../../domain/schedule.ts';
import { checkTiming, nextFiring } from '../../domain/timing.ts';
import {
  checkName,
  checkNumber,
  checkObject,
  checkPriority,
  checkText,
} from '../../domain/value-checks.ts';
import { accepted, type Context, type LongHandler, refused, replayed } from '../batch/handler.ts';
import type { WorkingSet } from '../batch/working-set.ts';
import { askedData, checkAsked } from '../rules/asked.ts';
import { addStartNeeds, expandStart } from '../template/start-from-template.ts';
import { startOf, wakeOf } from './firing.ts';

/**
 * Says what a Schedule is to be, under a name: a new one, or another definition for the one of that
 * name, which keeps its history. It is refused where its next firing could start nothing.
 */
export const setSchedule: LongHandler<'setSchedule'> = {
  check: ({ schedule, by }) => [
    ...checkAsked({ reason: null, by }),
    ...checkDefinition(schedule),
    ...checkTiming(schedule, ['input', 'timing']),
  ],

  addNeeds: ({ schedule }, needs) => {
    needs.schedules.names.add(schedule.name);
    addStartNeeds(startOf({ ...schedule, id: '' }, 0), needs);
  },

  *decideInPortions({ schedule: given, by }, set, context) {
    const existing = set.schedules.findByName(given.name);
    const definition = { ...given, anchorAt: anchorOf(set, given, existing) };
    if (existing !== undefined && isTheSame(existing, definition)) {
      return replayed({ scheduleId: existing.id });
    }
    const nextAt = nextAtOf(set, definition, existing);
    if (nextAt === undefined) return refused(neverFires);
    const expanded = yield* expandStart(set, startOf({ ...definition, id: '' }, nextAt ?? set.now));
    if (!expanded.isValid) return expanded.refusal;
    const schedule = existing ?? insertSchedule(set, definition, context);
    const { name: _, ...changed } = definition;
    set.schedules.rows.change(schedule, { ...changed, nextAt, updatedAt: set.now });
    set.schedules.rows.change(schedule, { wakesAt: wakeOf(set, schedule) });
    const { id, name } = schedule;
    set.emit('schedule.set', {
      data: { scheduleId: id, name, nextAt, ...askedData({ reason: null, by }) },
    });
    return accepted({ scheduleId: id });
  },
};

function checkDefinition(given: ScheduleDefinition): readonly Rejection[] {
  const { description, dueAtParam, jobName, priority, labels, templateVersion } = given;
  const version = { least: 1, most: bounds.templateVersionCount, path: ['input', 'version'] };
  const queue = { least: 1, most: bounds.queuedFiringCount, path: ['input', 'queueMax'] };
  return [
    ...checkName(given.name, ['input', 'name']),
    ...(description === null ? [] : checkText(description, ['input', 'description'])),
    ...checkName(given.templateName, ['input', 'template']),
    ...(templateVersion === null ? [] : checkNumber(templateVersion, version)),
    ...checkObject(given.params, ['input', 'params']),
    ...(dueAtParam === null ? [] : checkName(dueAtParam, ['input', 'dueAtParam'])),
    ...(jobName === null ? [] : checkName(jobName, ['input', 'jobName'])),
    ...(priority === null ? [] : checkPriority(priority, ['input', 'priority'])),
    ...(labels === null ? [] : checkLabels(labels, ['input', 'labels'])),
    ...checkNumber(given.queueMax, queue),
  ];
}

/** An interval that is not told where to begin does so now, and goes on like that when set again. */
function anchorOf(
  set: WorkingSet,
  { everyMs, anchorAt, startsAt }: ScheduleDefinition,
  existing: Schedule | undefined,
): number | null {
  if (everyMs === null || anchorAt !== null) return anchorAt;
  if (startsAt !== null) return startsAt;
  return existing?.everyMs === everyMs ? existing.anchorAt : set.now;
}

function isTheSame(existing: Schedule, definition: ScheduleDefinition): boolean {
  return keysOf(definition).every((key) => existing[key] === definition[key]);
}

function hasSameTiming(existing: Schedule, definition: ScheduleDefinition): boolean {
  return timingKeys.every((key) => existing[key] === definition[key]);
}

const timingKeys = [
  'cron',
  'zone',
  'everyMs',
  'anchorAt',
  'onceAt',
  'startsAt',
  'endsAt',
] as const satisfies readonly (keyof ScheduleDefinition)[];

/** Undefined for what would never fire. What has come due before it is changed is still to be told. */
function nextAtOf(
  set: WorkingSet,
  definition: ScheduleDefinition,
  existing: Schedule | undefined,
): number | null | undefined {
  if (existing !== undefined && hasSameTiming(existing, definition)) return existing.nextAt;
  const next = nextFiring(definition, set.now);
  const isDue = existing?.nextAt != null && existing.nextAt <= set.now;
  return next !== undefined && isDue ? existing.nextAt : next;
}

const neverFires = rejection(
  'INVALID_VALUE',
  'This Schedule would never fire: there is no such time after now. Correct its timing.',
  { path: ['input', 'timing'] },
);

function insertSchedule(
  set: WorkingSet,
  definition: ScheduleDefinition,
  context: Context,
): Schedule {
  const schedule: Schedule = {
    ...definition,
    id: context.ids.next('schedule'),
    topicId: set.topic.id,
    ...notPaused,
    nextAt: null,
    wakesAt: null,
    lastJobId: null,
    queuedCount: 0,
    firingCount: 0,
    startedCount: 0,
    skippedCount: 0,
    failedCount: 0,
    createdAt: set.now,
    updatedAt: set.now,
  };
  set.schedules.rows.insert(schedule);
  return schedule;
}

function keysOf<Row extends object>(row: Row): (keyof Row)[] {
  // Object.keys answers string[] because an object may have more keys than its type says; this one
  // was made as a literal of its type.
  return Object.keys(row) as (keyof Row)[];
}
