import type { SqlReader, SqlValue, SqlWriter, Store } from '../src/store/port.ts';

/** What has gone to and fro between a store and those who use it. */
export interface Traffic {
  statementCount: number;
  rowsReadCount: number;
  rowsWrittenCount: number;
}

/** The same store, counting into `traffic` what its transactions do. */
export function countTraffic(store: Store, traffic: Traffic): Store {
  return {
    ...store,
    transaction: (work) =>
      store.transaction((transaction) =>
        work({ ...transaction, ...counted(transaction, traffic) }),
      ),
  };
}

export function noTraffic(): Traffic {
  return { statementCount: 0, rowsReadCount: 0, rowsWrittenCount: 0 };
}

function counted(target: SqlReader & SqlWriter, traffic: Traffic): SqlReader & SqlWriter {
  const note = (sql: string, parameters: readonly SqlValue[] = []) => {
    traffic.statementCount += 1;
    if (/^(INSERT|UPDATE|DELETE)/.test(sql)) {
      // What is written passes as one JSON parameter, a list with an element for each row.
      const rows: unknown = JSON.parse(`${parameters[0] ?? '[]'}`);
      if (Array.isArray(rows)) traffic.rowsWrittenCount += rows.length;
    }
  };
  return {
    query: async (sql, parameters) => {
      note(sql, parameters);
      const rows = await target.query(sql, parameters);
      traffic.rowsReadCount += rows.length;
      // The rows are those of the statement, in whatever shape its caller has named.
      return rows as never;
    },
    write: (sql, parameters) => {
      note(sql, parameters);
      return target.write(sql, parameters);
    },
  };
}
