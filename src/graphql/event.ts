/** Events: what happened, in order, as a query and as a subscription over the same journal. */
import {
  type EventCategory as Category,
  eventCategory,
  type Event as JournalEvent,
} from '../domain/event.ts';
import type { EventBatch as Batch } from '../feeds/event-batch.ts';
import { builder } from './builder.ts';
import { followEvents, readEventBatch } from './event-reads.ts';
import { readJson } from './failure.ts';
import { positionFields } from './position-fields.ts';
import { requestLimits } from './request-limits.ts';
import { LabelFilter } from './search-input.ts';

const EventCategory = builder.enumType('EventCategory', {
  description: 'What an Event is about. This set is closed.',
  values: {
    TOPIC: { description: 'A Topic.' },
    JOB: { description: 'A Job.' },
    TASK: { description: 'A Task.' },
    UNIT: { description: 'A Unit.' },
    WORKER: { description: 'A Worker.' },
  } satisfies Record<Category, { description: string }>,
});

const Event = builder.objectRef<JournalEvent>('Event').implement({
  description:
    'Something that happened, never changed afterwards. It says itself what it led from and to, so following a Job needs no further reads.',
  fields: (t) => ({
    cursor: t.string({
      description: 'The position of this Event, for `after`.',
      resolve: (event, _, { cursors }) => cursors.encode(event),
    }),
    seq: t.string({
      description: 'Its number in the journal of its Topic: 1, 2, 3 ... without a gap.',
      resolve: ({ seq }) => `${seq}`,
    }),
    at: t.expose('at', { type: 'DateTime', description: 'When it happened.' }),
    kind: t.exposeString('kind', {
      description: 'What happened, such as `unit.succeeded`. This set is open: new kinds may come.',
    }),
    category: t.field({
      type: EventCategory,
      description: 'What it is about.',
      resolve: ({ kind }) => eventCategory(kind),
    }),
    topicId: t.exposeID('topicId', { description: 'The Topic.' }),
    jobId: t.exposeID('jobId', { nullable: true, description: 'The Job, if it is about one.' }),
    taskId: t.exposeID('taskId', { nullable: true, description: 'The Task, if it is about one.' }),
    unitId: t.exposeID('unitId', { nullable: true, description: 'The Unit, if it is about one.' }),
    attempt: t.exposeInt('attempt', {
      nullable: true,
      description: 'The attempt, if it is about one.',
    }),
    from: t.exposeString('from', { nullable: true, description: 'The state before.' }),
    to: t.exposeString('to', { nullable: true, description: 'The state after.' }),
    worker: t.exposeString('worker', {
      nullable: true,
      description: 'The worker, if one had to do with it.',
    }),
    data: t.field({
      type: 'JSON',
      nullable: true,
      description: 'What there is to say beyond that, by kind.',
      resolve: ({ data }) => readJson(data),
    }),
  }),
});

const EventBatch = builder.objectRef<Batch>('EventBatch').implement({
  description: 'Events in order, and where to go on.',
  fields: (t) => ({
    events: t.expose('events', {
      type: [Event],
      description: 'The Events; may be empty, when only the position has moved.',
      complexity: { field: 1, multiplier: 1 },
    }),
    ...positionFields(t, 'batch'),
  }),
});

export const EventFilter = builder.inputType('EventFilter', {
  description:
    'Which Events of one Topic to answer; what is given must all hold. At least one of `topic`, `topicId`, `jobId`, `taskId` and `unitId` says which Topic it is.',
  fields: (t) => ({
    topic: t.string({ description: 'The name of the Topic.' }),
    topicId: t.id({ description: 'The Topic.' }),
    jobId: t.id({ description: 'Only Events about this Job, its Tasks and its Units.' }),
    taskId: t.id({ description: 'Only Events about this Task and its Units.' }),
    unitId: t.id({ description: 'Only Events about this Unit.' }),
    worker: t.string({
      description: 'Only Events about the Worker of this name, and about what it holds or held.',
    }),
    labels: t.field({
      type: [LabelFilter],
      description:
        'Only Events about Jobs that have all of these labels, their Tasks and their Units: up to 32.',
    }),
    kinds: t.stringList({
      description: 'Only Events of these kinds, such as `unit.failed`: up to 100.',
    }),
    categories: t.field({ type: [EventCategory], description: 'Only Events of these categories.' }),
  }),
});

const eventArguments = builder.args((t) => ({
  filter: t.field({ type: EventFilter, required: true, description: 'Which Events.' }),
  after: t.string({
    description:
      'Only Events after this cursor. Without one, the first batch is empty and holds the cursor of now; `start` begins with the first Event that the Topic keeps. One before that is refused as CURSOR_EXPIRED.',
  }),
  batch: t.int({
    required: true,
    defaultValue: 100,
    description: 'How many Events in a batch at most: 1 to 1,000.',
  }),
}));

/** For all subscriptions that tell what changes. */
const throttleArgument = builder.args((t) => ({
  throttleMs: t.int({
    required: true,
    defaultValue: 0,
    description:
      'How long to gather what happens before the next message, in milliseconds: 0 to 60,000. A full batch comes at once.',
  }),
}));

builder.queryField('events', (t) =>
  t.field({
    type: EventBatch,
    description: 'The next Events after a cursor, at once: the subscription for those who poll.',
    args: eventArguments,
    complexity: batchCost,
    resolve: (_, args, context) => readEventBatch(args, context),
  }),
);

builder.subscriptionField('events', (t) =>
  t.field({
    type: EventBatch,
    description:
      'The Events after a cursor, and then each as it happens. After a break, subscribe again with the last cursor received: nothing is missed or repeated.',
    args: { ...eventArguments, ...throttleArgument },
    complexity: batchCost,
    subscribe: (_, args, context) => followEvents(args, context),
    resolve: (batch: Batch) => batch,
  }),
);

function batchCost({ batch }: { readonly batch: number }) {
  return { field: 1, multiplier: Math.min(Math.max(batch, 1), requestLimits.eventBatchSize) };
}
