/** Transactions that go through whole tables, and so are not to be planned or hurried like commands. */
import type { SqlReader, Store, Transaction } from './port.ts';

/** Does the work with a reader that sees one state of the database, whatever others commit meanwhile. */
export async function readSnapshot<T>(
  store: Store,
  work: (reader: SqlReader) => Promise<T>,
): Promise<T> {
  return await store.transaction(async (transaction) => {
    // A transaction of SQLite is alone in writing; of PostgreSQL, each statement sees the latest.
    if (store.dialect === 'postgresql') {
      await transaction.script('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ');
    }
    await takeTime(store, transaction);
    return await work(transaction);
  });
}

/** Lets PostgreSQL choose its plans for this transaction, and wait for what is done between statements. */
export async function takeTime(store: Store, transaction: Transaction): Promise<void> {
  if (store.dialect !== 'postgresql') return;
  await transaction.script(
    `SET LOCAL idle_in_transaction_session_timeout = 0; SET LOCAL plan_cache_mode = auto;
     SET LOCAL enable_seqscan = on; SET LOCAL enable_hashjoin = on; SET LOCAL enable_mergejoin = on`,
  );
}
