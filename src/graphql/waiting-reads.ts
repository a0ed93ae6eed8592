/**
 * Why Units are not being worked on. What is asked of many Units is read for all of them together,
 * level by level, and what stands further from the start of a Unit is read first: of one that is held
 * nobody looks for workers.
 */
import type { Lane } from '../domain/lane.ts';
import { isFull, isShut, type LimitInUse, limitReason } from '../domain/limit-reasons.ts';
import { namedCount } from '../domain/name-some.ts';
import { turnReason, type WaitReason, waitReasons } from '../domain/waiting.ts';
import { areBounded, fitWorkers, workerReason } from '../domain/worker-reasons.ts';
import type { UnitModel } from '../store/prisma/models.ts';
import type { Context } from './context.ts';
import { holdersOfUse, limitsInUse } from './limit-reads.ts';
import { getReferred } from './loaders.ts';
import { readPosition } from './queue-reads.ts';
import { heldCounts, workersFor } from './worker-reads.ts';

export async function readWaitReasons(
  unit: UnitModel,
  context: Context,
): Promise<readonly WaitReason[]> {
  const { loaders } = context;
  const [task, job, topic] = await Promise.all([
    getReferred(loaders.tasks, unit.taskId),
    getReferred(loaders.jobs, unit.jobId),
    getReferred(loaders.topics, unit.topicId),
  ]);
  const reasons = waitReasons(unit, { task, job, topic });
  if (unit.state !== 'READY' || reasons.length > 0) return reasons;
  const lane = await getReferred(loaders.lanes, unit.laneId);
  const ofLane = await readLaneReasons(lane, context);
  if (ofLane.length > 0) return ofLane;
  const queued = { id: unit.id, rank: Number(unit.rank), lane };
  return [turnReason(await readPosition({ queued, topic }, context))];
}

/** What keeps all that could be claimed from a Lane: Limits, or else that no worker may have it. */
export async function readLaneReasons(
  lane: Lane,
  context: Context,
): Promise<readonly WaitReason[]> {
  const { limitCount } = await getReferred(context.loaders.topics, lane.topicId);
  const limits = limitCount === 0 ? [] : await readLimitReasons(lane, context);
  if (limits.length > 0) return limits;
  const ofWorkers = await readWorkerReason(lane, context);
  return ofWorkers === undefined ? [] : [ofWorkers];
}

async function readLimitReasons(
  lane: Lane,
  { loaders, store }: Context,
): Promise<readonly WaitReason[]> {
  const now = store.now();
  const inUse = await limitsInUse(loaders, lane.topicId, lane);
  const shut = inUse.filter((each) => isShut(each, now));
  return await Promise.all(
    shut.map(async (each) => limitReason(each, { now, holders: await readHolders(each, loaders) })),
  );
}

/** The first few of those that keep a Limit full, by their paths. */
async function readHolders(inUse: LimitInUse, loaders: Context['loaders']) {
  if (!isFull(inUse)) return [];
  const units = await holdersOfUse(loaders, namedCount).load(inUse.use);
  return await Promise.all(
    units.map(async ({ taskId, key, worker }) => {
      return { name: `${await getReferred(loaders.taskKeys, taskId)}/${key}`, worker };
    }),
  );
}

async function readWorkerReason(
  lane: Lane,
  { loaders, store }: Context,
): Promise<WaitReason | undefined> {
  const fit = fitWorkers(lane, await workersFor(loaders, lane), store.now());
  if (!areBounded(fit)) return workerReason(lane, fit, new Map());
  const held = await heldCounts(loaders).loadMany(fit.active.map(({ id }) => id));
  const counts = fit.active.map(({ id }, index) => [id, countOf(held[index])] as const);
  return workerReason(lane, fit, new Map(counts));
}

function countOf(read: number | Error | undefined): number {
  if (typeof read === 'number') return read;
  throw read ?? new Error('A count was asked for and not answered.');
}
