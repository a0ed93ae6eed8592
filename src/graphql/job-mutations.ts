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

/** What was given is let go of when it has been read: a Job may be long, and its command is as long. */
function submitJob(input: JobSubmission, context: Context): Promise<Outcome<'submitJob'>> {
  return readCommand(input, context).then((read) =>
    'rejections' in read ? read : context.engine.execute<'submitJob'>(read),
  );
}

async function readCommand(input: JobSubmission, context: Context) {
  const { turns } = context;
  // Variables that are not long are read in one piece, before this and by the GraphQL library.
  await turns.give();
  const topic = await findNamedTopic(context, input.topic);
  if ('rejections' in topic) return topic;
  return await readSubmitCommand(input, { topicId: topic.id }, turns);
}
