import { noTemplate } from '../../domain/job.ts';
import { readJobDefinition } from '../../domain/job-definition.ts';
import { checkSubmission } from '../../domain/submission.ts';
import type { LongHandler } from '../batch/handler.ts';
import { addIntakeNeeds, takeInJob } from './take-in-job.ts';

/** Takes in a whole Job: its Tasks, Units and their dependencies, and opens what can start. */
export const submitJob: LongHandler<'submitJob'> = {
  *check({ job, submission = {} }) {
    const faults = checkSubmission(submission, ['input']);
    const read = yield* readJobDefinition(job);
    return read.isValid ? faults : [...faults, ...read.rejections];
  },

  addNeeds: ({ job, submission = {} }, needs) => addIntakeNeeds(job, submission, needs),

  *decideInPortions({ job: definition, submission = {} }, set, context) {
    const bringing = { definition, submission, origin: noTemplate };
    return yield* takeInJob(set, bringing, context);
  },
};
