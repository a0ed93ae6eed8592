/** The ids of all Tasks or Units below Jobs or Tasks, page by page. */
import type { Store } from '../port.ts';

/** What is listed of what; there is an index for each. */
const lists = {
  TASKS_OF_JOBS: { table: 'Task', parent: 'jobId' },
  UNITS_OF_JOBS: { table: 'Unit', parent: 'jobId' },
  UNITS_OF_TASKS: { table: 'Unit', parent: 'taskId' },
} as const;

export type NodeList = keyof typeof lists;

/** How far the list of one parent has been read; undefined for not at all. */
export interface ListPlace {
  readonly parentId: string;
  readonly lastId?: string | undefined;
}

export interface NodePlace {
  readonly parentId: string;
  readonly id: string;
}

/** The next ones of each of these parents, up to a number for each, in the order of their ids. */
export async function listNodeIds(
  store: Store,
  list: NodeList,
  { places, limit }: { readonly places: readonly ListPlace[]; readonly limit: number },
): Promise<readonly NodePlace[]> {
  const { table, parent } = lists[list];
  return await store.query<NodePlace>(
    `SELECT p."parentId", n."id"
     FROM ${store.rows('?1', { parentId: 'text', lastId: 'text' })} p
     ${store.joinSelected({
       table,
       alias: 'n',
       select: `SELECT x."id" FROM "${table}" x
       WHERE x."${parent}" = p."parentId" AND x."id" > p."lastId" ORDER BY x."id" LIMIT ?2`,
     })}
     ORDER BY p."parentId", n."id"`,
    [JSON.stringify(places.map(({ parentId, lastId }) => [parentId, lastId ?? ''])), limit],
  );
}
