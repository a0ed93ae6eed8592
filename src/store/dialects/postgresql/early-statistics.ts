/**
 * What PostgreSQL knows of tables that are new. It begins to gather that by itself after a minute or
 * more. Until then all of them look as if they were empty, and of several indexes any is as good as
 * another: what looks for one Unit of a Task by its key may go through all Units of it. A server that
 * begins with an empty database has written a lot by then. So each table is looked at once it has some
 * rows, and plans that were made before are made anew.
 */
import type { Connections } from './connections.ts';

export class EarlyStatistics {
  readonly #connections: Connections;
  #isNeeded = true;

  constructor(connections: Connections) {
    this.#connections = connections;
  }

  /** To be called at regular times. Never fails: without it things are slower for a while. */
  async gather(): Promise<void> {
    if (!this.#isNeeded) return;
    this.#isNeeded = false;
    try {
      const tables = await this.#connections.write<NewTable>(newTables, [rowCountMin]);
      for (const { name, hasRows } of tables) {
        if (hasRows === 1) await this.#connections.write(`ANALYZE "${name}"`, []);
      }
      this.#isNeeded = tables.length > 0;
    } catch {
      // It is tried again next time.
      this.#isNeeded = true;
    }
  }
}

interface NewTable {
  readonly name: string;
  readonly hasRows: 0 | 1;
}

/** Enough to tell what differs from row to row and what does not. */
const rowCountMin = 300;

/** The tables that grow with use of which nothing has been gathered as yet. */
const newTables = `SELECT "relname" AS "name", "n_live_tup" >= $1 AS "hasRows" FROM pg_stat_user_tables
  WHERE "schemaname" = current_schema() AND "last_analyze" IS NULL AND "last_autoanalyze" IS NULL
    AND "relname" IN ('Job', 'Task', 'Unit', 'Lane', 'TaskDependency', 'UnitDependency', 'Attempt',
      'Event', 'Worker')`;
