/** How a submission is answered, whichever way its Job was brought. */
import type { CommandName } from '../domain/command.ts';
import type { Results } from '../domain/command-results.ts';
import type { TakenJob } from '../domain/submission.ts';
import { commandPayload } from './command-payload.ts';
import { Job } from './job.ts';

type BringingCommand = {
  [N in CommandName]: Results[N] extends TakenJob ? N : never;
}[CommandName] &
  ('submitJob' | 'startJob');

export function submissionPayload<N extends BringingCommand>(name: string, mutation: string) {
  return commandPayload<N>(name, mutation, (t) => ({
    job: t.field({
      type: Job,
      nullable: true,
      description:
        'The Job: the new one, or the one that is there instead; null when it was refused, or when this repeats an answer and the Job was deleted since.',
      resolve: (outcome, _, { loaders }) =>
        outcome.isAccepted ? loaders.jobs.load(outcome.result.jobId) : null,
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
      resolve: async (outcome, _, { loaders }) => {
        const ids = outcome.isAccepted ? (outcome.result.replacedJobIds ?? []) : [];
        const jobs = await Promise.all(ids.map((id) => loaders.jobs.load(id)));
        return jobs.filter((job) => job !== null);
      },
    }),
  }));
}
