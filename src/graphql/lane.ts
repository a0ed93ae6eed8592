/** Lanes: what of a Topic waits for whom. */
import type { Lane as LaneRow } from '../domain/lane.ts';
import type { TopicModel, UnitModel } from '../store/prisma/models.ts';
import { listLanesOfTopics } from '../store/reads/lanes.ts';
import { builder } from './builder.ts';
import type { Context } from './context.ts';
import { readJson } from './failure.ts';
import { getReferred } from './loaders.ts';
import {
  connectionOf,
  type ListOrder,
  type PageArguments,
  pageCost,
  readPage,
} from './pagination.ts';
import { Topic } from './topic.ts';
import { Unit } from './unit.ts';
import { WaitReason } from './wait-reason.ts';
import { readLaneReasons } from './waiting-reads.ts';

const Lane = builder.objectRef<LaneRow>('Lane').implement({
  description:
    'The Units of a Topic that are alike for whoever claims: of one kind, requiring the same labels, under one `concurrencyKey`.',
  fields: (t) => ({
    kind: t.exposeString('kind', { description: 'What a worker must know how to do.' }),
    requires: t.field({
      type: 'JSON',
      description: 'The labels that a worker must have: an object of texts.',
      resolve: ({ requires }) => readJson(requires),
    }),
    concurrencyKey: t.string({
      nullable: true,
      description: 'What its Units share by which they are limited; null for nothing.',
      resolve: keyOfLane,
    }),
    claimableCount: t.exposeInt('claimableCount', {
      description:
        'How many of its Units wait for a worker and nothing else. What is delayed, or of a held Task or Job, is not among them.',
    }),
    isOpen: t.boolean({
      description: 'Whether they are handed out; not while a Limit of their key holds them back.',
      resolve: ({ isOpen }) => isOpen === 1,
    }),
    paceMs: t.exposeFloat('paceMs', {
      nullable: true,
      description:
        'The time between two claims from it, of late and while it had something, in milliseconds; null before there were two.',
    }),
  }),
});

builder.objectField(Lane, 'waitingFor', (t) =>
  t.field({
    type: [WaitReason],
    description:
      'What keeps all of them from being claimed: Limits that let nothing start, or else that no worker may have them or takes them. Empty when nothing does.',
    complexity: 50,
    resolve: (lane, _, context) => readLaneReasons(lane, context),
  }),
);

const LaneConnection = builder.connectionObject(
  { type: Lane, name: 'LaneConnection', description: 'A page of Lanes.' },
  { name: 'LaneEdge', description: 'A Lane in a list.' },
);

builder.objectField(Topic, 'lanes', (t) =>
  t.field({
    type: LaneConnection,
    description: 'Its Lanes that have something to claim, the oldest first: what waits for whom.',
    args: t.arg.connectionArgs(),
    complexity: pageCost,
    resolve: (topic, args, context) => listLanes(topic, args, context),
  }),
);

builder.objectFields(Unit, (t) => ({
  requires: t.field({
    type: 'JSON',
    description: 'The labels that a worker must have to be given it: an object of texts.',
    resolve: async (unit, _, context) => readJson((await laneOf(unit, context)).requires),
  }),
  concurrencyKey: t.string({
    nullable: true,
    description: 'What it shares with others by which they are limited; null for nothing.',
    resolve: async (unit, _, context) => keyOfLane(await laneOf(unit, context)),
  }),
}));

const laneOrder = {
  list: 'lane',
  toText: (id) => id,
  toKey: (text) => (text.startsWith('lane_') ? text : undefined),
  keyOf: ({ id }) => id,
} as const satisfies ListOrder<string> & { keyOf: (row: LaneRow) => string };

function keyOfLane({ concurrencyKey }: LaneRow): string | null {
  return concurrencyKey === '' ? null : concurrencyKey;
}

function laneOf({ laneId }: UnitModel, { loaders }: Context): Promise<LaneRow> {
  return getReferred(loaders.lanes, laneId);
}

async function listLanes({ id }: TopicModel, args: PageArguments, { loaders }: Context) {
  const page = readPage(args, laneOrder);
  const name = `lanesOfTopic ${JSON.stringify(page)}`;
  const lanes = loaders.once(name, async (topicIds: readonly string[]) => {
    const found = await listLanesOfTopics(loaders.store, [...new Set(topicIds)], page);
    return topicIds.map((topicId) => found.get(topicId) ?? []);
  });
  return connectionOf(await lanes.load(id), page, laneOrder);
}
