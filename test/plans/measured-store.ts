/**
 * A store that notes of each statement what it has cost, at the moment and with the values with which
 * it was asked for: the steps of SQLite's machine, or the pages that PostgreSQL has looked at, by the
 * very plan that a server's connection has made and kept.
 */
import pg from 'pg';
import type { SqlReader, SqlValue, Store } from '../../src/store/port.ts';
import { type PlanStep, stepsOf } from '../postgres/plan-steps.ts';

export interface Measured {
  readonly sql: string;
  readonly cost: number;
  /** Passed in lists, and answered. */
  readonly rowCount: number;
  /** The tables that were gone through from end to end. */
  readonly readWhole: readonly string[];
}

export interface Measuring {
  readonly store: Store;
  readonly measured: readonly Measured[];
}

/** @param inner with one connection that writes and one that reads */
export function measuring(inner: Store): Measuring {
  const measured: Measured[] = [];
  const watch = inner.dialect === 'sqlite' ? watchSqlite : watchPostgresql;
  const ofReader = watch(measured);
  const ofWriter = watch(measured);
  const store: Store = {
    ...inner,
    query: (sql, parameters = []) => ofReader(inner, sql, parameters),
    transaction: (work) =>
      inner.transaction((transaction) =>
        work({
          ...transaction,
          query: (sql, parameters = []) => ofWriter(transaction, sql, parameters),
          write: async (sql, parameters) => void (await ofWriter(transaction, sql, parameters)),
        }),
      ),
  };
  return { store, measured };
}

type Watched = <Row extends object>(
  reader: SqlReader,
  sql: string,
  parameters: readonly SqlValue[],
) => Promise<readonly Row[]>;

/** SQLite counts for each statement of a connection what it has done. */
function watchSqlite(measured: Measured[]): Watched {
  return async <Row extends object>(
    reader: SqlReader,
    sql: string,
    parameters: readonly SqlValue[],
  ) => {
    const before = await countersOf(reader, sql);
    const rows = await reader.query<Row>(sql, parameters);
    const after = await countersOf(reader, sql);
    const scannedCount = after.nscan - before.nscan;
    measured.push({
      sql,
      cost: after.nstep - before.nstep,
      rowCount: rows.length + passedCount(parameters),
      readWhole: scannedCount > scannedCountMax ? [`${scannedCount} rows`] : [],
    });
    return rows;
  };
}

/** More than there are of anything that need not be found by an index. */
const scannedCountMax = 500;

interface Counters {
  readonly nstep: number;
  readonly nscan: number;
}

async function countersOf(reader: SqlReader, sql: string): Promise<Counters> {
  const [found] = await reader.query<Counters>(
    'SELECT "nstep", "nscan" FROM "sqlite_stmt" WHERE "sql" = ?1',
    [sql],
  );
  return found ?? { nstep: 0, nscan: 0 };
}

/** Each statement is prepared on its connection once, as a server does it, and explained as it runs. */
function watchPostgresql(measured: Measured[]): Watched {
  const names = new Map<string, string>();
  return async <Row extends object>(
    reader: SqlReader,
    sql: string,
    parameters: readonly SqlValue[],
  ) => {
    let name = names.get(sql);
    if (name === undefined) {
      name = `measured_${names.size + 1}`;
      names.set(sql, name);
      await reader.query(`PREPARE ${name} AS ${sql}`);
    }
    const values = parameters.map(literal).join(', ');
    const execution = `EXECUTE ${name}${values === '' ? '' : `(${values})`}`;
    const [explained] = await reader.query<{ 'QUERY PLAN': string }>(
      `EXPLAIN (ANALYZE, BUFFERS, TIMING OFF, FORMAT JSON) ${execution}`,
    );
    // PostgreSQL's documentation says what plans are in this format.
    const [{ Plan: plan }] = JSON.parse(explained?.['QUERY PLAN'] ?? '') as [
      { Plan: ExecutedStep },
    ];
    // What writes has done so.
    const rows = /^\s*(SELECT|WITH)/.test(sql) ? await reader.query<Row>(sql, parameters) : [];
    measured.push({
      sql,
      cost: plan['Shared Hit Blocks'] + plan['Shared Read Blocks'] + removedCount(plan) / 20,
      rowCount: rows.length + passedCount(parameters),
      readWhole: [...stepsOf(plan)].flatMap((step) =>
        step['Node Type'] === 'Seq Scan' ? [step['Relation Name'] ?? ''] : [],
      ),
    });
    return rows;
  };
}

interface ExecutedStep extends PlanStep {
  readonly 'Shared Hit Blocks': number;
  readonly 'Shared Read Blocks': number;
  readonly 'Actual Loops': number;
  readonly 'Rows Removed by Filter'?: number;
  readonly 'Rows Removed by Join Filter'?: number;
}

/** Rows that were read for nothing. */
function removedCount(plan: ExecutedStep): number {
  return [...stepsOf(plan)].reduce((sum, step) => {
    const each = (step['Rows Removed by Filter'] ?? 0) + (step['Rows Removed by Join Filter'] ?? 0);
    return sum + each * step['Actual Loops'];
  }, 0);
}

function literal(value: SqlValue): string {
  if (value === null) return 'NULL';
  return typeof value === 'number' ? `${value}` : pg.escapeLiteral(value);
}

function passedCount(parameters: readonly SqlValue[]): number {
  return parameters.reduce<number>((sum, value) => {
    if (typeof value !== 'string' || !value.startsWith('[')) return sum;
    const list: unknown = JSON.parse(value);
    return sum + (Array.isArray(list) ? list.length : 0);
  }, 0);
}
