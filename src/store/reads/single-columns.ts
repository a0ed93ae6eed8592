/** Single columns of many rows, by id: for what is asked for with every lease. */
import type { Store } from '../port.ts';
import { toJsonColumn } from '../row-statements.ts';

export async function findTaskKeys(
  store: Store,
  ids: Iterable<string>,
): Promise<ReadonlyMap<string, string>> {
  return await findColumn(store, ids, { table: 'Task', column: 'key' });
}

/** The payloads of Jobs, as JSON text. */
export async function findPayloads(
  store: Store,
  ids: Iterable<string>,
): Promise<ReadonlyMap<string, string>> {
  return await findColumn(store, ids, { table: 'Job', column: 'payload' });
}

/** The contexts of Jobs, as JSON text. */
export async function findContexts(
  store: Store,
  ids: Iterable<string>,
): Promise<ReadonlyMap<string, string>> {
  return await findColumn(store, ids, { table: 'Job', column: 'context' });
}

interface Column {
  readonly table: 'Task' | 'Job';
  readonly column: 'key' | 'payload' | 'context';
}

async function findColumn(store: Store, ids: Iterable<string>, { table, column }: Column) {
  const rows = await store.query<{ readonly id: string; readonly value: string }>(
    `SELECT t."id", t."${column}" AS "value"
     FROM ${store.rows('?1', { id: 'text' })} r
     ${store.joinEach({ table, alias: 't', on: 't."id" = r."id"' })}`,
    [toJsonColumn(ids)],
  );
  return new Map(rows.map(({ id, value }) => [id, value]));
}
