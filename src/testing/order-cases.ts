/** Texts are in one order everywhere: that of their bytes in UTF-8, which knows no language. */
import assert from 'node:assert/strict';
import type { Store } from '../store/port.ts';
import type { BenchCase } from './conformance-case.ts';

export const orderCases: readonly BenchCase[] = [
  {
    name: 'ORDER BY puts texts in the order of their bytes, up and down',
    run: async ({ store }) => {
      await writeLabels(store);
      for (const [direction, expected] of [
        ['ASC', inOrder],
        ['DESC', [...inOrder].reverse()],
      ] as const) {
        const sql = `SELECT "value" FROM "JobLabel" ORDER BY "value" ${direction}`;
        assert.deepEqual(valuesOf(await store.query(sql)), expected);
      }
    },
  },
  {
    name: 'an index gives texts in the order of their bytes',
    run: async ({ store }) => {
      await writeLabels(store);
      const sql = `SELECT "value" FROM "JobLabel" WHERE "topicId" = 't' AND "name" = 'n' AND "value" > ?1
        ORDER BY "value" LIMIT 3`;
      for (const [place, value] of inOrder.entries()) {
        const next = inOrder.slice(place + 1, place + 4);
        assert.deepEqual(valuesOf(await store.query(sql, [value])), next, JSON.stringify(value));
      }
    },
  },
  {
    name: 'texts are compared by their bytes with <, <=, > and >=',
    run: async ({ store }) => {
      await writeLabels(store);
      const count = (comparison: string) =>
        `(SELECT count(*) FROM "JobLabel" WHERE "value" ${comparison} ?1)`;
      const sql = `SELECT ${count('<')} AS "below", ${count('<=')} AS "to",
        ${count('>')} AS "above", ${count('>=')} AS "from"`;
      for (const [place, value] of inOrder.entries()) {
        const above = inOrder.length - place - 1;
        const expected = { below: place, to: place + 1, above, from: above + 1 };
        assert.deepEqual(await store.query(sql, [value]), [expected], JSON.stringify(value));
      }
    },
  },
  {
    name: 'the least and the greatest text are those by bytes',
    run: async ({ store }) => {
      await writeLabels(store);
      const sql = 'SELECT min("value") AS "least", max("value") AS "most" FROM "JobLabel"';
      assert.deepEqual(await store.query(sql), [{ least: inOrder[0], most: inOrder.at(-1) }]);
    },
  },
  {
    name: 'texts that are passed in rows are in the order of their bytes as well',
    run: async ({ store }) => {
      const rows = store.rows('?1', { value: 'text' });
      const passed = JSON.stringify(shuffled.map((value) => [value]));
      const ordered = `SELECT r."value" FROM ${rows} r ORDER BY r."value"`;
      assert.deepEqual(valuesOf(await store.query(ordered, [passed])), inOrder);
      const compared = `SELECT count(*) AS "count" FROM ${rows} a JOIN ${rows} b ON a."value" < b."value"`;
      const count = (inOrder.length * (inOrder.length - 1)) / 2;
      assert.deepEqual(await store.query(compared, [passed]), [{ count }]);
    },
  },
  {
    name: 'texts that differ in case, accents, width or blanks are different',
    run: async ({ store }) => {
      // The index would refuse one that it takes for another.
      await store.transaction(async (transaction) => {
        for (const value of shuffled) {
          await transaction.query(
            `INSERT INTO "Topic" ("id", "name", "createdAt", "lastSeq", "lastAt") VALUES (?1, ?1, 0, 0, 0)`,
            [value],
          );
        }
      });
      const sql = 'SELECT "id" AS "value" FROM "Topic" WHERE "name" = ?1';
      for (const value of inOrder) {
        assert.deepEqual(valuesOf(await store.query(sql, [value])), [value], JSON.stringify(value));
      }
    },
  },
  {
    name: 'rows are compared value by value, the first first',
    run: async ({ store }) => {
      const pairs = [1, 2].flatMap((place) => ['A', 'a', 'ä'].map((id) => [place, id] as const));
      const rows = store.rows('?1', { place: 'integer', id: 'text' });
      const sql = `SELECT r."place", r."id" FROM ${rows} r
        WHERE (r."place", r."id") > (?2, ?3) ORDER BY r."place", r."id" LIMIT 2`;
      const passed = JSON.stringify([...pairs].reverse());
      for (const [index, [place, id]] of pairs.entries()) {
        const next = pairs.slice(index + 1, index + 3).map(([p, i]) => ({ place: p, id: i }));
        assert.deepEqual(await store.query(sql, [passed, place, id]), next);
      }
    },
  },
  {
    name: 'a part of a text is found whatever the case of its ASCII letters, and % and _ as they are',
    run: async ({ store }) => {
      await writeLabels(store);
      const sql = `SELECT "value" FROM "JobLabel"
        WHERE lower("value") LIKE lower(?1) ESCAPE '\\' ORDER BY "value"`;
      const found = async (pattern: string) => valuesOf(await store.query(sql, [pattern]));
      assert.deepEqual(await found('%AB'), ['AB', 'aB', 'ab']);
      assert.deepEqual(await found('a\\_b'), ['a_b']);
      assert.deepEqual(await found('a_b'), ['a%b', 'a-b', 'a_b']);
      assert.deepEqual(await found('a\\%b'), ['a%b']);
      assert.deepEqual(await found('Ä'), ['Ä'], 'letters beyond ASCII have one case');
    },
  },
];

const shuffled: readonly string[] = [
  'b',
  'B',
  '_',
  '\u{1f680}',
  'a_b',
  'Z',
  '',
  'é',
  '順',
  '10',
  'a-b',
  'A',
  ' ',
  'z',
  '\ufffd',
  '2',
  'ab',
  'a',
  'Ä',
  'aB',
  '~',
  'ä',
  'a%b',
  '-',
  'AB',
  'ß',
  'e\u0301',
  'a ',
  '[',
  '\uff21',
  '\u{10ffff}',
  '.',
];

/** JavaScript's own order is that of UTF-16, which is another one beyond U+FFFF. */
const inOrder = [...shuffled].sort((one, other) =>
  Buffer.compare(Buffer.from(one), Buffer.from(other)),
);

async function writeLabels(store: Store): Promise<void> {
  const rows = store.rows('?1', { value: 'text' });
  await store.transaction((transaction) =>
    transaction.query(
      `INSERT INTO "JobLabel" ("topicId", "name", "value", "jobId")
       SELECT 't', 'n', r."value", 'j' FROM ${rows} r WHERE true`,
      [JSON.stringify(shuffled.map((value) => [value]))],
    ),
  );
}

function valuesOf(rows: readonly object[]): readonly unknown[] {
  return rows.map((row) => ('value' in row ? row.value : undefined));
}
