/** Answers from a picture what src/engine/load-limits.ts does from a database. */
import type { Needs } from '../../src/commands/batch/needs.ts';
import type { WorkingSet } from '../../src/commands/batch/working-set.ts';
import type { LimitUse } from '../../src/domain/limit-use.ts';
import type { Picture } from './picture.ts';

export function loadLimits({ limits, limitUses }: Picture, set: WorkingSet): void {
  for (const limit of limits.values()) set.limits.rows.load({ ...limit });
  const shut = [...limitUses.values()].filter(
    ({ scope, isClosed }) => scope !== 'KEY' && isClosed === 1,
  );
  enter(set, shut);
}

export function loadLimitUses({ limitUses, lanes }: Picture, set: WorkingSet, needs: Needs): void {
  const wanted = [...limitUses.values()].filter(
    (use) =>
      needs.limitUses.ofLimits.has(use.limitId) ||
      (needs.limitUses.areThoseInUseWanted && isInUse(use)) ||
      (needs.deadlines.has('opensAt') && use.opensAt !== null && use.opensAt <= set.now),
  );
  enter(set, wanted);
  loadLanesOfKeys(lanes, set);
  const ids = new Set<string>();
  for (const limited of [...set.lanes.values(), ...needs.laneTraits]) {
    for (const id of set.limits.unknownUseIds(limited)) ids.add(id);
  }
  const found = [...ids].map((id) => limitUses.get(id)).filter((use) => use !== undefined);
  enter(set, found, ids);
}

function loadLanesOfKeys(lanes: Picture['lanes'], set: WorkingSet): void {
  const { limits, lanes: known } = set;
  const isFair = set.hasTopic && set.topic.isFair === 1;
  const keys = new Set<string>();
  for (const lane of known.values()) {
    const isShared = isFair && lane.concurrencyKey !== '';
    if (isShared || limits.isKeyBounded(lane)) keys.add(lane.concurrencyKey);
  }
  for (const use of limits.uses.values()) {
    if (use.scope === 'KEY' && isInUse(use)) keys.add(use.subject);
  }
  for (const lane of lanes.values()) {
    if (keys.has(lane.concurrencyKey) && !known.isKnown(lane.id)) known.load({ ...lane });
  }
}

function isInUse({ runningCount, isClosed }: LimitUse): boolean {
  return runningCount > 0 || isClosed === 1;
}

/** Copies, because commands change rows in place. */
function enter(set: WorkingSet, uses: readonly LimitUse[], ids?: Iterable<string>): void {
  set.limits.loadUses(
    ids ?? uses.map(({ id }) => id),
    uses.map((use) => ({ ...use })),
  );
}
