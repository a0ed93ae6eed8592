/** A transaction happens as a whole or not at all, and what only reads cannot write. */
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Store } from '../store/port.ts';
import type { BenchCase } from './conformance-case.ts';
import { readNotes, writeNote, writeNotes, writeTopics } from './notes.ts';

export const transactionCases: readonly BenchCase[] = [
  {
    name: 'what a transaction changes is seen by itself at once, and by others when it has ended',
    run: async ({ store, another }) => {
      const other = await another();
      await store.transaction(async (transaction) => {
        await writeNote(transaction, noteOf(1));
        assert.equal((await readNotes(transaction)).length, 1);
        assert.equal((await readNotes(store)).length, 0);
        // Also not when others have had their turn meanwhile.
        await sleep(1);
        assert.equal((await readNotes(store)).length, 0);
        assert.equal((await readNotes(other)).length, 0);
      });
      assert.equal((await readNotes(store)).length, 1);
      assert.equal((await readNotes(other)).length, 1);
    },
  },
  {
    name: 'a transaction resolves with what its work answers',
    run: async ({ store }) => {
      const answer = { some: 'answer' };
      assert.equal(await store.transaction(() => Promise.resolve(answer)), answer);
      assert.equal(await store.transaction(() => Promise.resolve(undefined)), undefined);
    },
  },
  {
    name: 'a transaction whose work throws leaves nothing, and rejects with what was thrown',
    run: async ({ store }) => {
      await writeNotes(store, [noteOf(1)]);
      const fault = new Error('enough');
      const work = store.transaction(async (transaction) => {
        await writeNote(transaction, noteOf(2));
        await transaction.query(`UPDATE "Event" SET "data" = 'changed'`);
        await transaction.query('DELETE FROM "Event" WHERE "seq" = 1');
        throw fault;
      });
      await assert.rejects(work, (thrown) => thrown === fault);
      assert.deepEqual(await readNotes(store), [noteOf(1)]);
    },
  },
  {
    name: 'a transaction whose work throws after a statement failed leaves nothing either',
    run: async ({ store }) => {
      await writeNotes(store, [noteOf(1)]);
      const work = store.transaction(async (transaction) => {
        await writeNote(transaction, noteOf(2));
        await writeNote(transaction, noteOf(1)).catch(() => undefined);
        throw new Error('enough');
      });
      await assert.rejects(work);
      assert.deepEqual(await readNotes(store), [noteOf(1)]);
    },
  },
  {
    name: 'a transaction that goes on after a statement failed keeps all the rest, or rejects and keeps none',
    run: async ({ store }) => {
      await writeNotes(store, [noteOf(1)]);
      const work = store.transaction(async (transaction) => {
        await writeNote(transaction, noteOf(2));
        await writeNote(transaction, noteOf(1)).catch(() => undefined);
        await writeNote(transaction, noteOf(3)).catch(() => undefined);
      });
      const isDone = await work.then(
        () => true,
        () => false,
      );
      const expected = isDone ? [1, 2, 3] : [1];
      assert.deepEqual(await readNotes(store), expected.map(noteOf));
    },
  },
  {
    name: 'transactions that fail take nothing of those beside them, and what comes after works',
    run: async ({ store }) => {
      const works = Array.from({ length: 12 }, (_, index) =>
        store.transaction(async (transaction) => {
          await writeNote(transaction, noteOf(index));
          await sleep(1);
          if (index % 3 === 1) throw new Error('enough');
        }),
      );
      const results = await Promise.allSettled(works);
      const done = [...results.keys()].filter((index) => index % 3 !== 1);
      assert.deepEqual(
        results.flatMap(({ status }, index) => (status === 'fulfilled' ? [index] : [])),
        done,
      );
      assert.deepEqual(await readNotes(store), done.map(noteOf));
    },
  },
  {
    name: 'a statement that breaks a constraint rejects, and its transaction leaves nothing',
    run: async ({ store }) => {
      await writeTopics(store, ['t1']);
      for (const [what, sql] of breaches) {
        const work = store.transaction(async (transaction) => {
          await writeNote(transaction, noteOf(1));
          await transaction.query(sql);
        });
        await assert.rejects(work, `${what} is refused`);
        assert.deepEqual(await readNotes(store), [], what);
      }
      assert.equal(await countTopics(store), 1);
    },
  },
  {
    name: 'what is written is there for the statement after it, and all of it when the transaction has ended',
    run: async ({ store }) => {
      const sql = `UPDATE "Event" SET "data" = "data" || ?1 WHERE "seq" = 1`;
      await writeNotes(store, [{ ...noteOf(1), data: '' }]);
      await store.transaction(async (transaction) => {
        for (const letter of 'abc') await transaction.write(sql, [letter]);
        assert.deepEqual(await readNotes(transaction), [{ ...noteOf(1), data: 'abc' }]);
        for (const letter of 'def') await transaction.write(sql, [letter]);
      });
      assert.deepEqual(await readNotes(store), [{ ...noteOf(1), data: 'abcdef' }]);
    },
  },
  {
    name: 'a transaction of which a write has failed rejects, and leaves nothing',
    run: async ({ store }) => {
      await writeTopics(store, ['t1']);
      for (const [what, sql] of breaches) {
        const work = store.transaction(async (transaction) => {
          await writeNote(transaction, noteOf(1));
          await transaction.write(sql, []);
          await transaction.write(`UPDATE "Event" SET "data" = 'changed'`, []);
        });
        await assert.rejects(work, `${what} is refused`);
        assert.deepEqual(await readNotes(store), [], what);
      }
      await writeNotes(store, [noteOf(2)]);
      assert.deepEqual(await readNotes(store), [noteOf(2)]);
    },
  },
  {
    name: 'the tables that a transaction makes go with it when it fails',
    isBare: true,
    run: async ({ store }) => {
      const work = store.transaction(async (transaction) => {
        await transaction.script(
          'CREATE TABLE "passing" ("n" INTEGER); CREATE TABLE "by" ("n" INTEGER)',
        );
        assert.equal((await transaction.query(store.migrations.listTables)).length, 2);
        throw new Error('enough');
      });
      await assert.rejects(work, /enough/);
      assert.deepEqual(await store.query(store.migrations.listTables), []);
    },
  },
  {
    name: 'what only reads cannot write',
    run: async ({ store }) => {
      await writeNotes(store, [noteOf(1)]);
      for (const sql of [
        `INSERT INTO "Event" ("topicId", "seq", "at", "kind") VALUES ('t', 2, 0, 'note')`,
        `UPDATE "Event" SET "data" = 'changed'`,
        'DELETE FROM "Event"',
        'CREATE TABLE "planted" ("n" INTEGER)',
      ]) {
        await assert.rejects(store.query(sql), `${sql} is refused`);
      }
      assert.deepEqual(await readNotes(store), [noteOf(1)]);
    },
  },
  {
    name: 'a statement that makes no sense rejects, and the store works on',
    run: async ({ store }) => {
      await assert.rejects(store.query('SELECT "nothing" FROM "Nowhere"'));
      await assert.rejects(store.transaction((transaction) => transaction.query('SELEC 1')));
      await writeNotes(store, [noteOf(1)]);
      assert.deepEqual(await readNotes(store), [noteOf(1)]);
    },
  },
];

const breaches: readonly (readonly [what: string, sql: string])[] = [
  [
    'a second row with the same key',
    `INSERT INTO "Topic" ("id", "name", "createdAt", "lastSeq", "lastAt") VALUES ('t1', 'x', 0, 0, 0)`,
  ],
  [
    'a second row in a unique index',
    `INSERT INTO "Topic" ("id", "name", "createdAt", "lastSeq", "lastAt") VALUES ('t2', 't1', 0, 0, 0)`,
  ],
  [
    'a column without a value that it needs',
    `INSERT INTO "Topic" ("id", "name", "createdAt", "lastSeq", "lastAt") VALUES ('t2', NULL, 0, 0, 0)`,
  ],
  [
    'what a CHECK forbids',
    `INSERT INTO "Worker" ("id", "topicId", "name", "labels", "mode", "firstSeenAt", "lastSeenAt")
     VALUES ('w', 't1', 'w', '{}', 'ASLEEP', 0, 0)`,
  ],
  [
    'a reference to what is not there',
    `INSERT INTO "Template" ("id", "topicId", "name", "version", "definitionHash", "createdAt")
     VALUES ('t', 'nowhere', 't', 1, '', 0)`,
  ],
];

function noteOf(seq: number) {
  return { seq, at: 0, data: `note ${seq}` };
}

async function countTopics(store: Store): Promise<number> {
  return (await store.query('SELECT "id" FROM "Topic"')).length;
}
