/** Loads the Limits of a batch's Topic, and what is used of them by the Units that it works on. */
import type { LimitNeeds } from '../commands/limit-needs.ts';
import { limitedOf } from '../commands/slots.ts';
import type { WorkingSet } from '../commands/working-set.ts';
import type { RowSource } from '../store/command-rows.ts';
import { findLimitUses, listLimits, listUsesInUse, listUsesOfLimit } from '../store/limit-rows.ts';
import { partsOf } from '../store/row-statements.ts';

/** Before all else: every Unit that is loaded afterwards comes with its uses. */
export async function loadLimits(source: RowSource, set: WorkingSet): Promise<void> {
  if (!set.hasTopic || set.topic.limitCount === 0) return;
  for (const limit of await listLimits(source, set.topic.id)) set.limits.rows.load(limit);
}

export async function loadLimitUses(
  source: RowSource,
  set: WorkingSet,
  needs: LimitNeeds,
): Promise<void> {
  for (const limitId of needs.ofLimits) {
    for (let after = ''; ; ) {
      const uses = await listUsesOfLimit(source, limitId, { after, max: partLength });
      set.limits.loadUses(idsOf(uses), uses);
      after = uses.at(-1)?.id ?? '';
      if (uses.length < partLength) break;
    }
  }
  if (needs.areThoseInUseWanted) {
    const uses = await listUsesInUse(source, set.topic.id);
    set.limits.loadUses(idsOf(uses), uses);
  }
  await loadUsesOfUnits(source, set);
}

const partLength = 2_000;

async function loadUsesOfUnits(source: RowSource, set: WorkingSet): Promise<void> {
  if (!set.limits.areThereAny) return;
  const ids = new Set<string>();
  for (const unit of set.units.values()) {
    for (const id of set.limits.unknownUseIds(limitedOf(set, unit))) ids.add(id);
  }
  for (const part of partsOf([...ids])) {
    set.limits.loadUses(part, await findLimitUses(source, part));
  }
}

function idsOf(rows: readonly { readonly id: string }[]): readonly string[] {
  return rows.map(({ id }) => id);
}
