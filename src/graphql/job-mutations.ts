import type { Outcome } from '../domain/command.ts';
import { builder } from './builder.ts';
import type { Context } from './context.ts';
import { type JobSubmission, JobSubmitInput } from './job-input.ts';
import { findNamedTopic } from './named-topic.ts';
import { readSubmitCommand } from './submission-command.ts';
import { submissionPayload } from './submission-payload.ts';

const JobSubmitPayload = submissionPayload<'submitJob'>('JobSubmitPayload', 'jobSubmit');

builder.mutationFields((t) => ({
  jobSubmit: t.field({
    type: JobSubmitPayload,
    description:
      'Submits a Job. All of it is taken in, or nothing. Repeat it with the same `idempotencyKey`, or the same `key`, if the answer was lost.',
    args: {
      input: t.arg({ type: JobSubmitInput, required: true, description: 'What to submit.' }),
    },
    resolve: (_, { input }, context) => submitJob(input, context),
  }),
}));

async function submitJob(input: JobSubmission, context: Context): Promise<Outcome<'submitJob'>> {
  const { engine, turns } = context;
  // Variables that are not long are read in one piece, before this and by the GraphQL library.
  await turns.give();
  const topic = await findNamedTopic(context, input.topic);
  if ('rejections' in topic) return topic;
  return await engine.execute<'submitJob'>(
    await readSubmitCommand(input, { topicId: topic.id }, turns),
  );
}
