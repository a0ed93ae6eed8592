/** What the databases themselves carry: commits of one changed row each, and nothing else. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'libsql';
import pg from 'pg';

/** Commits a second, each of one row of its own, on so many connections at once. */
export async function postgresqlFloor(
  url: string,
  connectionCount: number,
  seconds: number,
): Promise<number> {
  const clients = Array.from({ length: connectionCount }, () => new pg.Client(url));
  await Promise.all(clients.map((client) => client.connect()));
  const [first] = clients;
  await first?.query(
    'DROP TABLE IF EXISTS floor; CREATE TABLE floor (id int PRIMARY KEY, count int)',
  );
  await first?.query('INSERT INTO floor SELECT generate_series(1, $1::int), 0', [connectionCount]);
  const until = performance.now() + seconds * 1_000;
  const counts = await Promise.all(
    clients.map(async (client, index) => {
      let count = 0;
      for (; performance.now() < until; count += 1) {
        await client.query('BEGIN');
        await client.query({
          name: 'floor',
          text: 'UPDATE floor SET count = count + 1 WHERE id = $1',
          values: [index + 1],
        });
        await client.query('COMMIT');
      }
      return count;
    }),
  );
  await first?.query('DROP TABLE floor');
  await Promise.all(clients.map((client) => client.end()));
  return counts.reduce((sum, count) => sum + count, 0) / seconds;
}

/** The same on a SQLite file, which has one connection that writes; each commit is synced. */
export function sqliteFloor(seconds: number): number {
  const folder = mkdtempSync(join(tmpdir(), 'junjo-floor-'));
  const database = new Database(join(folder, 'floor.db'));
  database.exec('PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL');
  database.exec('CREATE TABLE floor (id INTEGER PRIMARY KEY, count INTEGER)');
  database.exec('INSERT INTO floor VALUES (1, 0)');
  const update = database.prepare('UPDATE floor SET count = count + 1 WHERE id = 1');
  const until = performance.now() + seconds * 1_000;
  let count = 0;
  for (; performance.now() < until; count += 1) {
    database.exec('BEGIN IMMEDIATE');
    update.run();
    database.exec('COMMIT');
  }
  database.close();
  rmSync(folder, { recursive: true, force: true });
  return count / seconds;
}
