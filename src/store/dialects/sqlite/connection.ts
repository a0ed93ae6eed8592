import Database from 'libsql';
import LaterDatabase from 'libsql/promise';
import type { SqlValue } from '../../port.ts';
import { type Layout, layoutOf, rowsOf } from '../row-layout.ts';

/** A connection with its prepared statements. */
export class Connection {
  readonly #database: Database.Database;
  readonly #statements = new Map<string, Prepared>();

  constructor(path: string) {
    // A reader may briefly hold off a checkpoint and nothing else: nobody but us writes.
    this.#database = new Database(path, { timeout: 5_000 });
  }

  query<Row extends object>(sql: string, parameters: readonly SqlValue[]): readonly Row[] {
    const { statement, layout } = this.#prepare(sql);
    if (layout === undefined) {
      statement.run([...parameters]);
      return [];
    }
    // Statements that answer are prepared to answer lists of values; see rowsOf.
    const rows = statement.all([...parameters]) as SqlValue[][];
    // The row's shape is what the statement selects; it stands beside the statement.
    return rowsOf(layout, rows) as Row[];
  }

  script(sql: string): void {
    this.#database.exec(sql);
  }

  /** On a thread of the driver's own. Nothing else may be asked of the connection until it is done. */
  async scriptApart(sql: string): Promise<void> {
    // The driver has two doors, one for those who wait and one for others; the connection is of one kind.
    await LaterDatabase.prototype.exec.call(this.#database, sql);
  }

  get isInTransaction(): boolean {
    return this.#database.inTransaction;
  }

  setting(name: string): unknown {
    const [row] = this.query<Record<string, unknown>>(`PRAGMA ${name}`, []);
    return row?.[name];
  }

  rollback(): void {
    if (this.isInTransaction) this.#database.exec('ROLLBACK');
  }

  close(): void {
    this.#statements.clear();
    this.#database.close();
  }

  #prepare(sql: string): Prepared {
    let prepared = this.#statements.get(sql);
    if (prepared === undefined) {
      const statement = this.#database.prepare(sql);
      prepared = {
        statement,
        layout: statement.reader ? layoutOf(namesOf(statement.raw())) : undefined,
      };
      this.#statements.set(sql, prepared);
    }
    return prepared;
  }
}

interface Prepared {
  readonly statement: Database.Statement;
  /** Of the rows that the statement answers, if it answers any. */
  readonly layout: Layout | undefined;
}

function namesOf(statement: Database.Statement): readonly string[] {
  return statement.columns().map(({ name }) => name);
}
