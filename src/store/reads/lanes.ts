/** Lanes for those who look: what of a Topic waits for whom. */
import { groupBy } from '../../domain/group-by.ts';
import type { Lane } from '../../domain/lane.ts';
import { laneTable } from '../lane-table.ts';
import type { Store } from '../port.ts';
import { selectList, toJsonColumn } from '../row-statements.ts';
import { greatestId, type KeysetPage, leastId } from './keyset-page.ts';

/** The Lanes of Topics that have something to claim, be they open or not. */
export async function listLanesOfTopics(
  store: Store,
  topicIds: readonly string[],
  page: KeysetPage,
): Promise<ReadonlyMap<string, readonly Lane[]>> {
  const rows = await store.query<Lane>(
    `SELECT ${selectList(laneTable, 'l')} FROM ${store.rows('?1', { id: 'text' })} p
     ${store.joinSelected({
       table: 'Lane',
       alias: 'l',
       select: `SELECT x."id" FROM "Lane" x
       WHERE x."topicId" = p."id" AND x."claimableCount" > 0 AND x."id" > ?2 AND x."id" < ?3
       ORDER BY x."id" ${page.scan} LIMIT ?4`,
     })}
     ORDER BY l."id" ${page.scan}`,
    [toJsonColumn(topicIds), page.above ?? leastId, page.below ?? greatestId, page.limit],
  );
  return groupBy(rows, ({ topicId }) => topicId);
}
