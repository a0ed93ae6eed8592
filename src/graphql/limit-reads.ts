/** Reads of Limits and of what is used of them, gathered for all that ask in one level. */
import type DataLoader from 'dataloader';
import { type Limit, type Limited, limitsFor, subjectOf } from '../domain/limit.ts';
import type { LimitInUse } from '../domain/limit-reasons.ts';
import { type LimitUse, limitUseId, newLimitUse } from '../domain/limit-use.ts';
import { sourceOf } from '../store/command-rows.ts';
import { findLimitUses } from '../store/limit-rows.ts';
import type { KeysetPage } from '../store/reads/keyset-page.ts';
import { type Counted, listHolders, listLimitsOfTopics } from '../store/reads/limits.ts';
import type { Loaders } from './loaders.ts';

export function limitsOfTopic(
  loaders: Loaders,
  page: KeysetPage,
): DataLoader<string, readonly Limit[]> {
  const name = `limitsOfTopic ${JSON.stringify(page)}`;
  return loaders.once(name, async (topicIds: readonly string[]) => {
    const found = await listLimitsOfTopics(loaders.store, [...new Set(topicIds)], page);
    return topicIds.map((topicId) => found.get(topicId) ?? []);
  });
}

export function usesById(loaders: Loaders): DataLoader<string, LimitUse | null> {
  return loaders.once('limitUses', async (ids: readonly string[]) => {
    const rows = await findLimitUses(sourceOf(loaders.store), new Set(ids));
    const found = new Map(rows.map((row) => [row.id, row]));
    return ids.map((id) => found.get(id) ?? null);
  });
}

/** The Units that run and count for a use, those first whose leases end first. */
export function holdersOfUse(loaders: Loaders, first: number) {
  return loaders.once(`holders ${first}`, (counted: readonly Counted[]) =>
    listHolders(loaders.store, counted, first),
  );
}

/** The Limits that hold for a Unit of a Topic, with what is used of each. */
export async function limitsInUse(
  loaders: Loaders,
  topicId: string,
  limited: Limited,
): Promise<readonly LimitInUse[]> {
  const limits = limitsFor(await limitsOfTopic(loaders, everyLimit).load(topicId), limited);
  return await Promise.all(
    limits.map(async (limit) => {
      const subject = subjectOf(limit.scope, limited);
      const use = await usesById(loaders).load(limitUseId(limit.id, subject));
      return { limit, use: use ?? newLimitUse(limit, subject) };
    }),
  );
}

/** There are never so many of one Topic. */
export const everyLimit: KeysetPage = {
  above: undefined,
  below: undefined,
  scan: 'ASC',
  limit: 10_000,
};
