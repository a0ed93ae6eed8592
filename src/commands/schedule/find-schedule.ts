/** Finding what an operator names by its id, and what all commands about one Schedule ask for. */

import type { Refused } from '../../domain/command.ts';
import { scheduleNotFound } from '../../domain/rejection.ts';
import type { Schedule } from '../../domain/schedule.ts';
import { refused } from '../batch/handler.ts';
import type { Needs } from '../batch/needs.ts';
import type { WorkingSet } from '../batch/working-set.ts';

export function addScheduleNeeds({ scheduleId }: { scheduleId: string }, needs: Needs): void {
  needs.schedules.ids.add(scheduleId);
}

export type FoundSchedule =
  | { readonly isFound: true; readonly schedule: Schedule }
  | { readonly isFound: false; readonly refusal: Refused };

export function findSchedule(set: WorkingSet, scheduleId: string): FoundSchedule {
  const schedule = set.schedules.rows.find(scheduleId);
  if (schedule !== undefined) return { isFound: true, schedule };
  return { isFound: false, refusal: refused(scheduleNotFound(scheduleId)) };
}
