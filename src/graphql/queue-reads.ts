/** Where Units stand in line, read for all that ask together. */
import { groupBy } from '../domain/group-by.ts';
import type { LaneTraits } from '../domain/lane.ts';
import { comparePlaces, type Lane, placeOfLane } from '../domain/lane.ts';
import { weightOf } from '../domain/limit.ts';
import { isShut, type LimitInUse } from '../domain/limit-reasons.ts';
import { estimateStart, fairPosition, type SharingLane, turnOf } from '../domain/queue-position.ts';
import { sourceOf } from '../store/command-rows.ts';
import { listClaimableLanes } from '../store/lane-rows.ts';
import type { Store } from '../store/port.ts';
import type { TopicModel, UnitModel } from '../store/prisma/models.ts';
import {
  countAheadInLane,
  countAheadInOrder,
  type Queued,
  queueBounds,
} from '../store/reads/queue-positions.ts';
import type { Context } from './context.ts';
import { everyLimit, limitsInUse, limitsOfTopic } from './limit-reads.ts';
import { getReferred } from './loaders.ts';

/** How many Units are handed out before it; null while it is kept back, or when they are too many. */
export async function readQueuePosition(unit: UnitModel, context: Context): Promise<number | null> {
  const standing = await readStanding(unit, context);
  if (standing === undefined || standing.shut.length > 0) return null;
  return standing.queued.lane.isOpen === 1 ? await readPosition(standing, context) : null;
}

export async function readEstimatedStart(
  unit: UnitModel,
  context: Context,
): Promise<number | null> {
  const standing = await readStanding(unit, context);
  if (standing === undefined || standing.queued.lane.paceMs === null) return null;
  const index = await aheadInLane(context).load(standing.queued);
  if (index === null) return null;
  const opensAts = standing.shut.flatMap(({ use }) => use.opensAt ?? []);
  const opensAt = opensAts.length === 0 ? null : Math.max(...opensAts);
  return estimateStart(standing.queued.lane, index, { now: context.store.now(), opensAt });
}

/** The position of a Unit that nothing keeps back. */
export async function readPosition(
  { queued, topic }: Pick<Standing, 'queued' | 'topic'>,
  context: Context,
): Promise<number | null> {
  if (topic.isFair === 0) return await aheadInOrder(context).load(queued);
  const index = await aheadInLane(context).load(queued);
  if (index === null) return null;
  const lanes = await sharingLanes(queued.lane, topic, context);
  const own = lanes.find(({ id }) => id === queued.lane.id);
  if (own === undefined) return null;
  const last = lanes.at(-1);
  const isCut = lanes.length > queueBounds.laneCountMax;
  // Lanes that are not read have no turn before the last that is.
  if (isCut && last !== undefined && comparePlaces(turnOf(own, index), placeOfLane(last)) > 0) {
    return null;
  }
  const position = fairPosition(own, index, lanes);
  return position > queueBounds.positionMax ? null : position;
}

interface Standing {
  readonly queued: Queued;
  readonly topic: TopicModel;
  /** The Limits that keep it back. */
  readonly shut: readonly LimitInUse[];
}

/** Undefined for a Unit that is not in line: it is not ready, or it is held. */
async function readStanding(unit: UnitModel, context: Context): Promise<Standing | undefined> {
  if (unit.rank === null) return undefined;
  const { loaders, store } = context;
  const [lane, topic] = await Promise.all([
    getReferred(loaders.lanes, unit.laneId),
    getReferred(loaders.topics, unit.topicId),
  ]);
  if (topic.pausedAt !== null) return undefined;
  const inUse = topic.limitCount === 0 ? [] : await limitsInUse(loaders, topic.id, lane);
  const now = store.now();
  return {
    queued: { id: unit.id, rank: Number(unit.rank), lane },
    topic,
    shut: inUse.filter((each) => isShut(each, now)),
  };
}

const aheadInLane = (context: Context) => counting(context, 'aheadInLane', countAheadInLane);
const aheadInOrder = (context: Context) => counting(context, 'aheadInOrder', countAheadInOrder);

/** Some at a time, so that others have their turns: each may cost some thousand steps. */
const queuedAtOnceCount = 100;

type Count = (store: Store, units: readonly Queued[]) => ReturnType<typeof countAheadInLane>;

function counting({ loaders, turns }: Context, name: string, count: Count) {
  return loaders.once(name, async (asked: readonly Queued[]) => {
    const units = [...new Map(asked.map((each) => [each.id, each])).values()];
    const found = new Map<string, number | null>();
    for (let from = 0; from < units.length; from += queuedAtOnceCount) {
      await turns.give();
      const some = units.slice(from, from + queuedAtOnceCount);
      const counts = await count(loaders.store, some);
      for (const [at, { id }] of some.entries()) found.set(id, counts[at] ?? null);
    }
    return asked.map(({ id }) => found.get(id) ?? null);
  });
}

/** The first Lanes in line with this one, in order. */
async function sharingLanes(
  lane: Lane,
  topic: TopicModel,
  { loaders }: Context,
): Promise<readonly SharingLane[]> {
  const limits =
    topic.limitCount === 0 ? [] : await limitsOfTopic(loaders, everyLimit).load(topic.id);
  const lanes = await lanesInLine(loaders).load(lane);
  return lanes.map((each) => ({ ...each, weight: weightOf(limits, each.concurrencyKey) }));
}

function lanesInLine(loaders: Context['loaders']) {
  return loaders.once('lanesInLine', async (asked: readonly Lane[]) => {
    const { store } = loaders;
    const found = new Map<string, readonly Lane[]>();
    for (const [topicId, groups] of groupsByTopic(asked)) {
      const readTo = { rank: Number.MIN_SAFE_INTEGER, id: '' };
      const lanes = await listClaimableLanes(sourceOf(store), {
        topicId,
        groups: groups.map((group) => ({ ...group, readTo })),
        max: queueBounds.laneCountMax + 1,
      });
      for (const group of groups) {
        found.set(
          lineKey({ ...group, topicId }),
          lanes.filter((each) => isInLine(each, group)),
        );
      }
    }
    return asked.map((lane) => found.get(lineKey(lane)) ?? []);
  });
}

function groupsByTopic(lanes: readonly Lane[]): ReadonlyMap<string, readonly Lane[]> {
  const distinct = new Map(lanes.map((lane) => [lineKey(lane), lane]));
  return groupBy([...distinct.values()], ({ topicId }) => topicId);
}

function isInLine(one: Pick<LaneTraits, 'kind' | 'requires'>, other: typeof one): boolean {
  return one.kind === other.kind && one.requires === other.requires;
}

function lineKey({ topicId, kind, requires }: Pick<Lane, 'topicId' | 'kind' | 'requires'>): string {
  return JSON.stringify([topicId, kind, requires]);
}
