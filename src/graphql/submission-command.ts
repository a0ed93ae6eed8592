import type { Command } from '../domain/command.ts';
import type { Turns } from '../engine/turns.ts';
import { hashInput, idempotencyOf } from './input-hash.ts';
import { type JobSubmission, readDefinition } from './job-input.ts';
import { readSubmission } from './submission-input.ts';

interface Way {
  readonly topicId: string;
  /** For a submission that has none of its own. */
  readonly idempotencyKey?: string | null | undefined;
}

/** The command for a submission to this Topic; its Job may be long, so that others have turns. */
export async function readSubmitCommand(
  input: JobSubmission,
  { topicId, idempotencyKey }: Way,
  turns: Turns,
): Promise<Command<'submitJob'>> {
  const job = await turns.through(readDefinition(input));
  const submission = readSubmission(input);
  return {
    name: 'submitJob',
    topicId,
    job,
    submission,
    ...idempotencyOf(input.idempotencyKey ?? idempotencyKey, () =>
      hashInput([job.hash, submission]),
    ),
  };
}
