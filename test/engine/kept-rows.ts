/** Where in a database something is named: in which columns of which tables, whatever these are. */
import type { Store } from '../../src/store/port.ts';

/** The columns, as `Table.column`, that hold this id. */
export async function placesOf(store: Store, id: string): Promise<readonly string[]> {
  const tables = await store.query<{ name: string }>(store.migrations.listTables);
  const places: string[] = [];
  for (const { name: table } of tables.filter(({ name }) => !name.startsWith('_'))) {
    for (const column of await listTextColumns(store, table)) {
      const sql = `SELECT 1 AS "found" FROM "${table}" WHERE "${column}" = ?1 LIMIT 1`;
      if ((await store.query(sql, [id])).length > 0) places.push(`${table}.${column}`);
    }
  }
  return places;
}

async function listTextColumns(store: Store, table: string): Promise<readonly string[]> {
  const statements = {
    sqlite: `SELECT "name" FROM pragma_table_info(?1) WHERE "type" = 'TEXT'`,
    postgresql: `SELECT column_name AS "name" FROM information_schema.columns
      WHERE table_schema = current_schema() AND table_name = ?1 AND data_type = 'text'`,
  } as const;
  const columns = await store.query<{ name: string }>(statements[store.dialect], [table]);
  return columns.map(({ name }) => name);
}
