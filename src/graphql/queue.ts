/** The queue of a Topic: how much of each kind waits, what keeps it, how much runs, how fast it goes. */
import type { QueueFigures as Figures, Queue as QueuePicture } from '../domain/queue.ts';
import { builder } from './builder.ts';
import { UnitCounts } from './counts.ts';
import { TopicBy } from './query.ts';
import { followQueue, readQueueNow } from './queue-figures.ts';
import { requestLimits } from './request-limits.ts';

const QueueFigures = builder.objectRef<Figures>('QueueFigures').implement({
  description:
    'The Units of one kind in a Topic, or of several together. What is ready is claimable, limited, delayed or held, and one of these alone.',
  fields: (t) => ({
    kind: t.exposeString('kind', {
      nullable: true,
      description: 'The kind; null where it is several together.',
    }),
    claimableCount: t.exposeInt('claimableCount', {
      description:
        'The depth: how many are ready, and wait for nothing but a worker. A Limit that has a slot left keeps none of them back.',
    }),
    limitedCount: t.exposeInt('limitedCount', {
      description: 'How many are ready, and kept back by Limits that let nothing start for now.',
    }),
    delayedCount: t.exposeInt('delayedCount', {
      description: 'How many wait for a delay: of a retry, or one that their worker asked for.',
    }),
    heldCount: t.exposeInt('heldCount', {
      description: 'How many are ready, and their Task, Job or Topic is paused.',
    }),
    oldestReadyAt: t.expose('oldestReadyAt', {
      type: 'DateTime',
      nullable: true,
      description:
        'Since when the one has been ready that has been so for longest, of those that are claimable or limited; null if there are none.',
    }),
    runningCount: t.int({
      description: 'How many are in flight: held by a worker.',
      resolve: ({ unitCounts }) => unitCounts.unitsRunning,
    }),
    unitCounts: t.expose('unitCounts', {
      type: UnitCounts,
      description: 'How many there are, by state.',
    }),
    claimedPerMinute: t.exposeFloat('claimedPerMinute', {
      description:
        'How many were claimed per minute of late: an average in which what is a minute old counts for less by the factor e.',
    }),
    succeededPerMinute: t.exposeFloat('succeededPerMinute', {
      description: 'How many attempts succeeded per minute of late, averaged alike.',
    }),
    failedPerMinute: t.exposeFloat('failedPerMinute', {
      description:
        'How many attempts failed per minute of late, averaged alike; leases that ran out are among them.',
    }),
  }),
});

const Queue = builder.objectRef<QueuePicture>('Queue').implement({
  description: 'What waits and runs in a Topic, all of it at one position of its journal.',
  fields: (t) => ({
    topicId: t.exposeID('topicId', { description: 'The Topic.' }),
    at: t.expose('at', {
      type: 'DateTime',
      description: 'The instant that the rates are reckoned for.',
    }),
    cursor: t.string({
      description:
        'The position in the journal of the Topic that this shows: `events(after:)` goes on from it without a gap.',
      resolve: (queue, _, { cursors }) => cursors.encode(queue),
    }),
    total: t.expose('total', {
      type: QueueFigures,
      description: 'All kinds that are listed, together.',
    }),
    kinds: t.expose('kinds', {
      type: [QueueFigures],
      description:
        'The kinds that were asked for, in their order, or all by name. A kind of which the Topic has no Units has zeros.',
      complexity: { field: 1, multiplier: 1 },
    }),
  }),
});

const queueArguments = builder.args((t) => ({
  by: t.field({ type: TopicBy, required: true, description: 'Which Topic.' }),
  kinds: t.stringList({
    description: `Only these kinds: up to ${requestLimits.queueKindCount}. All that the Topic has if not given, unless they are more than ${requestLimits.queueKindCountUnnamed}.`,
  }),
}));

builder.queryField('queue', (t) =>
  t.field({
    type: Queue,
    description:
      'How much of each kind waits in a Topic, what keeps it, how much runs, and how fast it goes: what dashboards, alerts and autoscalers ask. It is kept with every change and costs the same however much there is.',
    args: queueArguments,
    complexity: queueCost,
    resolve: (_, args, context) => readQueueNow(args, context),
  }),
);

builder.subscriptionField('queue', (t) =>
  t.field({
    type: Queue,
    description:
      'The queue now, and then whenever something of it has changed, whole each time. Rates fade while nothing happens, which is a change as well, until they are 0. Each message stands for itself, so after a break subscribe again; there is nothing to catch up with.',
    args: {
      ...queueArguments,
      everyMs: t.arg.int({
        required: true,
        defaultValue: 1_000,
        description: `How long after a message the next comes at the earliest, milliseconds: ${requestLimits.queueEveryMsMin} to ${requestLimits.throttleMs.toLocaleString('en-US')}. What changes meanwhile is told together.`,
      }),
    },
    complexity: queueCost,
    subscribe: (_, args, context) => followQueue(args, context),
    resolve: (queue: QueuePicture) => queue,
  }),
);

function queueCost({ kinds }: { readonly kinds?: readonly string[] | null | undefined }) {
  // A Topic has some dozens of kinds; the answer is bounded anyway.
  return { field: 1, multiplier: Math.min(kinds?.length ?? 50, requestLimits.queueKindCount) };
}
