import { describe, expect, test } from 'vitest';
import { RowSet } from '../../src/commands/batch/row-set.ts';

interface Row {
  readonly id: string;
  readonly state: string;
  readonly count: number;
  readonly text: string | null;
}

const groups = [['state', 'text'], ['count']] as const;

function rowsOf(count: number): readonly Row[] {
  return Array.from({ length: count }, (_, at) => ({
    id: `r${at}`,
    state: 'a',
    count: at,
    text: null,
  }));
}

function setOf(rows: readonly Row[]) {
  const set = new RowSet<Row, 'state' | 'count' | 'text'>(groups, (row) => ({ ...row }));
  for (const row of rows) set.load({ ...row });
  return set;
}

// Of few rows all columns are kept as they were, of many those that change.
describe.each([3, 2_500])('what a command has made of %d rows', (count) => {
  test('is undone as a whole, however often each has changed', () => {
    const rows = rowsOf(count);
    const set = setOf(rows);
    set.begin();
    for (const row of set.values()) set.change(row, { state: 'b' });
    for (const row of set.values()) set.count(row, 'count', 5);
    for (const row of set.values()) set.change(row, { state: 'c', text: 'new' });
    set.insert({ id: 'new', state: 'a', count: 0, text: null });
    set.rollback();
    expect([...set.values()]).toEqual(rows);
  });

  test('stays when the next command is undone', () => {
    const set = setOf(rowsOf(count));
    set.begin();
    for (const row of set.values()) set.change(row, { state: 'b' });
    set.begin();
    for (const row of set.values()) set.count(row, 'count', 1);
    for (const row of set.values()) set.change(row, { state: 'c' });
    set.rollback();
    expect([...set.values()]).toEqual(rowsOf(count).map((row) => ({ ...row, state: 'b' })));
    const [changed] = set.changedRows();
    expect(changed?.rows).toHaveLength(count);
  });
});
