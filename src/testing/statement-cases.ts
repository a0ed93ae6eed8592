/** Sets of rows go in and out in one statement, and statements step along indexes and graphs. */
import assert from 'node:assert/strict';
import { sourceOf } from '../store/command-rows.ts';
import { listDependenciesBehind } from '../store/graph-rows.ts';
import { deleteRows, updateRows } from '../store/row-statements.ts';
import type { BenchCase } from './conformance-case.ts';
import { noteTable, readNotes, writeNotes, writeTopics } from './notes.ts';

export const statementCases: readonly BenchCase[] = [
  {
    name: 'rows() gives as many rows as are passed: none, one, and five thousand of several columns',
    run: async ({ store }) => {
      const columns = { place: 'integer', name: 'text', share: 'real', more: 'text' } as const;
      const sql = `SELECT r."place", r."name", r."share", r."more" FROM ${store.rows('?1', columns)} r
        ORDER BY r."place"`;
      for (const count of [0, 1, 5_000]) {
        const rows = Array.from({ length: count }, (_, place) => ({
          place,
          name: `name ${place}`,
          share: place / 8,
          more: place % 2 === 0 ? null : `{"place":${place}}`,
        }));
        const passed = rows.map(({ place, name, share, more }) => [place, name, share, more]);
        assert.deepEqual(await store.query(sql, [JSON.stringify(passed)]), rows);
      }
    },
  },
  {
    name: 'rows() is joined to tables, and several of them to each other',
    run: async ({ store }) => {
      await writeNotes(store, manyNotes);
      const sql = `SELECT a."seq", b."name", e."data" FROM ${store.rows('?1', { seq: 'integer' })} a
        JOIN ${store.rows('?2', { seq: 'integer', name: 'text' })} b ON b."seq" = a."seq"
        JOIN "Event" e ON e."topicId" = 't' AND e."seq" = a."seq" ORDER BY a."seq"`;
      const named = JSON.stringify([
        [17, 'seventeen'],
        [4_999, 'last but one'],
        [9_999, 'nobody'],
      ]);
      assert.deepEqual(await store.query(sql, ['[[4999], [17], [9999], [3]]', named]), [
        { seq: 17, name: 'seventeen', data: 'note 17' },
        { seq: 4_999, name: 'last but one', data: 'note 4999' },
      ]);
    },
  },
  {
    name: 'sets of rows are inserted, updated and deleted, and no others',
    run: async ({ store }) => {
      await writeNotes(store, manyNotes);
      const isChanged = (seq: number) => seq % 2 === 0;
      const isDeleted = (seq: number) => seq % 5 === 0;
      await store.transaction(async (transaction) => {
        await updateRows(transaction, store, {
          table: noteTable,
          rows: manyNotes
            .filter(({ seq }) => isChanged(seq))
            .map(({ seq }) => ({ topicId: 't', kind: 'note', seq, at: -seq, data: null })),
          columns: ['at', 'data'],
          key: ['topicId', 'seq'],
        });
        await deleteRows(transaction, store, {
          table: noteTable,
          rows: manyNotes
            .filter(({ seq }) => isDeleted(seq))
            .map(({ seq }) => ({ topicId: 't', seq })),
          columns: ['topicId', 'seq'],
        });
      });
      const left = manyNotes.filter(({ seq }) => !isDeleted(seq));
      assert.deepEqual(
        await readNotes(store),
        left.map((note) =>
          isChanged(note.seq) ? { seq: note.seq, at: -note.seq, data: null } : note,
        ),
      );
    },
  },
  {
    name: 'an insertion leaves be, or overwrites, what is there already, as it says',
    run: async ({ store }) => {
      const insert = (sql: string, epoch: string) =>
        store.transaction((transaction) =>
          transaction.query(
            `INSERT INTO "Installation" ("id", "logEpoch", "createdAt") VALUES (1, ?1, 7) ${sql}`,
            [epoch],
          ),
        );
      const kept = () => store.query('SELECT "logEpoch", "createdAt" FROM "Installation"');
      await insert('ON CONFLICT ("id") DO NOTHING', 'first');
      await insert('ON CONFLICT ("id") DO NOTHING', 'second');
      assert.deepEqual(await kept(), [{ logEpoch: 'first', createdAt: 7 }]);
      await insert('ON CONFLICT ("id") DO UPDATE SET "logEpoch" = excluded."logEpoch"', 'third');
      assert.deepEqual(await kept(), [{ logEpoch: 'third', createdAt: 7 }]);
    },
  },
  {
    name: 'joinSelected() joins, for each row before, the rows that its select gives, and no more',
    run: async ({ store }) => {
      await writeTopics(store, ['t1', 't2', 't3']);
      await store.transaction((transaction) =>
        transaction.query(
          `INSERT INTO "Worker" ("id", "topicId", "name", "labels", "mode", "firstSeenAt", "lastSeenAt")
           SELECT r."id", r."topicId", r."id", '{}', 'ACTIVE', 0, 0
           FROM ${store.rows('?1', { id: 'text', topicId: 'text' })} r WHERE true`,
          [JSON.stringify(workers)],
        ),
      );
      const sql = `SELECT g."topicId", w."name" FROM ${store.rows('?1', { topicId: 'text', after: 'text' })} g
        ${store.joinSelected({
          table: 'Worker',
          alias: 'w',
          select: `SELECT c."id" FROM "Worker" c WHERE c."topicId" = g."topicId" AND c."name" > g."after"
            ORDER BY c."name" LIMIT ?2`,
        })} ORDER BY g."topicId", w."name"`;
      const groups = JSON.stringify([
        ['t1', ''],
        ['t2', 'w23'],
        ['t3', 'w39'],
        ['t4', ''],
      ]);
      assert.deepEqual(await store.query(sql, [groups, 2]), [
        { topicId: 't1', name: 'w10' },
        { topicId: 't1', name: 'w11' },
        { topicId: 't2', name: 'w24' },
        { topicId: 't2', name: 'w25' },
      ]);
    },
  },
  {
    name: 'joinEach() joins, for each row before, the rows that match it, as often as it is there',
    run: async ({ store }) => {
      await writeNotes(store, manyNotes);
      const sql = `SELECT g."name", e."seq" FROM ${store.rows('?1', { name: 'text', from: 'integer', to: 'integer' })} g
        ${store.joinEach({
          table: 'Event',
          alias: 'e',
          on: `e."topicId" = ?2 AND e."seq" >= g."from" AND e."seq" < g."to"`,
        })} ORDER BY g."name", e."seq"`;
      const groups = JSON.stringify([
        ['some', 11, 13],
        ['none', 13, 13],
        ['one', 11, 12],
        ['one', 11, 12],
      ]);
      assert.deepEqual(await store.query(sql, [groups, 't']), [
        { name: 'one', seq: 11 },
        { name: 'one', seq: 11 },
        { name: 'some', seq: 11 },
        { name: 'some', seq: 12 },
      ]);
      assert.deepEqual(await store.query(sql, [groups, 'another']), []);
    },
  },
  {
    name: 'joinSelected() takes keys of several columns',
    run: async ({ store }) => {
      await writeNotes(store, manyNotes);
      const sql = `SELECT g."after", e."seq", e."data" FROM ${store.rows('?1', { after: 'integer' })} g
        ${store.joinSelected({
          table: 'Event',
          alias: 'e',
          key: ['topicId', 'seq'],
          select: `SELECT c."topicId", c."seq" FROM "Event" c WHERE c."topicId" = 't' AND c."seq" > g."after"
            ORDER BY c."seq" LIMIT 1`,
        })} ORDER BY e."seq"`;
      assert.deepEqual(await store.query(sql, ['[[4000], [5000], [10]]']), [
        { after: 10, seq: 11, data: 'note 11' },
        { after: 4_000, seq: 4_001, data: 'note 4001' },
      ]);
    },
  },
  {
    name: 'a statement steps from one value of an index to the next',
    run: async ({ store }) => {
      const kinds = ['B', 'a', 'b', 'ä'];
      await store.transaction((transaction) =>
        transaction.query(
          `INSERT INTO "JobLabel" ("topicId", "name", "value", "jobId")
           SELECT 't', r."name", r."value", 'j' FROM ${store.rows('?1', { name: 'text', value: 'text' })} r
           WHERE true`,
          [JSON.stringify(kinds.flatMap((name) => ['1', '2', '3'].map((value) => [name, value])))],
        ),
      );
      const least = (after: string) =>
        `(SELECT min(l."name") FROM "JobLabel" l WHERE l."topicId" = 't' ${after})`;
      const sql = `WITH RECURSIVE step(name) AS (
          SELECT ${least('')}
          UNION ALL
          SELECT ${least('AND l."name" > step.name')} FROM step WHERE step.name IS NOT NULL)
        SELECT name AS "name" FROM step WHERE name IS NOT NULL`;
      assert.deepEqual(
        await store.query(sql),
        kinds.map((name) => ({ name })),
      );
    },
  },
  {
    name: 'a statement walks a graph, also one that goes in a circle, to its end',
    run: async ({ store }) => {
      const edges = store.rows('?1', { from: 'text', to: 'text' });
      const sql = `WITH RECURSIVE behind("id") AS (
          SELECT r."id" FROM ${store.rows('?2', { id: 'text' })} r
          UNION
          SELECT e."to" FROM behind b JOIN ${edges} e ON e."from" = b."id")
        SELECT b."id" FROM behind b ORDER BY b."id"`;
      const circle = JSON.stringify(['ab', 'bc', 'ca', 'cd', 'xy'].map((edge) => [...edge]));
      const found = await store.query(sql, [circle, '[["b"]]']);
      assert.deepEqual(
        found,
        ['a', 'b', 'c', 'd'].map((id) => ({ id })),
      );
      const none = await listDependenciesBehind(sourceOf(store), 'UnitDependency', {
        fromIds: ['a'],
        toIds: ['b'],
      });
      assert.deepEqual(none, []);
    },
  },
];

const manyNotes = Array.from({ length: 5_000 }, (_, index) => ({
  seq: index + 1,
  at: index,
  data: `note ${index + 1}`,
}));

/** Ten of each Topic: w10 to w19 of the first, and so on. */
const workers = ['t1', 't2', 't3'].flatMap((topicId, topic) =>
  Array.from({ length: 10 }, (_, index) => [`w${topic + 1}${index}`, topicId]),
);
