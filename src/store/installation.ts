import { randomBytes } from 'node:crypto';
import type { SqlReader, Store } from './port.ts';

/**
 * Names the history that this database tells, naming it first if it is new. Positions in the
 * journal are bound to the name, so that those of another database are refused instead of silently
 * skipping Events.
 */
export async function openLogEpoch(store: Store): Promise<string> {
  const found = await findLogEpoch(store);
  if (found !== undefined) return found;
  return await store.transaction(async (transaction) => {
    await transaction.query(
      `INSERT INTO "Installation" ("id", "logEpoch", "createdAt") VALUES (1, ?1, ?2)
       ON CONFLICT ("id") DO NOTHING`,
      [newLogEpoch(), await transaction.now()],
    );
    const named = await findLogEpoch(transaction);
    if (named === undefined) throw new Error(`${store.description} did not keep its log epoch.`);
    return named;
  });
}

/**
 * Gives the history that this database tells another name, so that all cursors given out so far are
 * refused: of a database that was set back, some of them lie ahead of what it knows now.
 */
export async function renewLogEpoch(store: Store): Promise<void> {
  await store.transaction((transaction) =>
    transaction.query(
      `INSERT INTO "Installation" ("id", "logEpoch", "createdAt") VALUES (1, ?1, ?2)
       ON CONFLICT ("id") DO UPDATE SET "logEpoch" = excluded."logEpoch"`,
      [newLogEpoch(), store.now()],
    ),
  );
}

/** A name that no history has had. */
export function newLogEpoch(): string {
  return randomBytes(9).toString('base64url');
}

export async function findLogEpoch(reader: SqlReader): Promise<string | undefined> {
  const [installation] = await reader.query<{ readonly logEpoch: string }>(
    'SELECT "logEpoch" FROM "Installation" WHERE "id" = 1',
  );
  return installation?.logEpoch;
}
