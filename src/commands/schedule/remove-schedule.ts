import { accepted, type Handler } from '../batch/handler.ts';
import { askedData, checkAsked } from '../rules/asked.ts';
import { addScheduleNeeds, findSchedule } from './find-schedule.ts';

/** Removes a Schedule with its history. Jobs that it has started go on; firings that wait do not come. */
export const removeSchedule: Handler<'removeSchedule'> = {
  check: checkAsked,

  addNeeds: addScheduleNeeds,

  decide: ({ scheduleId, ...asked }, set) => {
    const found = findSchedule(set, scheduleId);
    if (!found.isFound) return found.refusal;
    const { schedule } = found;
    set.schedules.rows.remove(schedule);
    const { name } = schedule;
    set.emit('schedule.removed', { data: { scheduleId, name, ...askedData(asked) } });
    return accepted({ scheduleId });
  },
};
