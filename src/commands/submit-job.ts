import { noTemplate } from '../domain/job.ts';
import { readJobDefinition } from '../domain/job-definition.ts';
import type { LongHandler } from './handler.ts';
import { takeInJob } from './take-in-job.ts';

/** Takes in a whole Job: its Tasks, Units and their dependencies, and opens what can start. */
export const submitJob: LongHandler<'submitJob'> = {
  *check({ job }) {
    const read = yield* readJobDefinition(job);
    return read.isValid ? [] : read.rejections;
  },

  addNeeds: ({ job }, needs) => {
    if (job.key !== null) needs.jobKeys.add(job.key);
  },

  *decideInPortions({ job: definition }, set, context) {
    return yield* takeInJob(set, { definition, origin: noTemplate }, context);
  },
};
