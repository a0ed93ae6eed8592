/**
 * Many Jobs submitted with one request. Each is a submission of its own, accepted or refused by
 * itself; what they have in common is the way: they are read in turns with all else that the server
 * does, enter the queue of their Topic together, and so share commits.
 */
import { bounds } from '../domain/bounds.ts';
import type { Command, Outcome, Refused } from '../domain/command.ts';
import {
  addSizes,
  checkGraphSize,
  type GraphSize,
  noGraph,
  sizeOfTasks,
} from '../domain/graph-size.ts';
import { type Rejection, rejection } from '../domain/rejection.ts';
import { unstorable } from '../domain/value-checks.ts';
import { builder } from './builder.ts';
import type { Context } from './context.ts';
import { type JobSubmission, JobSubmitInput } from './job-input.ts';
import { moveRefusal } from './moved-refusal.ts';
import { findNamedTopics, topicNotFound } from './named-topic.ts';
import { findUnstorable } from './storable-texts.ts';
import { readSubmitCommand } from './submission-command.ts';
import { SubmissionAnswer } from './submission-payload.ts';
import { UserError } from './user-error.ts';

const JobsSubmitInput = builder.inputType('JobsSubmitInput', {
  description: 'Jobs to submit.',
  fields: (t) => ({
    jobs: t.field({
      type: [JobSubmitInput],
      required: true,
      description:
        'The Jobs: up to 1,000, of any Topics, with no more Units and dependencies together than one Job may have. Each is accepted or refused by itself.',
    }),
    idempotencyKey: t.string({
      description:
        'Any text of your own: each Job that gives none is submitted under this one and its place in the list. Repeating the request with it changes nothing more.',
    }),
  }),
});

interface Answers {
  readonly answers: readonly Outcome<'submitJob'>[];
  readonly rejections: readonly Rejection[];
}

const JobsSubmitPayload = builder.objectRef<Answers>('JobsSubmitPayload').implement({
  description: 'How `jobsSubmit` was answered.',
  fields: (t) => ({
    answers: t.expose('answers', {
      type: [SubmissionAnswer],
      description: 'An answer for each Job, in the order of the Jobs.',
      complexity: { field: 1, multiplier: 1 },
    }),
    userErrors: t.field({
      type: [UserError],
      description: 'Why the call as a whole was refused. Jobs have their own.',
      resolve: ({ rejections }) => rejections,
    }),
  }),
});

builder.mutationFields((t) => ({
  jobsSubmit: t.field({
    type: JobsSubmitPayload,
    description:
      'Submits many Jobs in one call, each as `jobSubmit` does: all of a Job is taken in, or nothing, whatever becomes of the others. Those of a Topic come in the order of the list. Repeat it with the same `idempotencyKey`, or the same keys of all Jobs, if the answer was lost.',
    args: {
      input: t.arg({ type: JobsSubmitInput, required: true, description: 'What to submit.' }),
    },
    // As for reports: a tenth of their number is counted.
    complexity: ({ input }) => ({
      field: 1,
      multiplier: Math.max(1, Math.ceil(input.jobs.length / 10)),
    }),
    resolve: (_, { input }, context) => submitJobs(input, context),
  }),
}));

type Submissions = typeof JobsSubmitInput.$inferInput;

async function submitJobs(
  { jobs, idempotencyKey }: Submissions,
  context: Context,
): Promise<Answers> {
  const most = bounds.submissionCount;
  if (jobs.length > most) return refusedAsWhole({ count: jobs.length, most, noun: 'Jobs' });
  await context.turns.give();
  const submissions = await readAll(jobs, idempotencyKey ?? undefined, context);
  const commands = submissions.filter((each) => 'name' in each);
  const excess = findExcess(commands);
  if (excess !== undefined) return refusedAsWhole(excess);
  const outcomes = (await context.engine.executeAll(commands)).values();
  const answers = submissions.map((each, index) => {
    const outcome = 'name' in each ? outcomes.next().value : each;
    if (outcome === undefined) throw new Error('A submission was not answered.');
    return outcome.isAccepted ? outcome : moveRefusal(outcome, ['jobs', `${index}`]);
  });
  return { answers, rejections: [] };
}

/** The command for each, or why there is none. */
async function readAll(
  jobs: readonly JobSubmission[],
  idempotencyKey: string | undefined,
  context: Context,
): Promise<readonly (Command<'submitJob'> | Refused)[]> {
  const { turns } = context;
  const submissions: (Command<'submitJob'> | Refused)[] = [];
  const unstorablePaths: (readonly string[] | undefined)[] = [];
  for (const input of jobs) {
    unstorablePaths.push(await turns.through(findUnstorable({ input })));
    if (turns.areDue()) await turns.give();
  }
  const names = jobs.flatMap(({ topic }, index) =>
    unstorablePaths[index] === undefined ? [topic] : [],
  );
  const different = [...new Set(names)];
  const ids = await findNamedTopics(context, different);
  const topicIds = new Map(different.map((name, index) => [name, ids[index]]));
  for (const [index, input] of jobs.entries()) {
    const path = unstorablePaths[index];
    const topicId = topicIds.get(input.topic);
    if (path !== undefined) {
      submissions.push({ isAccepted: false, rejections: [unstorable(path)] });
    } else if (topicId === undefined) {
      submissions.push(topicNotFound(input.topic));
    } else {
      const key = idempotencyKey === undefined ? undefined : `${idempotencyKey} ${index}`;
      const way = { topicId, idempotencyKey: key };
      submissions.push(await readSubmitCommand(input, way, turns));
    }
    if (turns.areDue()) await turns.give();
  }
  return submissions;
}

interface Excess {
  readonly noun: 'Jobs' | 'Units' | 'dependencies';
  readonly count: number;
  readonly most: number;
}

/** What they have too much of together; one that has too much by itself is refused by itself. */
function findExcess(commands: readonly Command<'submitJob'>[]): Excess | undefined {
  const sizes = commands.map(({ job }) => sizeOfTasks(job.tasks));
  const size = sizes.filter(isAcceptable).reduce(addSizes, noGraph);
  const units = { noun: 'Units', count: size.unitCount, most: bounds.unitCountPerJob } as const;
  if (units.count > units.most) return units;
  const { dependencyCount: count } = size;
  const most = bounds.dependencyCountPerJob;
  return count > most ? { noun: 'dependencies', count, most } : undefined;
}

function isAcceptable(size: GraphSize): boolean {
  return checkGraphSize(size, []).length === 0;
}

function refusedAsWhole({ noun, count, most }: Excess): Answers {
  const said =
    noun === 'Jobs' ? `There are ${count} Jobs` : `The Jobs have ${count} ${noun} together`;
  const message = `${said}; at most ${most} are accepted in one call. Nothing was done; send them in several calls.`;
  const fault = rejection('TOO_MANY', message, {
    path: ['input', 'jobs'],
    details: { count, most },
  });
  return { answers: [], rejections: [fault] };
}
