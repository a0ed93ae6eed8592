/**
 * The rows of one table that a batch of commands works on. Changes are made in place and noted, so
 * that a refused command can be undone and that all changed rows can be written with one statement
 * per kind of change. Columns are changed in groups: a row whose group was touched writes the whole
 * group, which keeps the number of different statements small.
 */
export type ChangeGroups<Row> = readonly (readonly (keyof Row & string)[])[];

/** Rows that changed in the same groups: what one UPDATE writes. */
export interface ChangedRows<Row> {
  readonly columns: readonly (keyof Row & string)[];
  readonly rows: readonly Row[];
}

export class RowSet<Row extends { readonly id: string }, Column extends keyof Row & string> {
  readonly #groupBitOf = new Map<string, number>();
  readonly #groups: ChangeGroups<Row>;
  readonly #rows = new Map<string, Row>();
  readonly #changedGroups = new Map<string, number>();
  readonly #inserted = new Map<string, Row>();
  /** How each row was that has changed since `begin`; undefined for one that was not there. */
  #undo = new Map<Row, Partial<Row> | undefined>();
  readonly #removed = new Map<string, Row>();
  /** Those that were taken out since `begin`. */
  #removedLately: Row[] = [];

  constructor(groups: readonly (readonly Column[])[]) {
    this.#groups = groups;
    groups.forEach((columns, index) => {
      for (const column of columns) this.#groupBitOf.set(column, 1 << index);
    });
  }

  /** Takes in a row as the database has it, unless it is here already, or was and is removed. */
  load(row: Row): void {
    if (!this.isKnown(row.id)) this.#rows.set(row.id, row);
  }

  /** Whether the set knows better than the database about this row. */
  isKnown(id: string): boolean {
    return this.#rows.has(id) || this.#removed.has(id);
  }

  get size(): number {
    return this.#rows.size;
  }

  has(id: string): boolean {
    return this.#rows.has(id);
  }

  find(id: string): Row | undefined {
    return this.#rows.get(id);
  }

  get(id: string): Row {
    const row = this.#rows.get(id);
    if (row === undefined) throw new Error(`${id} is used by a command that did not ask for it.`);
    return row;
  }

  values(): IterableIterator<Row> {
    return this.#rows.values();
  }

  insert(row: Row): void {
    this.#rows.set(row.id, row);
    this.#inserted.set(row.id, row);
    this.#undo.set(row, undefined);
  }

  /** Takes out a row that the database has. */
  remove(row: Row): void {
    this.#rows.delete(row.id);
    this.#removed.set(row.id, row);
    this.#removedLately.push(row);
  }

  change(row: Row, change: Partial<Pick<Row, Column>>): void {
    const isNoted = this.#undo.has(row);
    const before: Partial<Row> | undefined = isNoted ? this.#undo.get(row) : {};
    let groups = this.#changedGroups.get(row.id) ?? 0;
    for (const column of columnsOf(change)) {
      // Of a row that changes again, the first of its former values is the one to go back to.
      if (before !== undefined && !(column in before)) before[column] = row[column];
      groups |= this.#groupBitOf.get(column) ?? 0;
    }
    if (!isNoted) this.#undo.set(row, before);
    this.#changedGroups.set(row.id, groups);
    Object.assign(row, change);
  }

  /** From here on, `rollback` leads back to here. */
  begin(): void {
    // Of most tables a command changes nothing, and there are very many commands.
    if (this.#removedLately.length > 0) this.#removedLately = [];
    if (this.#undo.size > 0) this.#undo = new Map();
  }

  rollback(): void {
    for (const row of this.#removedLately.splice(0)) {
      this.#rows.set(row.id, row);
      this.#removed.delete(row.id);
    }
    for (const [row, before] of this.#undo) {
      if (before === undefined) {
        this.#rows.delete(row.id);
        this.#inserted.delete(row.id);
      } else {
        // The groups stay marked: writing a column that did not change is harmless.
        Object.assign(row, before);
      }
    }
    this.#undo = new Map();
  }

  /** Whether the row is new in this batch. */
  isInserted(id: string): boolean {
    return this.#inserted.has(id);
  }

  /** Whether there is anything to write. */
  get hasChanges(): boolean {
    return this.#inserted.size + this.#changedGroups.size + this.#removed.size > 0;
  }

  insertedRows(): readonly Row[] {
    return [...this.#inserted.values()];
  }

  removedRows(): readonly Row[] {
    return [...this.#removed.values()];
  }

  /** The changed rows by kind of change; new rows are inserted as they are now and not listed here. */
  changedRows(): readonly ChangedRows<Row>[] {
    const rowsByGroups = new Map<number, Row[]>();
    for (const [id, groups] of this.#changedGroups) {
      const row = this.#rows.get(id);
      if (row === undefined || this.#inserted.has(id)) continue;
      const rows = rowsByGroups.get(groups);
      if (rows === undefined) rowsByGroups.set(groups, [row]);
      else rows.push(row);
    }
    return [...rowsByGroups].map(([groups, rows]) => ({
      columns: this.#groups.flatMap((columns, index) => (groups & (1 << index) ? columns : [])),
      rows,
    }));
  }
}

function columnsOf<Change extends object>(change: Change): (keyof Change)[] {
  // Object.keys answers string[] because an object may have more keys than its type says; changes
  // are written as literals, so they have none.
  return Object.keys(change) as (keyof Change)[];
}
