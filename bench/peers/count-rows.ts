import pg from 'pg';

/** How many rows there are, by a connection of its own. */
export async function countRows(database: string, from: string): Promise<number> {
  const client = new pg.Client(database);
  await client.connect();
  const { rows } = await client.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM ${from}`,
  );
  await client.end();
  return rows[0]?.count ?? 0;
}
