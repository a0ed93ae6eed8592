/** Where Schedules are found: by name, in their Topics, and from the Jobs that they have started. */
import { findTopicsByName, sourceOf } from '../store/command-rows.ts';
import { scheduleModel } from '../store/prisma/models.ts';
import { listSchedulesOfTopics } from '../store/reads/schedules.ts';
import { findSchedulesByName } from '../store/schedule-rows.ts';
import { builder } from './builder.ts';
import type { Context } from './context.ts';
import { Job } from './job.ts';
import {
  connectionOf,
  type ListOrder,
  type PageArguments,
  pageCost,
  readPage,
} from './pagination.ts';
import { Schedule } from './schedule.ts';
import { Topic } from './topic.ts';

const ScheduleConnection = builder.connectionObject(
  { type: Schedule, name: 'ScheduleConnection', description: 'A page of Schedules.' },
  { name: 'ScheduleEdge', description: 'A Schedule in a list.' },
);

builder.objectField(Topic, 'schedules', (t) =>
  t.field({
    type: ScheduleConnection,
    description: 'Its Schedules by name.',
    args: t.arg.connectionArgs(),
    complexity: pageCost,
    resolve: ({ id }, args, context) => listSchedules(id, args, context),
  }),
);

builder.objectField(Job, 'schedule', (t) =>
  t.field({
    type: Schedule,
    nullable: true,
    description:
      'The Schedule that has started it; null when somebody did, or the Schedule was removed.',
    resolve: ({ scheduleId }, _, { loaders }) =>
      scheduleId === null ? null : loaders.schedules.load(scheduleId),
  }),
);

const ScheduleNameInput = builder.inputType('ScheduleNameInput', {
  description: 'A Schedule by its name.',
  fields: (t) => ({
    topic: t.string({ required: true, description: 'The name of its Topic.' }),
    name: t.string({ required: true, description: 'Its name.' }),
  }),
});

const ScheduleBy = builder.inputType('ScheduleBy', {
  description: 'How to name a Schedule: by one of these.',
  isOneOf: true,
  fields: (t) => ({
    id: t.id({ description: 'Its id.' }),
    name: t.field({ type: ScheduleNameInput, description: 'Its Topic and name.' }),
  }),
});

builder.queryField('schedule', (t) =>
  t.field({
    type: Schedule,
    nullable: true,
    description: 'A Schedule; null if there is none.',
    args: { by: t.arg({ type: ScheduleBy, required: true, description: 'Which one.' }) },
    resolve: (_, { by }, context) => findSchedule(by, context),
  }),
);

async function findSchedule(by: typeof ScheduleBy.$inferInput, { loaders, store }: Context) {
  if (by.name == null) return await loaders.schedules.load(by.id ?? '');
  const source = sourceOf(store);
  const [topic] = await findTopicsByName(source, [by.name.topic]);
  if (topic === undefined) return null;
  const [found] = await findSchedulesByName(source, topic.id, [by.name.name]);
  return found === undefined ? null : scheduleModel(found);
}

async function listSchedules(topicId: string, args: PageArguments, { loaders }: Context) {
  const page = readPage(args, nameOrder);
  const list = loaders.once(
    `schedulesOfTopic ${JSON.stringify(page)}`,
    async (topicIds: readonly string[]) => {
      const found = await listSchedulesOfTopics(loaders.store, [...new Set(topicIds)], page);
      return topicIds.map((id) => (found.get(id) ?? []).map(scheduleModel));
    },
  );
  return connectionOf(await list.load(topicId), page, nameOrder);
}

const nameOrder = {
  list: 'schedule',
  toText: String,
  toKey: (text) => text,
  keyOf: ({ name }) => name,
} as const satisfies ListOrder<string> & { keyOf: (row: { name: string }) => string };
