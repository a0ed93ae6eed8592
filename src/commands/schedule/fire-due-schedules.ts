import { bounds } from '../../domain/bounds.ts';
import { planFirings, type Schedule } from '../../domain/schedule.ts';
import { accepted, type Context, type LongHandler } from '../batch/handler.ts';
import type { Step } from '../batch/needs.ts';
import type { WorkingSet } from '../batch/working-set.ts';
import { failedBy, fire, record, startQueued, trimHistory, wakeOf } from './firing.ts';
import { letScheduleGo } from './resume-schedule.ts';

/** Deals with the Schedules whose time has come: firings that are due, wait or were missed, and pauses that end. */
export const fireDueSchedules: LongHandler<'fireDueSchedules'> = {
  check: () => [],

  addNeeds: (_command, needs) => {
    needs.schedules.isPastNeeded = true;
  },

  *decideInPortions(_command, set, context) {
    const due = [...set.schedules.rows.values()]
      .filter(({ wakesAt }) => wakesAt !== null && wakesAt <= set.now)
      .sort((one, other) => (one.wakesAt ?? 0) - (other.wakesAt ?? 0));
    const limit = set.units.size + bounds.firedUnitCountPerLook;
    let count = 0;
    for (const schedule of due) {
      // A look has its bounds, and the clock comes back for the rest.
      if (set.units.size >= limit) break;
      yield* lookAt(set, schedule, limit, context);
      count += 1;
      yield undefined;
    }
    return accepted({ count });
  },
};

function* lookAt(
  set: WorkingSet,
  schedule: Schedule,
  limit: number,
  context: Context,
): Generator<Step, void, void> {
  const { rows } = set.schedules;
  if (schedule.pausedAt !== null) letScheduleGo(set, schedule, { reason: null }, context);
  yield* startQueued(set, schedule, context);
  const plan = planFirings(schedule, set.now);
  if (plan.missed !== undefined) {
    const message = 'Nobody looked in time: no server ran, or all of them were held up.';
    const skipped = { outcome: 'SKIPPED', code: 'MISSED', message, isManual: 0 } as const;
    record(set, schedule, { ...plan.missed, ...skipped }, context);
  }
  rows.change(schedule, { nextAt: plan.nextAt });
  for (const dueAt of plan.due) {
    if (set.units.size >= limit) {
      rows.change(schedule, { nextAt: dueAt });
      break;
    }
    yield* fireByTime(set, schedule, dueAt, context);
    yield undefined;
  }
  rows.change(schedule, { wakesAt: wakeOf(set, schedule) });
  yield* trimHistory(set, schedule);
}

/** What cannot be started is part of the history as well, and the Schedule goes on with the next. */
function* fireByTime(
  set: WorkingSet,
  schedule: Schedule,
  dueAt: number,
  context: Context,
): Generator<Step, void, void> {
  const { overlap } = schedule;
  const fired = yield* fire(set, schedule, { dueAt, isManual: 0, overlap }, context);
  if (fired.isFired) return;
  const why = fired.outcome === 'FAILED' ? failedBy(fired.refusal) : fired;
  const firing = { dueAt, lastDueAt: dueAt, dueCount: 1, isManual: 0 } as const;
  const { outcome, code, message } = why;
  record(set, schedule, { ...firing, outcome, code, message }, context);
}
