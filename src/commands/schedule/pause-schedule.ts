import { pauseChange } from '../../domain/pause.ts';
import { accepted, type Handler, replayed } from '../batch/handler.ts';
import { askedData, checkAsked } from '../rules/asked.ts';
import { addScheduleNeeds, findSchedule } from './find-schedule.ts';
import { wakeOf } from './firing.ts';

/** Has a Schedule start nothing. What comes due meanwhile is skipped; Jobs that run go on. */
export const pauseSchedule: Handler<'pauseSchedule'> = {
  check: checkAsked,

  addNeeds: addScheduleNeeds,

  decide: ({ scheduleId, resumeAt, ...asked }, set) => {
    const found = findSchedule(set, scheduleId);
    if (!found.isFound) return found.refusal;
    const { schedule } = found;
    const { by, reason: pauseReason } = asked;
    const change = pauseChange(schedule, { by, pauseReason, resumeAt }, set.now);
    if (change === undefined) return replayed({ scheduleId });
    set.schedules.rows.change(schedule, change);
    set.schedules.rows.change(schedule, { wakesAt: wakeOf(set, schedule) });
    const until = resumeAt === null ? {} : { resumeAt };
    const { name } = schedule;
    set.emit('schedule.paused', { data: { scheduleId, name, ...askedData(asked), ...until } });
    return accepted({ scheduleId });
  },
};
