/**
 * The forms of one statement that writes rows. Rows that are written together are often alike in most
 * of their columns: what has the same value in all of them is passed once, since to pass a value with
 * each row costs about as much as to write it. A form is a text of its own that the database prepares,
 * so there are only a few for each statement: those that the first large sets of rows have asked for.
 */
import { makeValuesOf, type ValuesOf } from './row-functions.ts';

type Column<Row> = keyof Row & string;

export interface StatementForm<Row> {
  readonly sql: string;
  /** What is passed with each row, in the first parameter. */
  readonly valuesOf: ValuesOf<Row>;
  /** The columns that are passed once for all rows, in the parameters from the second on. */
  readonly once: readonly Column<Row>[];
}

export interface FormsOptions<Row> {
  /** The columns by which rows are found: they are passed with each row, before all others. */
  readonly key: readonly Column<Row>[];
  /** Those that are written. */
  readonly columns: readonly Column<Row>[];
  /** The statement that takes some of them with each row and the others once. */
  readonly textOf: (passed: readonly Column<Row>[], once: readonly Column<Row>[]) => string;
}

export class StatementForms<Row> {
  readonly #options: FormsOptions<Row>;
  readonly #forms: StatementForm<Row>[];

  constructor(options: FormsOptions<Row>) {
    this.#options = options;
    this.#forms = [this.#make(new Set())];
  }

  /** The form that passes the least with so many rows that are alike in these columns. */
  bestFor(alike: ReadonlyMap<string, unknown>, rowCount: number): StatementForm<Row> {
    // There is nothing in that of a row that is alone.
    const shared = new Set(this.#options.columns.filter((name) => rowCount > 1 && alike.has(name)));
    const known = this.#mostOf(shared);
    if (known.once.length === shared.size) return known;
    if (rowCount < enoughRows || this.#forms.length === formCountMax) return known;
    const form = this.#make(shared);
    this.#forms.push(form);
    return form;
  }

  #mostOf(alike: ReadonlySet<string>): StatementForm<Row> {
    return this.#forms.reduce((best, form) => {
      const isMore = form.once.length > best.once.length;
      return isMore && form.once.every((column) => alike.has(column)) ? form : best;
    });
  }

  #make(alike: ReadonlySet<string>): StatementForm<Row> {
    const { key, columns, textOf } = this.#options;
    const passed = columns.filter((name) => !alike.has(name));
    const once = columns.filter((name) => alike.has(name));
    return { sql: textOf(passed, once), valuesOf: makeValuesOf([...key, ...passed]), once };
  }
}

const formCountMax = 6;
/** So many rows make a form, or a statement, of their own worth its while. */
export const enoughRows = 50;
