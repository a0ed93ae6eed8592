/** Loads the Schedules that commands ask for, and has their last Jobs loaded with the other Jobs. */
import type { Needs } from '../commands/batch/needs.ts';
import type { WorkingSet } from '../commands/batch/working-set.ts';
import { bounds } from '../domain/bounds.ts';
import type { Schedule } from '../domain/schedule.ts';
import type { RowSource } from '../store/command-rows.ts';
import {
  findSchedules,
  findSchedulesByName,
  listOldestFirings,
  listQueuedFirings,
  listSchedulesPast,
} from '../store/schedule-rows.ts';

export async function loadSchedules(
  source: RowSource,
  set: WorkingSet,
  needs: Needs,
): Promise<void> {
  const { rows, firings } = set.schedules;
  const { ids, names, queuesOf, oldestOf, isPastNeeded } = needs.schedules;
  const found: Schedule[] = [];
  if (ids.size > 0) found.push(...(await findSchedules(source, ids)));
  if (names.size > 0) found.push(...(await findSchedulesByName(source, set.topic.id, names)));
  if (isPastNeeded) {
    const query = { topicId: set.topic.id, now: set.now, max: bounds.scheduleCountPerLook };
    found.push(...(await listSchedulesPast(source, query)));
  }
  for (const schedule of found) {
    rows.load(schedule);
    if (schedule.lastJobId !== null) needs.jobIds.add(schedule.lastJobId);
    if (schedule.queuedCount > 0) queuesOf.add(schedule.id);
  }
  if (queuesOf.size > 0) {
    for (const firing of await listQueuedFirings(source, queuesOf)) firings.load(firing);
  }
  for (const [id, count] of oldestOf) {
    for (const firing of await listOldestFirings(source, id, count)) firings.load(firing);
  }
}
