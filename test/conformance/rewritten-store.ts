/** Stores that ask something else of their database than they are asked for. */
import type { SqlReader, Store, Transaction } from '../../src/store/port.ts';

/** The same store with other statements. */
export function rewriting(store: Store, rewrite: (sql: string) => string): Partial<Store> {
  return readingBy(store, (reader, sql, parameters) => reader.query(rewrite(sql), parameters));
}

/** The same store with other parameters. */
export function rewritingParameters(
  store: Store,
  rewrite: (value: string | number | null) => string | number | null,
): Partial<Store> {
  return readingBy(store, (reader, sql, parameters) => reader.query(sql, parameters?.map(rewrite)));
}

type Query = (
  reader: SqlReader,
  ...[sql, parameters]: Parameters<SqlReader['query']>
) => Promise<readonly object[]>;

function readingBy(store: Store, query: Query): Partial<Store> {
  // The rows are those of the statement, in whatever shape its caller has named.
  const of = (reader: SqlReader): SqlReader => ({
    query: async (sql, parameters) => (await query(reader, sql, parameters)) as never,
  });
  const writing = ({ write }: Transaction): Pick<Transaction, 'write'> => ({
    write: async (sql, parameters) => {
      const writer: SqlReader = {
        query: async (...statement) => {
          await write(statement[0], statement[1] ?? []);
          return [];
        },
      };
      await query(writer, sql, parameters);
    },
  });
  return {
    ...of(store),
    transaction: (work) =>
      store.transaction((transaction) =>
        work({ ...transaction, ...of(transaction), ...writing(transaction) }),
      ),
  };
}
