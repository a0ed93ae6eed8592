/** The calls of those who have Templates started by time. */
import { type Caller, type CallOptions, elementsOf, present, refuse } from './caller.ts';
import * as operations from './generated/operations.ts';
import { withSchedule } from './noun-answers.ts';

export function scheduleCalls({ call, mutation }: Caller) {
  const scheduleFire = withSchedule(mutation(operations.scheduleFireOperation, 'scheduleFire'));
  return {
    /** A Schedule, or null. */
    findSchedule: async (by: operations.ScheduleBy, options?: CallOptions) =>
      (await call(operations.findScheduleOperation, { by }, options)).schedule,

    /** The Schedules of a Topic by name, page by page. */
    schedules: (topic: string, options?: CallOptions) =>
      elementsOf(async (place) => {
        const variables = { topic, ...place };
        const found = await call(operations.listSchedulesOperation, variables, options);
        return present(found.topic, 'Topic').schedules;
      }),

    /** What became of the firings of a Schedule, the newest first, page by page. */
    scheduleFirings: (
      by: operations.ScheduleBy,
      { outcome = null, ...options }: ListFiringsOptions = {},
    ) =>
      elementsOf(async (place) => {
        const variables = { by, outcome, ...place };
        const found = await call(operations.listFiringsOperation, variables, options);
        return present(found.schedule, 'Schedule').firings;
      }),

    /** The next firings of a timing that no Schedule needs to have; throws what is wrong with it. */
    schedulePreview: async (input: operations.SchedulePreviewInput, options?: CallOptions) => {
      const { schedulePreview } = await call(
        operations.schedulePreviewOperation,
        { input },
        { ...options, check: (data) => refuse(data.schedulePreview) },
      );
      return schedulePreview.firings;
    },

    /** Makes a Schedule, or changes the one of this name. */
    scheduleSet: withSchedule(mutation(operations.scheduleSetOperation, 'scheduleSet')),

    /** Has it start nothing, until it is resumed. */
    schedulePause: withSchedule(mutation(operations.schedulePauseOperation, 'schedulePause')),

    /** Lets it go on with its next firing. */
    scheduleResume: withSchedule(mutation(operations.scheduleResumeOperation, 'scheduleResume')),

    /** Has it fire now, beside its times. */
    scheduleFire: async (input: operations.ScheduleFireInput, options?: CallOptions) => {
      const payload = await scheduleFire(input, options);
      return { ...payload, firing: present(payload.firing, 'ScheduleFiring') };
    },

    /** Removes it with its history. */
    scheduleRemove: mutation(operations.scheduleRemoveOperation, 'scheduleRemove'),
  };
}

export interface ListFiringsOptions extends CallOptions {
  /** Only those of which this became. */
  readonly outcome?: operations.ScheduleFiringOutcome | null;
}
