/** What the commands about Schedules ask for, and the rows that they work on. */
import type { Schedule, ScheduleFiring } from '../../domain/schedule.ts';
import { RowSet } from '../batch/row-set.ts';

export class ScheduleNeeds {
  readonly ids = new Set<string>();
  readonly names = new Set<string>();
  /** Schedules whose waiting firings are needed. */
  readonly queuesOf = new Set<string>();
  /** How many of the oldest firings are needed of which Schedules. */
  readonly oldestOf = new Map<string, number>();
  /** Whether those are needed that the clock has to look at. */
  isPastNeeded = false;
}

export class FoundSchedules {
  readonly rows = new RowSet<Schedule, ScheduleColumn>(scheduleChangeGroups, (row) => ({ ...row }));
  readonly firings = new RowSet<ScheduleFiring, FiringColumn>(firingChangeGroups, (row) => ({
    ...row,
  }));

  findByName(name: string): Schedule | undefined {
    for (const schedule of this.rows.values()) if (schedule.name === name) return schedule;
    return undefined;
  }

  /** The waiting firings of a Schedule, the oldest first. */
  queueOf({ id }: Schedule): readonly ScheduleFiring[] {
    const queued = [...this.firings.values()].filter(
      ({ scheduleId, outcome }) => scheduleId === id && outcome === 'QUEUED',
    );
    return queued.sort((one, other) => one.dueAt - other.dueAt || (one.id < other.id ? -1 : 1));
  }

  begin(): void {
    this.rows.begin();
    this.firings.begin();
  }

  rollback(): void {
    this.rows.rollback();
    this.firings.rollback();
  }
}

const scheduleChangeGroups = [
  ['nextAt', 'wakesAt'],
  ['lastJobId', 'queuedCount', 'firingCount', 'startedCount', 'skippedCount', 'failedCount'],
  ['pausedAt', 'pausedBy', 'pauseReason', 'resumeAt'],
  [
    'description',
    'templateName',
    'templateVersion',
    'params',
    'dueAtParam',
    'jobName',
    'priority',
    'labels',
    'cron',
    'zone',
    'everyMs',
    'anchorAt',
    'onceAt',
    'startsAt',
    'endsAt',
    'overlap',
    'queueMax',
    'missed',
    'updatedAt',
  ],
] as const satisfies readonly (readonly (keyof Schedule)[])[];

const firingChangeGroups = [
  ['outcome', 'code', 'message', 'jobId', 'firedAt'],
] as const satisfies readonly (readonly (keyof ScheduleFiring)[])[];

export type ScheduleColumn = (typeof scheduleChangeGroups)[number][number];
export type FiringColumn = (typeof firingChangeGroups)[number][number];
