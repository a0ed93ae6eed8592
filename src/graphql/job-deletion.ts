/** How operators delete a Job before its time; see bulk-jobs.ts for many. */
import { builder } from './builder.ts';
import { commandPayload } from './command-payload.ts';
import { JobState } from './job.ts';
import { askedFields, operationOf } from './operation-input.ts';

const JobDeleteInput = builder.inputType('JobDeleteInput', {
  description: 'A finished Job to delete.',
  fields: (t) => ({
    jobId: t.id({ required: true, description: 'The Job.' }),
    ifState: t.field({
      type: [JobState],
      description: 'Only if it is in one of these states; whatever its end was if not given.',
    }),
    ...askedFields(t),
  }),
});

const JobDeletePayload = commandPayload<'deleteJob'>('JobDeletePayload', 'jobDelete', (t) => ({
  jobId: t.id({
    nullable: true,
    description: 'The id of the Job, which nobody finds any more; null when it was refused.',
    resolve: (outcome) => (outcome.isAccepted ? outcome.result.jobId : null),
  }),
}));

builder.mutationField('jobDelete', (t) =>
  t.field({
    type: JobDeletePayload,
    description:
      'Deletes a finished Job with all that belongs to it, but for its Events. From now on nobody finds it, and its key is free; its rows go in portions, between which others have their turn.',
    args: { input: t.arg({ type: JobDeleteInput, required: true, description: 'Which one.' }) },
    resolve: (_, { input }, { engine }) =>
      engine.execute<'deleteJob'>({
        name: 'deleteJob',
        jobId: input.jobId,
        ...operationOf('jobDelete', input),
      }),
  }),
);
