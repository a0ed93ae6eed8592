/** Values are what they were, on whichever way they go in and come out. */
import assert from 'node:assert/strict';
import type { BenchCase } from './conformance-case.ts';
import { type Note, readNotes, writeNote, writeNotes } from './notes.ts';

export const valueCases: readonly BenchCase[] = [
  {
    name: 'a text that is a parameter comes back as it was, whatever is in it',
    run: async ({ store }) => {
      await store.transaction(async (transaction) => {
        for (const [index, text] of texts.entries()) {
          await writeNote(transaction, { seq: index + 1, at: 0, data: text });
        }
        assert.deepEqual(dataOf(await readNotes(transaction)), texts);
      });
      assert.deepEqual(dataOf(await readNotes(store)), texts);
    },
  },
  {
    name: 'a text that is passed in a set of rows comes back as it was, whatever is in it',
    run: async ({ store }) => {
      await writeNotes(
        store,
        texts.map((data, index) => ({ seq: index + 1, at: 0, data })),
      );
      assert.deepEqual(dataOf(await readNotes(store)), texts);
    },
  },
  {
    name: 'a text is found by itself and by no other',
    run: async ({ store }) => {
      await writeNotes(
        store,
        texts.map((data, index) => ({ seq: index + 1, at: 0, data })),
      );
      const byRows = `SELECT e."seq" FROM ${store.rows('?1', { data: 'text' })} r
        JOIN "Event" e ON e."data" = r."data"`;
      for (const [index, text] of texts.entries()) {
        const expected = [{ seq: index + 1 }];
        const found = await store.query('SELECT "seq" FROM "Event" WHERE "data" = ?1', [text]);
        assert.deepEqual(found, expected, `as a parameter: ${JSON.stringify(text)}`);
        const joined = await store.query(byRows, [JSON.stringify([[text]])]);
        assert.deepEqual(joined, expected, `in rows: ${JSON.stringify(text)}`);
      }
    },
  },
  {
    name: 'a text of a megabyte comes back as it was',
    run: async ({ store }) => {
      const long = '順序 "long" \\ '.repeat(1_048_576 / 16);
      assert.ok(Buffer.byteLength(long) >= 1_048_576);
      await store.transaction((transaction) =>
        writeNote(transaction, { seq: 1, at: 0, data: long }),
      );
      await writeNotes(store, [{ seq: 2, at: 0, data: long }]);
      assert.ok(dataOf(await readNotes(store)).every((data) => data === long));
    },
  },
  {
    name: 'whole numbers keep every digit from -(2^53-1) to 2^53-1, and are numbers',
    run: async ({ store }) => {
      await store.transaction(async (transaction) => {
        for (const [index, at] of integers.entries()) {
          await writeNote(transaction, { seq: index + 1, at, data: null });
        }
      });
      const more = integers.map((at, index) => ({
        seq: integers.length + index + 1,
        at,
        data: null,
      }));
      await writeNotes(store, more);
      const kept = (await readNotes(store)).map(({ at }) => at);
      assert.deepEqual(kept, [...integers, ...integers]);
      const [extremes] = await store.query<{ least: number; most: number; count: number }>(
        'SELECT min("at") AS "least", max("at") AS "most", count(*) AS "count" FROM "Event"',
      );
      const most = Number.MAX_SAFE_INTEGER;
      assert.deepEqual(extremes, { least: -most, most, count: kept.length });
    },
  },
  {
    name: 'sums and counts are numbers',
    run: async ({ store }) => {
      await writeNotes(
        store,
        [1, 2, 3].map((seq) => ({ seq, at: 2 ** 40, data: null })),
      );
      const sql = `SELECT sum("at") AS "sum", count(*) AS "count", coalesce(sum("attempt"), 0) AS "none",
        max("at" / 2) AS "half" FROM "Event"`;
      assert.deepEqual(await store.query(sql), [
        { sum: 3 * 2 ** 40, count: 3, none: 0, half: 2 ** 39 },
      ]);
    },
  },
  {
    name: 'fractions keep every digit',
    run: async ({ store }) => {
      const sql = `SELECT r."value" FROM ${store.rows('?1', { place: 'integer', value: 'real' })} r ORDER BY r."place"`;
      const passed = JSON.stringify(fractions.map((value, place) => [place, value]));
      const found = await store.query<{ value: number }>(sql, [passed]);
      assert.deepEqual(
        found.map(({ value }) => value),
        fractions,
      );
      const doubled = await store.query<{ value: number }>(
        `SELECT r."value" / 2 AS "value" FROM ${store.rows('?1', { value: 'real' })} r`,
        ['[[1]]'],
      );
      assert.deepEqual(
        doubled,
        [{ value: 0.5 }],
        'a fraction that is whole is divided as a fraction',
      );
    },
  },
  {
    name: 'null is null, and nothing else is',
    run: async ({ store }) => {
      await store.transaction((transaction) =>
        writeNote(transaction, { seq: 1, at: 0, data: null }),
      );
      const others = ['', 'null', 'NULL', '0'];
      await writeNotes(store, [
        { seq: 2, at: 0, data: null },
        ...others.map((data, index) => ({ seq: index + 3, at: 0, data })),
      ]);
      const nulls = await store.query(
        'SELECT "seq" FROM "Event" WHERE "data" IS NULL ORDER BY "seq"',
      );
      assert.deepEqual(nulls, [{ seq: 1 }, { seq: 2 }]);
      assert.deepEqual(dataOf(await readNotes(store)), [null, null, ...others]);
      const columns = { text: 'text', integer: 'integer', real: 'real' } as const;
      const empty = `SELECT r."text", r."integer", r."real" FROM ${store.rows('?1', columns)} r`;
      const row = { text: null, integer: null, real: null };
      assert.deepEqual(await store.query(empty, ['[[null, null, null]]']), [row]);
    },
  },
  {
    name: 'what is true is 1, and what is not is 0',
    run: async ({ store }) => {
      const sql = `SELECT 1 < 2 AS "yes", EXISTS (SELECT 1 FROM "Event") AS "no"`;
      assert.deepEqual(await store.query(sql), [{ yes: 1, no: 0 }]);
    },
  },
];

const texts: readonly string[] = [
  '',
  ' ',
  '  between  ',
  'plain',
  'Plain',
  'plain ',
  `single ' quote`,
  'double " quote',
  'back\\slash and \\n, which is no line break',
  'line\nbreak\r\nand\ttab',
  '?1',
  '$1',
  'where ?1 and $2 are no parameters: ?99 :name @name',
  '{"looks": ["like", "JSON"], "a": 1, "a": 2}',
  '[1, 2]',
  '"quoted"',
  'null',
  'true',
  '1',
  '1.0',
  '007',
  '1e5',
  `'; DROP TABLE "Topic"; --`,
  '100% _under_',
  'e\u0301 and \u00e9 are two',
  'e\u0301',
  '\u00e9',
  'Straße, İstanbul, ŒUVRE',
  '順序',
  'عربى',
  '👩‍👩‍👧 🚀',
  '\ufeffbegins with a mark',
  '\u0001\u001f\u007f\u0085\u2028',
  '\ufffd\uffff\u{10ffff}',
];

const integers: readonly number[] = [
  0,
  1,
  -1,
  2 ** 31 - 1,
  -(2 ** 31),
  2 ** 32,
  1_700_000_000_123,
  Number.MAX_SAFE_INTEGER,
  -Number.MAX_SAFE_INTEGER,
];

const fractions: readonly number[] = [0, 0.1, -1.5, 1 / 3, 1e-300, 1.7e308, 5, 2 ** 53 - 1];

function dataOf(notes: readonly Note[]): readonly (string | null)[] {
  return notes.map(({ data }) => data);
}
