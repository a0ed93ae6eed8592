/** Answers from a picture what src/engine/load-limits.ts does from a database. */
import type { LimitNeeds } from '../../src/commands/limit-needs.ts';
import { limitedOf } from '../../src/commands/slots.ts';
import type { WorkingSet } from '../../src/commands/working-set.ts';
import type { Picture } from './picture.ts';

export function loadLimits({ limits }: Picture, set: WorkingSet): void {
  for (const limit of limits.values()) set.limits.rows.load({ ...limit });
}

export function loadLimitUses({ limitUses }: Picture, set: WorkingSet, needs: LimitNeeds): void {
  const ids = new Set<string>();
  for (const { id, limitId, runningCount, isClosed } of limitUses.values()) {
    const isInUse = runningCount > 0 || isClosed === 1;
    if (needs.ofLimits.has(limitId) || (needs.areThoseInUseWanted && isInUse)) ids.add(id);
  }
  for (const unit of set.units.values()) {
    for (const id of set.limits.unknownUseIds(limitedOf(set, unit))) ids.add(id);
  }
  const found = [...ids].map((id) => limitUses.get(id)).filter((use) => use !== undefined);
  set.limits.loadUses(
    ids,
    found.map((use) => ({ ...use })),
  );
}
