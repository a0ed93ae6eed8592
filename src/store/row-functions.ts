/**
 * Functions over rows that are made for their columns. All tables' rows pass the statements that write
 * them, and where many kinds of objects pass, V8 looks each column up by its name anew: that took more
 * time than all else it costs to write a row. In a function that names its columns, and that rows of one
 * table alone pass, it knows where they are.
 */

/** What a row has in the columns, in their order. */
export type ValuesOf<Row> = (row: Row) => readonly unknown[];

/** Marks the columns, by their places, in which a row is not like another. */
export type MarkDifferences<Row> = (row: Row, other: Row, differs: boolean[]) => void;

export function makeValuesOf<Row>(columns: readonly (keyof Row & string)[]): ValuesOf<Row> {
  const values = columns.map((name) => `row[${JSON.stringify(name)}]`);
  // What the text says is a function of this type.
  return new Function('row', `return [${values}]`) as ValuesOf<Row>;
}

export function makeMarkDifferences<Row>(
  columns: readonly (keyof Row & string)[],
): MarkDifferences<Row> {
  const marks = columns.map((name, place) => {
    const column = `[${JSON.stringify(name)}]`;
    return `if (row${column} !== other${column}) differs[${place}] = true;`;
  });
  // So does this text.
  return new Function('row', 'other', 'differs', marks.join('\n')) as MarkDifferences<Row>;
}
