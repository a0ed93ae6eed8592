/** What can be asked of Schedules, and how that is answered; see command.ts for the rest. */
import type { Asked, Idempotent } from './asked.ts';
import type { Overlap, ScheduleDefinition } from './schedule.ts';

interface ScheduleOperator extends Idempotent, Asked {
  readonly scheduleId: string;
}

export interface ScheduleCommands {
  /** A Schedule of this name, or another definition for the one that is there. */
  setSchedule: Idempotent & {
    readonly topicId: string;
    readonly schedule: ScheduleDefinition;
    readonly by?: string | null | undefined;
  };
  removeSchedule: ScheduleOperator;
  /** No firings are started, until `resumeAt` if that is given (epoch milliseconds). */
  pauseSchedule: ScheduleOperator & { readonly resumeAt: number | null };
  resumeSchedule: ScheduleOperator;
  /** Fires it now, beside its times; null for the overlap that the Schedule has. */
  fireSchedule: ScheduleOperator & { readonly overlap: Overlap | null };
  /** The clock: fires the Schedules whose time has come, and ends their pauses. */
  fireDueSchedules: { readonly topicId: string };
}

export interface ScheduleResults {
  setSchedule: { readonly scheduleId: string };
  removeSchedule: { readonly scheduleId: string };
  pauseSchedule: { readonly scheduleId: string };
  resumeSchedule: { readonly scheduleId: string };
  fireSchedule: { readonly scheduleId: string; readonly firingId: string };
  fireDueSchedules: { readonly count: number };
}
