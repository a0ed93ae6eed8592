/** Where in a database something is named: in which columns of which tables, whatever these are. */
import type { Store } from '../../src/store/port.ts';

/** The columns, as `Table.column`, that hold this id. */
export async function placesOf(store: Store, id: string): Promise<readonly string[]> {
  const tables = await store.query<{ name: string }>(
    `SELECT "name" FROM sqlite_master WHERE "type" = 'table' AND "name" NOT LIKE '\\_%' ESCAPE '\\'`,
  );
  const places: string[] = [];
  for (const { name: table } of tables) {
    const columns = await store.query<{ name: string }>(
      'SELECT "name" FROM pragma_table_info(?1)',
      [table],
    );
    for (const { name } of columns) {
      const sql = `SELECT 1 AS "found" FROM "${table}" WHERE "${name}" = ?1 LIMIT 1`;
      if ((await store.query(sql, [id])).length > 0) places.push(`${table}.${name}`);
    }
  }
  return places;
}
