/** How drivers' lists of values become rows. */
import { compact } from '../../domain/compact.ts';
import type { SqlValue } from '../port.ts';

/** The columns of a statement, and an empty row with them. */
export interface Layout {
  readonly names: readonly string[];
  readonly row: Readonly<Record<string, SqlValue>>;
}

export function layoutOf(names: readonly string[]): Layout {
  return { names, row: compact(Object.fromEntries(names.map((name) => [name, null]))) };
}

/**
 * Rows in their layout: drivers' own are made field by field, which costs as much as reading
 * them. Texts that repeat from row to row, such as states and the ids of parents, are kept once.
 */
export function rowsOf(
  { names, row }: Layout,
  lists: readonly (readonly SqlValue[])[],
): Record<string, SqlValue>[] {
  const last: SqlValue[] = names.map(() => null);
  return lists.map((values) => {
    const filled = { ...row };
    for (let index = 0; index < names.length; index += 1) {
      const value = values[index] ?? null;
      if (value !== last[index]) last[index] = value;
      filled[names[index] ?? ''] = last[index] ?? null;
    }
    return filled;
  });
}
