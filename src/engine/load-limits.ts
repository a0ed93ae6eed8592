/**
 * Loads the Limits of a batch's Topic, and what is used of them by whatever the batch works on. With
 * each Lane come the uses that its Units count for, and with each bounded key all of its Lanes, since
 * they are closed and opened together.
 */
import { clockUnitCount, type Needs } from '../commands/batch/needs.ts';
import type { WorkingSet } from '../commands/batch/working-set.ts';
import type { RowSource } from '../store/command-rows.ts';
import { listLanesOfKeys } from '../store/lane-rows.ts';
import {
  findLimitUses,
  listLimits,
  listShutUses,
  listUsesInUse,
  listUsesOfLimit,
  listUsesPast,
} from '../store/limit-rows.ts';
import { partsOf } from '../store/row-statements.ts';

/** Before all else: whatever is loaded afterwards comes with its uses. */
export async function loadLimits(source: RowSource, set: WorkingSet): Promise<void> {
  if (!set.hasTopic || set.topic.limitCount === 0) return;
  for (const limit of await listLimits(source, set.topic.id)) set.limits.rows.load(limit);
  const uses = await listShutUses(source, set.topic.id);
  set.limits.loadUses(idsOf(uses), uses);
}

export async function loadLimitUses(
  source: RowSource,
  set: WorkingSet,
  needs: Needs,
): Promise<void> {
  for (const limitId of needs.limitUses.ofLimits) {
    for (let after = ''; ; ) {
      const uses = await listUsesOfLimit(source, limitId, { after, max: partLength });
      set.limits.loadUses(idsOf(uses), uses);
      after = uses.at(-1)?.id ?? '';
      if (uses.length < partLength) break;
    }
  }
  if (needs.limitUses.areThoseInUseWanted) {
    const uses = await listUsesInUse(source, set.topic.id);
    set.limits.loadUses(idsOf(uses), uses);
  }
  if (needs.deadlines.has('opensAt')) {
    const due = { topicId: set.topic.id, now: set.now, max: clockUnitCount };
    const uses = await listUsesPast(source, due);
    set.limits.loadUses(idsOf(uses), uses);
  }
  const isFair = set.hasTopic && set.topic.isFair === 1;
  if (!isFair && !set.limits.areThereAny && set.limits.uses.size === 0) return;
  await loadLanesOfKeys(source, set);
  await loadUsesOfLanes(source, set, needs);
}

const partLength = 2_000;

async function loadLanesOfKeys(source: RowSource, set: WorkingSet): Promise<void> {
  const { limits } = set;
  const keys = new Set<string>();
  for (const lane of set.lanes.values()) {
    // The Lanes of a key share its place in a fair Topic.
    const isShared = lane.concurrencyKey !== '' && set.topic.isFair === 1;
    if (isShared || limits.isKeyBounded(lane)) keys.add(lane.concurrencyKey);
  }
  for (const { scope, subject, runningCount, isClosed } of limits.uses.values()) {
    if (scope === 'KEY' && (runningCount > 0 || isClosed === 1)) keys.add(subject);
  }
  const missing = [...keys].filter((key) => !limits.keysWithLanes.has(key));
  for (const part of partsOf(missing)) {
    for (const lane of await listLanesOfKeys(source, set.topic.id, part)) set.lanes.load(lane);
    for (const key of part) limits.keysWithLanes.add(key);
  }
}

async function loadUsesOfLanes(source: RowSource, set: WorkingSet, needs: Needs): Promise<void> {
  const ids = new Set<string>();
  for (const limited of [...set.lanes.values(), ...needs.laneTraits]) {
    for (const id of set.limits.unknownUseIds(limited)) ids.add(id);
  }
  for (const part of partsOf([...ids])) {
    set.limits.loadUses(part, await findLimitUses(source, part));
  }
}

function idsOf(rows: readonly { readonly id: string }[]): readonly string[] {
  return rows.map(({ id }) => id);
}
