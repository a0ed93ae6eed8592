import type { Asked } from '../../domain/asked.ts';
import { notPaused } from '../../domain/pause.ts';
import { runOf, type Schedule } from '../../domain/schedule.ts';
import { nextFiring } from '../../domain/timing.ts';
import { accepted, type Context, type Handler, replayed } from '../batch/handler.ts';
import type { WorkingSet } from '../batch/working-set.ts';
import { askedData, checkAsked } from '../rules/asked.ts';
import { addScheduleNeeds, findSchedule } from './find-schedule.ts';
import { record, wakeOf } from './firing.ts';

/** Lets a paused Schedule go on with the next firing after now. */
export const resumeSchedule: Handler<'resumeSchedule'> = {
  check: checkAsked,

  addNeeds: addScheduleNeeds,

  decide: ({ scheduleId, ...asked }, set, context) => {
    const found = findSchedule(set, scheduleId);
    if (!found.isFound) return found.refusal;
    const { schedule } = found;
    if (schedule.pausedAt === null) return replayed({ scheduleId });
    letScheduleGo(set, schedule, asked, context);
    return accepted({ scheduleId });
  },
};

/** It goes on. What came due while it was paused was not wanted then, and is written down as skipped. */
export function letScheduleGo(
  set: WorkingSet,
  schedule: Schedule,
  asked: Asked,
  context: Context,
): void {
  const { id: scheduleId, name, nextAt, pausedBy, pauseReason } = schedule;
  set.schedules.rows.change(schedule, notPaused);
  set.emit('schedule.resumed', { data: { scheduleId, name, ...askedData(asked) } });
  const run = nextAt === null ? undefined : runOf(schedule, nextAt, set.now);
  if (run !== undefined) {
    const who = pausedBy === null ? 'Somebody' : `"${pausedBy}"`;
    const why = pauseReason === null ? 'nobody said why' : pauseReason;
    const message = `${who} had paused the Schedule: ${why}`;
    const skipped = { outcome: 'SKIPPED', code: 'PAUSED', message, isManual: 0 } as const;
    record(set, schedule, { ...run, ...skipped }, context);
    set.schedules.rows.change(schedule, { nextAt: nextFiring(schedule, set.now) ?? null });
  }
  set.schedules.rows.change(schedule, { wakesAt: wakeOf(set, schedule) });
}
