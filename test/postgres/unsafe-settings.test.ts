import { afterEach, beforeEach, expect, test } from 'vitest';
import { openStore } from '../../src/store/open-store.ts';
import { type TestDatabase, takeDatabase } from '../test-database.ts';
import { runAlone } from './start-postgresql.ts';

let database: TestDatabase;
let name: string;

beforeEach(async () => {
  database = await takeDatabase();
  name = new URL(database.database).pathname.slice(1);
});

afterEach(async () => {
  await runAlone(database.database, `ALTER DATABASE "${name}" RESET ALL`);
  await database.release();
});

test('a database that acknowledges before it has written is refused', async () => {
  await runAlone(database.database, `ALTER DATABASE "${name}" SET synchronous_commit = off`);
  await expect(openStore({ database: database.database })).rejects.toThrow(
    `/${name} has synchronous_commit switched off, so it may lose what it has acknowledged. Switch it on.`,
  );
});

test('what a database says when it cannot be used does not show the password', async () => {
  const wrong = new URL(database.database);
  wrong.password = 'secret';
  wrong.pathname = '/not-there';
  const opening = openStore({ database: wrong.href });
  await expect(opening).rejects.toThrow(/cannot be used: .*Check that PostgreSQL runs there/);
  await expect(opening).rejects.not.toThrow('secret');
});

test.each([
  ['postgresql://junjo:secret@127.0.0.1:1/junjo', 'ECONNREFUSED'],
  ['postgresql://junjo:secret@nowhere.invalid/junjo', 'nowhere.invalid'],
])('a server that is not there is told: %s', async (url, why) => {
  await expect(openStore({ database: url })).rejects.toThrow(why);
});
