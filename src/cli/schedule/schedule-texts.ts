/** How Schedules and their firings are shown to people. */
import type {
  FiringPartsFragment,
  SchedulePartsFragment,
} from '../../client/generated/operations.ts';
import { counted } from '../counted.ts';

/** One line. */
export function scheduleInWords(schedule: SchedulePartsFragment): string {
  const { id, name, template, version } = schedule;
  const what = version === null ? template : `${template} ${version}`;
  return `${id}  ${name}: ${what} ${timingInWords(schedule)}, ${standingInWords(schedule)}`;
}

/** What there is to know, line by line. */
export function scheduleInDetail(schedule: SchedulePartsFragment): readonly string[] {
  const { overlap, missed, startedCount, skippedCount, failedCount, queuedCount } = schedule;
  const waiting = queuedCount === 0 ? '' : `, ${queuedCount} waiting`;
  return [
    scheduleInWords(schedule),
    ...(schedule.description === null ? [] : [`  ${schedule.description}`]),
    `  parameters ${JSON.stringify(schedule.params)}, overlap ${overlap}, missed ${missed}`,
    `  ${startedCount} started, ${skippedCount} skipped, ${failedCount} failed${waiting}`,
  ];
}

export function firingInWords(firing: FiringPartsFragment): string {
  const { dueAt, dueCount, outcome, code, message, job, isManual } = firing;
  const count = dueCount === 1 ? '' : ` and ${counted(dueCount - 1, 'more firing')}`;
  const hand = isManual ? ' by hand' : '';
  const why = code === null ? '' : ` ${code}: ${message}`;
  const what = job === null ? '' : ` ${job.id} ${job.state}`;
  return `  ${dueAt}${count}${hand}  ${outcome}${what}${why}`;
}

function timingInWords({ timing }: SchedulePartsFragment): string {
  const { cron, zone, everyMs, at } = timing;
  if (cron !== null) return `by "${cron}" in ${zone ?? 'UTC'}`;
  return everyMs === null ? `at ${at}` : `every ${everyMs / 1_000} s`;
}

function standingInWords({ pause, nextAt }: SchedulePartsFragment): string {
  const next = nextAt === null ? 'no further firing' : `next at ${nextAt}`;
  if (pause === null) return next;
  const who = pause.by === null ? '' : ` by ${pause.by}`;
  const why = pause.reason === null ? '' : `: ${pause.reason}`;
  return `paused${who}${why}${nextAt === null ? '' : `, ${next}`}`;
}
