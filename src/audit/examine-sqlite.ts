/** Whether SQLite keeps what is acknowledged, as the writing connection sees it. */
import type { Store } from '../store/port.ts';
import { type Finding, fault, ok } from './finding.ts';

export async function examineSqlite(store: Store): Promise<readonly Finding[]> {
  const [found] = await store.transaction((transaction) =>
    transaction.query<Settings>(
      `SELECT (SELECT "journal_mode" FROM pragma_journal_mode) AS "journalMode",
              (SELECT "synchronous" FROM pragma_synchronous) AS "synchronous",
              (SELECT "foreign_keys" FROM pragma_foreign_keys) AS "foreignKeys",
              sqlite_version() AS "version"`,
    ),
  );
  if (found === undefined) throw new Error(`${store.description} does not tell its settings.`);
  const settings = `journal_mode ${found.journalMode}, synchronous ${found.synchronous}, foreign_keys ${found.foreignKeys}`;
  const isSafe = found.journalMode === 'wal' && found.synchronous >= 2 && found.foreignKeys === 1;
  return [
    ok('SQLite', `version ${found.version}`),
    isSafe
      ? ok('settings', settings)
      : fault(
          'settings',
          `${settings}, instead of wal, 2 and 1: what is acknowledged may be lost. Put the database on a local disk.`,
        ),
  ];
}

interface Settings {
  readonly journalMode: string;
  readonly synchronous: number;
  readonly foreignKeys: number;
  readonly version: string;
}
