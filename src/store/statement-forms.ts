/**
 * The forms of one statement that writes rows. Rows that are written together are often alike in most
 * of their columns: what has the same value in all of them is passed once, since to pass a value with
 * each row costs about as much as to write it. A form is a text of its own that the database prepares,
 * so there are only a few for each statement: those that the first large sets of rows have asked for.
 */
export interface StatementForm {
  readonly sql: string;
  /** The columns that are passed once for all rows, in the parameters from the second on. */
  readonly alike: ReadonlySet<string>;
}

export class StatementForms {
  readonly #textOf: (alike: ReadonlySet<string>) => string;
  readonly #forms: StatementForm[];

  /** @param textOf the statement that takes these columns once for all rows */
  constructor(textOf: (alike: ReadonlySet<string>) => string) {
    this.#textOf = textOf;
    this.#forms = [this.#make([])];
  }

  /** The form that passes the least with so many rows that are alike in these columns. */
  bestFor(alike: readonly string[], rowCount: number): StatementForm {
    const known = this.#mostOf(new Set(alike));
    if (known.alike.size === alike.length) return known;
    if (rowCount < enoughRows || this.#forms.length === formCountMax) return known;
    const form = this.#make(alike);
    this.#forms.push(form);
    return form;
  }

  #mostOf(alike: ReadonlySet<string>): StatementForm {
    return this.#forms.reduce((best, form) => {
      const isMore = form.alike.size > best.alike.size;
      return isMore && [...form.alike].every((column) => alike.has(column)) ? form : best;
    });
  }

  #make(columns: readonly string[]): StatementForm {
    const alike = new Set(columns);
    return { sql: this.#textOf(alike), alike };
  }
}

const formCountMax = 6;
/** So many rows make a form, or a statement, of their own worth its while. */
export const enoughRows = 50;
