/** Topics: named categories of work. */
import { builder } from './builder.ts';
import { JobCounts, UnitCounts } from './counts.ts';
import { idOrder } from './id-order.ts';
import { Job, JobConnection } from './job.ts';
import { JobFilter, JobOrder, jobsCost, listJobsOfTopic } from './job-list.ts';
import { getReferred } from './loaders.ts';
import { Intake, Pause, pauseOf } from './pause.ts';

export const Topic = builder.prismaObject('Topic', {
  description:
    'A named category of work. Order, the journal and the claims of workers are kept by Topic.',
  interfaces: [builder.nodeInterfaceRef()],
  fields: (t) => ({
    id: t.exposeID('id', { description: 'The id, such as `topic_01k...`.' }),
    name: t.exposeString('name', { description: 'Its name, unique among Topics.' }),
    description: t.exposeString('description', {
      nullable: true,
      description: 'What it is for, for people.',
    }),
    pause: t.field({
      type: Pause,
      nullable: true,
      description: 'Since when it is held, by whom, why and until when; null if it is not.',
      resolve: pauseOf,
    }),
    intake: t.field({
      type: Intake,
      description: 'Whether it takes new Jobs.',
      resolve: (topic) => topic,
    }),
    isFair: t.boolean({
      description:
        'Whether keys share what is handed out by their weights; else all Units go in one order.',
      resolve: ({ isFair }) => isFair === 1,
    }),
    advanceStartedJobs: t.boolean({
      description: 'Whether Jobs that were begun first are finished first.',
      resolve: ({ advanceStartedJobs }) => advanceStartedJobs === 1,
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was created.' }),
    jobCounts: t.field({
      type: JobCounts,
      description: 'How many Jobs it has, by state.',
      resolve: (topic) => topic,
    }),
    unitCounts: t.field({
      type: UnitCounts,
      description: 'How many Units it has, by state.',
      resolve: (topic) => topic,
    }),
    cursor: t.string({
      description:
        'The position in its journal that this answer shows: `events(after:)` goes on from it without a gap.',
      resolve: ({ id, lastSeq }, _, { cursors }) =>
        cursors.encode({ topicId: id, seq: Number(lastSeq) }),
    }),
    jobs: t.field({
      type: JobConnection,
      description: 'Its Jobs, the newest first unless another order is asked for.',
      args: {
        ...t.arg.connectionArgs(),
        filter: t.arg({ type: JobFilter, description: 'Which Jobs to answer.' }),
        orderBy: t.arg({ type: JobOrder, description: 'In which order.' }),
      },
      complexity: jobsCost,
      resolve: (topic, args, context) => listJobsOfTopic(topic, args, context),
    }),
  }),
});

export const TopicConnection = builder.connectionObject(
  { type: Topic, name: 'TopicConnection', description: 'A page of Topics.' },
  { name: 'TopicEdge', description: 'A Topic in a list.' },
);

builder.objectField(Job, 'topic', (t) =>
  t.field({
    type: Topic,
    description: 'The Topic that it belongs to.',
    resolve: ({ topicId }, _, { loaders }) => getReferred(loaders.topics, topicId),
  }),
);

export const topicOrder = idOrder('topic');
