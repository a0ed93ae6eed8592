/**
 * What PostgreSQL knows of tables that are new. It begins to gather that by itself after a minute or
 * more. Until then all of them look as if they were empty, and of several indexes any is as good as
 * another: what looks for one Unit of a Task by its key may go through all Units of it. A server that
 * begins with an empty database has written a lot by then. So each table is looked at once it has some
 * rows, and plans that were made before are made anew; so is a table that was empty when it was looked at.
 */
import type { Connections } from './connections.ts';

export class EarlyStatistics {
  readonly #connections: Connections;
  #isUnderWay = false;

  constructor(connections: Connections) {
    this.#connections = connections;
  }

  /** To be called at regular times. Never fails: without it things are slower for a while. */
  async gather(): Promise<void> {
    if (this.#isUnderWay) return;
    this.#isUnderWay = true;
    try {
      const tables = await this.#connections.write<NewTable>(newTables, [rowCountMin]);
      for (const { name } of tables) await this.#connections.write(`ANALYZE "${name}"`, []);
    } catch {
      // It is tried again next time.
    } finally {
      this.#isUnderWay = false;
    }
  }
}

interface NewTable {
  readonly name: string;
}

/** Enough to tell what differs from row to row and what does not. */
const rowCountMin = 300;

/** The tables that grow with use of which nothing has been gathered as yet, or when they were empty. */
const newTables = `SELECT s."relname" AS "name" FROM pg_stat_user_tables s
  JOIN pg_class c ON c."oid" = s."relid"
  WHERE s."schemaname" = current_schema() AND c."reltuples" < $1 AND s."n_live_tup" >= $1
    AND s."relname" IN ('Job', 'Task', 'Unit', 'Lane', 'TaskDependency', 'UnitDependency', 'Attempt',
      'Event', 'EventSpan', 'ClaimableUnit', 'HeldUnit', 'Worker')`;
