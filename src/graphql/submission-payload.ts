/** How a submission is answered, whichever way its Job was brought. */
import type { CommandName } from '../domain/command.ts';
import type { Results } from '../domain/command-results.ts';
import type { TakenJob } from '../domain/submission.ts';
import { commandAnswer, commandPayload, type PayloadFieldBuilder } from './command-payload.ts';
import type { Context } from './context.ts';
import { Job } from './job.ts';

type BringingCommand = {
  [N in CommandName]: Results[N] extends TakenJob ? N : never;
}[CommandName] &
  ('submitJob' | 'startJob');

export function submissionPayload<N extends BringingCommand>(name: string, mutation: string) {
  return commandPayload<N>(name, mutation, submissionAnswerFields);
}

/** For one of many submissions. */
export const SubmissionAnswer = commandAnswer<'submitJob'>(
  'SubmissionAnswer',
  'How one of many submissions was answered: as `jobSubmit` would have.',
  submissionAnswerFields,
);

function submissionAnswerFields<N extends BringingCommand>(t: PayloadFieldBuilder<N>) {
  return {
    jobId: t.id({
      nullable: true,
      description:
        'The id of the Job: of the new one, or of the one that is there instead; null when it was refused. To ask for it alone costs less than to ask for the Job.',
      resolve: (outcome) => (outcome.isAccepted ? outcome.result.jobId : null),
    }),
    job: t.field({
      type: Job,
      nullable: true,
      description:
        'The Job: the new one, or the one that is there instead; null when it was refused, or when this repeats an answer and the Job was deleted since.',
      resolve: (outcome, _, { loaders }) =>
        outcome.isAccepted ? loaders.jobs.load(outcome.result.jobId) : null,
    }),
    created: t.boolean({
      description:
        'Whether this made the Job: not when it was refused, when a Job that was there is the answer, and when this repeats an answer.',
      resolve: (outcome) =>
        outcome.isAccepted && !outcome.isReplayed && outcome.result.isCollapsed !== true,
    }),
    collapsed: t.boolean({
      description:
        'Whether nothing was made, because a Job of the same collapse key came shortly before: THROTTLE.',
      resolve: (outcome) => outcome.isAccepted && outcome.result.isCollapsed === true,
    }),
    differs: t.boolean({
      description:
        'Whether the Job was there under the key, and was submitted with another definition than this.',
      resolve: (outcome) => outcome.isAccepted && outcome.result.isOther === true,
    }),
    replacedJobs: t.field({
      type: [Job],
      description: 'The Jobs in whose place the new one came, those that are still there.',
      resolve: (outcome, _, context) => {
        const ids = outcome.isAccepted ? (outcome.result.replacedJobIds ?? []) : [];
        return ids.length === 0 ? [] : findJobs(ids, context);
      },
    }),
  };
}

async function findJobs(ids: readonly string[], { loaders }: Context) {
  const jobs = await Promise.all(ids.map((id) => loaders.jobs.load(id)));
  return jobs.filter((job) => job !== null);
}
