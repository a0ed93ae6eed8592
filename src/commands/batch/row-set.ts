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

export class RowSet<
  Row extends { readonly id: string },
  Column extends keyof Row & string,
  Origin = undefined,
> {
  readonly #groupBitOf = new Map<string, number>();
  readonly #groups: ChangeGroups<Row>;
  readonly #copy: (row: Row) => Row;
  readonly #originOf: ((row: Row) => Origin) | undefined;
  readonly #rows = new Map<string, Row>();
  /** What is new or has changed, by id. */
  readonly #notes = new Map<string, Note<Row, Origin>>();
  /** Those of them that were inserted or have changed since `begin`. */
  #lately: Note<Row, Origin>[] = [];
  readonly #removed = new Map<string, Row>();
  /** Those that were taken out since `begin`. */
  #removedLately: Row[] = [];

  /**
   * @param copy answers a copy of a row. Each table has a function of its own for that, since one that
   *   copies rows of several tables takes several times as long.
   * @param originOf answers what has to be known of a row, as it was before the batch, when the batch
   *   is written
   */
  constructor(
    groups: readonly (readonly Column[])[],
    copy: (row: Row) => Row,
    originOf?: (row: Row) => Origin,
  ) {
    this.#groups = groups;
    this.#copy = copy;
    this.#originOf = originOf;
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
    const note = this.#enter(row, true);
    note.isLate = true;
    this.#lately.push(note);
  }

  /** Takes out a row that the database has. */
  remove(row: Row): void {
    this.#rows.delete(row.id);
    this.#removed.set(row.id, row);
    this.#removedLately.push(row);
  }

  change(row: Row, change: Partial<Pick<Row, Column>>): void {
    const note = this.#noteOf(row);
    for (const column of Object.keys(change)) this.#noteColumn(note, column);
    Object.assign(row, change);
  }

  /** Changes a single count, without a record of that being made. */
  count<Counter extends Column>(
    row: Row & Readonly<Record<Counter, number>>,
    counter: Counter,
    step: number,
  ): void {
    this.#noteColumn(this.#noteOf(row), counter);
    const counts: Record<Counter, number> = row;
    counts[counter] += step;
  }

  /** The note of a row that is about to change. */
  #noteOf(row: Row): Note<Row, Origin> {
    const note = this.#notes.get(row.id) ?? this.#enter(row, false);
    if (!note.isLate) {
      note.isLate = true;
      // All of it, which takes less time than to look which of its columns change; of very many rows
      // these alone, since copies of all columns would take much memory.
      note.isWhole = this.#lately.length < wholeCopyCountMax;
      note.before = note.isWhole ? this.#copy(row) : {};
      this.#lately.push(note);
    }
    return note;
  }

  #enter(row: Row, isInserted: boolean): Note<Row, Origin> {
    const note: Note<Row, Origin> = {
      row,
      origin: isInserted ? undefined : this.#originOf?.(row),
      isInserted,
      isLate: false,
      changed: 0,
      before: undefined,
      isWhole: false,
    };
    this.#notes.set(row.id, note);
    return note;
  }

  #noteColumn(note: Note<Row, Origin>, column: string): void {
    note.changed |= this.#groupBitOf.get(column) ?? 0;
    const { row, before, isWhole } = note;
    if (isWhole || before === undefined || column in before) return;
    // A column that changes is one of the row's.
    before[column as keyof Row] = row[column as keyof Row];
  }

  /** From here on, `rollback` leads back to here. */
  begin(): void {
    // Of most tables a command changes nothing, and there are very many commands.
    if (this.#removedLately.length > 0) this.#removedLately = [];
    if (this.#lately.length > 0) this.#endLately();
  }

  rollback(): void {
    for (const row of this.#removedLately.splice(0)) {
      this.#rows.set(row.id, row);
      this.#removed.delete(row.id);
    }
    for (const { row, before } of this.#lately) {
      if (before === undefined) {
        this.#rows.delete(row.id);
        this.#notes.delete(row.id);
        continue;
      }
      // The groups stay marked: writing a column that did not change is harmless.
      Object.assign(row, before);
    }
    this.#endLately();
  }

  #endLately(): void {
    for (const note of this.#lately) {
      note.isLate = false;
      note.before = undefined;
    }
    this.#lately = [];
  }

  /** Whether the row is new in this batch. */
  isInserted(id: string): boolean {
    return this.#notes.get(id)?.isInserted === true;
  }

  /** Whether there is anything to write. */
  get hasChanges(): boolean {
    return this.#notes.size + this.#removed.size > 0;
  }

  insertedRows(): readonly Row[] {
    const rows: Row[] = [];
    for (const { row, isInserted } of this.#notes.values()) if (isInserted) rows.push(row);
    return rows;
  }

  /** All rows that are new or have changed, each with what was kept of it from before the batch. */
  *moves(): Generator<RowMove<Row, Origin>> {
    for (const { row, origin } of this.#notes.values()) {
      yield { row, origin, isThere: this.#rows.has(row.id) };
    }
  }

  removedRows(): readonly Row[] {
    return [...this.#removed.values()];
  }

  /** The changed rows by kind of change; new rows are inserted as they are now and not listed here. */
  changedRows(): readonly ChangedRows<Row>[] {
    const rowsByGroups = new Map<number, Row[]>();
    for (const { row, isInserted, changed } of this.#notes.values()) {
      if (isInserted || !this.#rows.has(row.id)) continue;
      const rows = rowsByGroups.get(changed);
      if (rows === undefined) rowsByGroups.set(changed, [row]);
      else rows.push(row);
    }
    return [...rowsByGroups].map(([groups, rows]) => ({
      columns: this.#groups.flatMap((columns, index) => (groups & (1 << index) ? columns : [])),
      rows,
    }));
  }
}

export interface RowMove<Row, Origin> {
  readonly row: Row;
  /** Undefined of a row that was not there. */
  readonly origin: Origin | undefined;
  /** Whether it still is. */
  readonly isThere: boolean;
}

/** A row that is new or has changed. */
interface Note<Row, Origin> {
  readonly row: Row;
  /** What is kept of it as it was before the batch; undefined of a row that was not there. */
  readonly origin: Origin | undefined;
  readonly isInserted: boolean;
  /** The groups that have changed in this batch, a bit for each. */
  changed: number;
  /** Whether it was inserted or has changed since `begin`. */
  isLate: boolean;
  /** How it was then, as far as it has changed since; undefined of a row that was not there. */
  before: Partial<Row> | undefined;
  /** Whether that has all columns. */
  isWhole: boolean;
}

/** Of so many rows that one command changes, all columns are kept until it ends. */
const wholeCopyCountMax = 1_000;
