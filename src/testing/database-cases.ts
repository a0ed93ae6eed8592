/** A database is made once, has a name, and its servers hear each other. */
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { openLogEpoch, renewLogEpoch } from '../store/installation.ts';
import { findPendingMigrations, MigrationRefused, migrate } from '../store/migrate.ts';
import type { BenchCase } from './conformance-case.ts';
import { writeTopics } from './notes.ts';

export const databaseCases: readonly BenchCase[] = [
  {
    name: 'migrations are applied once, however many ask for them at once',
    isBare: true,
    run: async ({ store, another }) => {
      const stores = [store, store, await another(), await another()];
      const pending = await findPendingMigrations(store);
      assert.ok(pending.length > 0);
      const applied = await Promise.all(stores.map((each) => migrate(each)));
      assert.deepEqual(applied.flat(), pending);
      assert.deepEqual(await findPendingMigrations(store), []);
      assert.deepEqual(await migrate(store), []);
      const record = await store.query('SELECT migration_name AS "name" FROM _prisma_migrations');
      assert.equal(record.length, pending.length);
      await writeTopics(store, ['t1']);
    },
  },
  {
    name: 'a database with tables and without a record of migrations is refused, and left as it is',
    run: async ({ store }) => {
      await writeTopics(store, ['t1']);
      await store.transaction((transaction) => transaction.script('DROP TABLE _prisma_migrations'));
      const before = await store.query(store.migrations.listTables);
      await assert.rejects(migrate(store), MigrationRefused);
      assert.deepEqual(await store.query(store.migrations.listTables), before);
      assert.deepEqual(await store.query('SELECT "id" FROM "Topic"'), [{ id: 't1' }]);
    },
  },
  {
    name: 'a database has one name for its history, whoever asks first, until it is given another',
    run: async ({ store, another }) => {
      const other = await another();
      const named = await Promise.all(
        [store, other, store, other].map((each) => openLogEpoch(each)),
      );
      assert.equal(new Set(named).size, 1);
      assert.notEqual(named[0], '');
      await renewLogEpoch(other);
      assert.notEqual(await openLogEpoch(store), named[0]);
      assert.equal(await openLogEpoch(store), await openLogEpoch(other));
    },
  },
  {
    name: 'servers on one database hear what others tell, and not what they tell themselves',
    run: async ({ store, another }) => {
      const other = await another();
      const heardByItself: string[] = [];
      store.hints?.listen((message) => heardByItself.push(message));
      if (other === store) {
        store.hints?.send('to itself');
        await sleep(50);
        assert.deepEqual(heardByItself, []);
        return;
      }
      assert.ok(store.hints !== undefined && other.hints !== undefined, 'there are hints');
      const heard = new Set<string>();
      const stop = other.hints.listen((message) => heard.add(message));
      const messages = ['topic_1 2', '{"text": "順序 \'quoted\'"}', 'x'.repeat(7_000)];
      await sendUntil(store.hints, messages, () => heard.size >= messages.length);
      assert.deepEqual(heard, new Set(messages));
      stop();
      const heardAfter: string[] = [];
      other.hints.listen((message) => heardAfter.push(message));
      await sendUntil(store.hints, ['last'], () => heardAfter.includes('last'));
      assert.equal(heard.has('last'), false);
      assert.deepEqual(heardByItself, []);
    },
  },
];

/** Hints may be lost, so each is told until it was heard. */
async function sendUntil(
  hints: { send(message: string): void },
  messages: readonly string[],
  isHeard: () => boolean,
): Promise<void> {
  for (let count = 0; !isHeard(); count += 1) {
    assert.ok(count < 200, `nobody has heard ${messages.length} messages in ten seconds`);
    for (const message of messages) hints.send(message);
    await sleep(50);
  }
}
