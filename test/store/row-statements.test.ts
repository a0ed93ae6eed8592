/** Whatever sets of rows are alike in, what is stored is what was written. */
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Event } from '../../src/domain/event.ts';
import { eventTable } from '../../src/store/event-table.ts';
import { insertRows, updateRows } from '../../src/store/row-statements.ts';
import { type Kitchen, openKitchen } from '../engine/kitchen.ts';

let kitchen: Kitchen;

beforeEach(async () => {
  kitchen = await openKitchen();
});

afterEach(async () => {
  await kitchen.close();
});

const text = fc.constantFrom(null, null, 'a', "it's", '{"b":1}', '12', '');

/** A column is alike in all rows, or not. */
function column<Value>(values: fc.Arbitrary<Value>) {
  return fc.oneof(
    values.map((value) => () => value),
    fc.array(values, { minLength: 2, maxLength: 5 }).map((list) => (at: number) => {
      const value = list[at % list.length];
      // The place is one of the list, which is not empty.
      return value as Value;
    }),
  );
}

const columns = fc.record({
  at: column(fc.integer({ min: -5, max: 2 ** 45 })),
  kind: column(fc.constantFrom('unit.ready', 'unit.claimed')),
  jobId: column(text),
  unitId: column(text),
  attempt: column(fc.constantFrom(null, 0, 1, 7)),
  to: column(text),
  data: column(text),
});

test('rows are stored as they are, whatever they have alike', async () => {
  let base = 1_000;
  await fc.assert(
    fc.asyncProperty(columns, columns, fc.constantFrom(1, 2, 60, 130), async (a, b, count) => {
      const { store, topicId } = kitchen;
      const first = base;
      base += count;
      const rowOf = (from: typeof a, at: number): Event => ({
        topicId,
        seq: first + at,
        at: from.at(at),
        kind: from.kind(at),
        jobId: from.jobId(at),
        taskId: null,
        unitId: from.unitId(at),
        attempt: from.attempt(at),
        from: null,
        to: from.to(at),
        worker: null,
        data: from.data(at),
      });
      const places = Array.from({ length: count }, (_, at) => at);
      const rows = places.map((at) => rowOf(a, at));
      const changed = places.map((at) => ({
        ...rowOf(b, at),
        at: a.at(at),
        jobId: a.jobId(at),
      }));
      await store.transaction(async (transaction) => {
        await insertRows(transaction, store, { table: eventTable, rows });
      });
      expect(await readFrom(first)).toEqual(rows);
      await store.transaction(async (transaction) => {
        await updateRows(transaction, store, {
          table: eventTable,
          rows: changed,
          columns: ['kind', 'unitId', 'attempt', 'to', 'data'],
          key: ['topicId', 'seq'],
        });
      });
      expect(await readFrom(first)).toEqual(changed);
    }),
    { numRuns: 60 },
  );
});

function readFrom(seq: number) {
  const names = Object.keys(eventTable.columns).map((name) => `"${name}"`);
  return kitchen.store.query<Event>(
    `SELECT ${names.join(', ')} FROM "Event" WHERE "seq" >= ?1 ORDER BY "seq"`,
    [seq],
  );
}
