import type { Outcome } from '../domain/command.ts';
import { rejection } from '../domain/rejection.ts';
import { findTopicsByName } from '../store/command-rows.ts';
import { builder } from './builder.ts';
import type { Context } from './context.ts';
import { hashInput, idempotencyOf } from './input-hash.ts';
import { type JobSubmission, JobSubmitInput, readDefinition } from './job-input.ts';
import { readSubmission } from './submission-input.ts';
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

async function submitJob(
  input: JobSubmission,
  { engine, store, turns }: Context,
): Promise<Outcome<'submitJob'>> {
  // Variables are coerced in one piece, before this and by the GraphQL library.
  await turns.give();
  const [topic] = await findTopicsByName({ reader: store, rows: store.rows }, [input.topic]);
  if (topic === undefined) {
    const message = `There is no Topic "${input.topic}". Create it with topicCreate, or check the name.`;
    const path = ['input', 'topic'];
    return { isAccepted: false, rejections: [rejection('TOPIC_NOT_FOUND', message, { path })] };
  }
  const job = await turns.through(readDefinition(input));
  const submission = readSubmission(input);
  return await engine.execute<'submitJob'>({
    name: 'submitJob',
    topicId: topic.id,
    job,
    submission,
    ...idempotencyOf(input.idempotencyKey, () => hashInput([job.hash, submission])),
  });
}
