/** Statements as PostgreSQL takes them: with its own parameters, and prepared once they come often. */
import type pg from 'pg';
import type { SqlValue } from '../../port.ts';
import { type Layout, layoutOf, rowsOf } from '../row-layout.ts';

/** The statements of one process, whichever connection they go through. */
export class Statements {
  readonly #known = new Map<string, Statement>();

  /** Runs a statement and answers its rows in the order of their columns. */
  async run<Row extends object>(
    client: pg.ClientBase | pg.Pool,
    sql: string,
    parameters: readonly SqlValue[],
  ): Promise<readonly Row[]> {
    const statement = this.#find(sql);
    statement.useCount += 1;
    const { fields, rows } = await client.query<SqlValue[]>({
      text: statement.text,
      values: [...parameters],
      rowMode: 'array',
      // A prepared statement takes memory on each connection, so those that come rarely are not.
      ...(statement.useCount > useCountUnprepared ? { name: statement.name } : {}),
    });
    if (fields.length === 0) return [];
    statement.layout ??= layoutOf(fields.map(({ name }) => name));
    // The row's shape is what the statement selects; it stands beside the statement.
    return rowsOf(statement.layout, rows) as Row[];
  }

  #find(sql: string): Statement {
    let found = this.#known.get(sql);
    if (found === undefined) {
      const text = sql.replaceAll(/\?(\d+)/g, '$$$1');
      found = { text, name: `s${this.#known.size + 1}`, useCount: 0, layout: undefined };
      this.#known.set(sql, found);
    }
    return found;
  }
}

interface Statement {
  readonly text: string;
  readonly name: string;
  useCount: number;
  layout: Layout | undefined;
}

const useCountUnprepared = 2;
