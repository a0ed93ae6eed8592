/** The ids of all Tasks or Units below Jobs or Tasks, page by page. */
import type { Store } from '../port.ts';

/** What is listed of what, and by which index: its rows come in this order. */
const lists = {
  TASKS_OF_JOBS: { table: 'Task', parent: 'jobId', order: ['id'] },
  UNITS_OF_JOBS: { table: 'Unit', parent: 'jobId', order: ['state', 'id'] },
  UNITS_OF_TASKS: { table: 'Unit', parent: 'taskId', order: ['id'] },
} as const;

export type NodeList = keyof typeof lists;

/** How far the list of one parent has been read; undefined for not at all. */
export interface ListPlace {
  readonly parentId: string;
  readonly last?: NodePlace | undefined;
}

export interface NodePlace {
  readonly parentId: string;
  readonly id: string;
  readonly state: string;
}

/** The next ones of each of these parents, up to a number for each, in the order of the list. */
export async function listNodeIds(
  store: Store,
  list: NodeList,
  { places, limit }: { readonly places: readonly ListPlace[]; readonly limit: number },
): Promise<readonly NodePlace[]> {
  const { table, parent, order } = lists[list];
  const columns = order.map((name) => `x."${name}"`);
  const last = order.map((name) => `p."${name}"`);
  const given = places.map(({ parentId, last: at }) => [parentId, at?.state ?? '', at?.id ?? '']);
  return await store.query<NodePlace>(
    `SELECT p."parentId", n."id", n."state"
     FROM ${store.rows('?1', { parentId: 'text', state: 'text', id: 'text' })} p
     ${store.joinSelected({
       table,
       alias: 'n',
       select: `SELECT x."id" FROM "${table}" x
       WHERE x."${parent}" = p."parentId" AND (${columns.join(', ')}) > (${last.join(', ')})
       ORDER BY ${columns.join(', ')} LIMIT ?2`,
     })}
     ORDER BY p."parentId", ${order.map((name) => `n."${name}"`).join(', ')}`,
    [JSON.stringify(given), limit],
  );
}
