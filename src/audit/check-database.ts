/** Whether a database is whole, and agrees with itself. */
import type { Store } from '../store/port.ts';
import { audit } from './audit.ts';

/** What is wrong, in sentences: first with the file, and if it is sound, with what it holds. */
export async function checkDatabase(store: Store): Promise<readonly string[]> {
  const damages = await findDamages(store);
  return damages.length > 0 ? damages : await audit(store);
}

/** Pages that cannot be read, indexes that miss rows, rows that refer to none. PostgreSQL checks pages itself. */
export async function findDamages(store: Store): Promise<readonly string[]> {
  if (store.dialect !== 'sqlite') return [];
  const pages = await store.query<{ found: string }>(
    'SELECT "integrity_check" AS "found" FROM pragma_integrity_check(20)',
  );
  const references = await store.query<{ table: string; parent: string; count: number }>(
    `SELECT "table", "parent", count(*) AS "count" FROM pragma_foreign_key_check
     GROUP BY "table", "parent"`,
  );
  return [
    ...pages.filter(({ found }) => found !== 'ok').map(({ found }) => `the file: ${found}`),
    ...references.map(
      ({ table, parent, count }) =>
        `${table}: ${count} rows refer to a ${parent} that is not there`,
    ),
  ];
}
