import { rejection } from '../../domain/rejection.ts';
import { overlaps } from '../../domain/schedule.ts';
import { accepted, type LongHandler, refused } from '../batch/handler.ts';
import { checkAsked } from '../rules/asked.ts';
import { addScheduleNeeds, findSchedule } from './find-schedule.ts';
import { fire, trimHistory, wakeOf } from './firing.ts';

/**
 * Has a Schedule fire now, beside its times, paused or not. Whoever asks is told at once when that
 * can start nothing, so such a firing is refused and no part of the history.
 */
export const fireSchedule: LongHandler<'fireSchedule'> = {
  check: checkAsked,

  addNeeds: addScheduleNeeds,

  *decideInPortions({ scheduleId, overlap }, set, context) {
    const found = findSchedule(set, scheduleId);
    if (!found.isFound) return found.refusal;
    const { schedule } = found;
    const due = { dueAt: set.now, isManual: 1, overlap: overlap ?? schedule.overlap } as const;
    const fired = yield* fire(set, schedule, due, context);
    if (fired.isFired) {
      set.schedules.rows.change(schedule, { wakesAt: wakeOf(set, schedule) });
      yield* trimHistory(set, schedule);
      return accepted({ scheduleId, firingId: fired.firing.id });
    }
    if (fired.outcome === 'FAILED') return fired.refusal;
    const message = `${fired.message} Wait for it, cancel it, or fire with another overlap: ${overlaps.join(', ')}.`;
    const details = { jobId: schedule.lastJobId, queuedCount: schedule.queuedCount };
    return refused(rejection('SCHEDULE_BUSY', message, { path: ['input', 'overlap'], details }));
  },
};
