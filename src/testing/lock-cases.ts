/** A row is one transaction's at a time, and the time is taken once the row is held. */
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Store, Transaction } from '../store/port.ts';
import type { BenchCase } from './conformance-case.ts';
import { type LockedTopic, lockTopicSql, writeTopics } from './notes.ts';

export const lockCases: readonly BenchCase[] = [
  {
    name: 'lockRow() answers the row as it is, and none where there is none',
    run: async ({ store }) => {
      await writeTopics(store, ['t1']);
      await store.transaction(async (transaction) => {
        const { row } = await lock(transaction, 't1');
        assert.deepEqual(row, { id: 't1', lastSeq: 0, lastAt: 0 });
        await transaction.query(`UPDATE "Topic" SET "lastSeq" = 7 WHERE "id" = 't1'`);
        assert.equal((await lock(transaction, 't1')).row?.lastSeq, 7);
        const missing = await lock(transaction, 'nowhere');
        assert.equal(missing.row, undefined);
        assertInstant(missing.now);
      });
    },
  },
  {
    name: 'who locks a row that another transaction has locked gets it as that one has left it',
    run: async ({ store, another }) => {
      const other = await another();
      await writeTopics(store, ['t1']);
      let second: Promise<number | undefined> | undefined;
      const lastAt = await store.transaction(async (transaction) => {
        const { now } = await lock(transaction, 't1');
        second = other.transaction(async (later) => (await lock(later, 't1')).row?.lastSeq);
        // Whoever does not wait is done by now.
        await sleep(100);
        await transaction.query(`UPDATE "Topic" SET "lastSeq" = 1 WHERE "id" = 't1'`);
        return now;
      });
      assertInstant(lastAt);
      assert.equal(await second, 1);
    },
  },
  {
    name: 'who locks a row that a failing transaction has locked gets it as it was before that one',
    run: async ({ store, another }) => {
      const other = await another();
      await writeTopics(store, ['t1']);
      let second: Promise<number | undefined> | undefined;
      const first = store.transaction(async (transaction) => {
        await lock(transaction, 't1');
        second = other.transaction(async (later) => (await lock(later, 't1')).row?.lastSeq);
        await transaction.query(`UPDATE "Topic" SET "lastSeq" = 1 WHERE "id" = 't1'`);
        throw new Error('enough');
      });
      await assert.rejects(first, /enough/);
      assert.equal(await second, 0);
    },
  },
  {
    name: 'none of forty increments at once is lost',
    run: async ({ store, another }) => {
      const other = await another();
      await writeTopics(store, ['t1']);
      const increments = Array.from({ length: 40 }, (_, index) =>
        (index % 2 === 0 ? store : other).transaction(async (transaction) => {
          const { row } = await lock(transaction, 't1');
          await sleep(1);
          await write(transaction, { id: 't1', lastSeq: (row?.lastSeq ?? 0) + 1, lastAt: 0 });
        }),
      );
      await Promise.all(increments);
      assert.equal((await readTopic(store, 't1')).lastSeq, increments.length);
    },
  },
  {
    name: 'transactions on different rows do not wait for each other, as far as the store has several at once',
    run: async ({ store }) => {
      await writeTopics(store, ['t1', 't2']);
      if (store.transactionCountMax === 1) {
        assert.deepEqual(await runBoth(store), ['t1 begins', 't1 ends', 't2 begins', 't2 ends']);
        return;
      }
      await store.transaction(async (transaction) => {
        await lock(transaction, 't1');
        const inner = store.transaction(async (beside) => {
          await lock(beside, 't2');
          await write(beside, { id: 't2', lastSeq: 1, lastAt: 0 });
        });
        await Promise.race([inner, sleep(2_000)]);
        assert.equal((await readTopic(store, 't2')).lastSeq, 1, 't2 waited for t1');
        await write(transaction, { id: 't1', lastSeq: 1, lastAt: 0 });
        await inner;
      });
      assert.equal((await readTopic(store, 't1')).lastSeq, 1);
    },
  },
  {
    name: 'more transactions than the store has at once all come to their turn',
    run: async ({ store }) => {
      const ids = Array.from(
        { length: store.transactionCountMax * 3 + 1 },
        (_, index) => `t${index}`,
      );
      await writeTopics(store, ids);
      await Promise.all(
        ids.map((id) =>
          store.transaction(async (transaction) => {
            await lock(transaction, id);
            await sleep(1);
            await write(transaction, { id, lastSeq: 1, lastAt: 0 });
          }),
        ),
      );
      const done = await store.query('SELECT "id" FROM "Topic" WHERE "lastSeq" = 1');
      assert.equal(done.length, ids.length);
    },
  },
  {
    name: 'the time of a row never goes back, whoever locks it, and is no earlier than it was asked for',
    run: async ({ store, another }) => {
      const other = await another();
      await writeTopics(store, ['t1']);
      await Promise.all(
        Array.from({ length: 60 }, (_, index) =>
          (index % 2 === 0 ? store : other).transaction(async (transaction) => {
            const asked = await transaction.now();
            const { row, now } = await lock(transaction, 't1');
            assertInstant(now);
            assert.ok(now >= asked, `locked at ${now}, asked at ${asked}`);
            const lastAt = row?.lastAt ?? Number.NaN;
            assert.ok(now >= lastAt, `locked at ${now}, after it was at ${lastAt}`);
            if (index % 7 === 0) await sleep(2);
            const left = await transaction.now();
            assert.ok(left >= now, `left at ${left}, locked at ${now}`);
            await write(transaction, { id: 't1', lastSeq: index, lastAt: left });
          }),
        ),
      );
    },
  },
  {
    name: 'the time is taken when the row is held, and not when it was asked for',
    run: async ({ store, another }) => {
      const other = await another();
      await writeTopics(store, ['t1']);
      let second: Promise<number> | undefined;
      const leftAt = await store.transaction(async (transaction) => {
        const { now } = await lock(transaction, 't1');
        second = other.transaction(async (later) => (await lock(later, 't1')).now);
        let at = now;
        while (at < now + 50) {
          await sleep(5);
          at = await transaction.now();
        }
        return at;
      });
      const lockedAt = await second;
      assert.ok(lockedAt !== undefined && lockedAt >= leftAt, `${lockedAt} is before ${leftAt}`);
    },
  },
  {
    name: 'the clock that a store shows outside of transactions is about that of its transactions',
    run: async ({ store }) => {
      const before = store.now();
      const within = await store.transaction((transaction) => transaction.now());
      const after = store.now();
      for (const at of [before, within, after]) assertInstant(at);
      assert.ok(Math.abs(within - before) < minuteMs && Math.abs(after - within) < minuteMs);
    },
  },
];

const minuteMs = 60_000;

function lock(transaction: Transaction, id: string) {
  return transaction.lockRow<LockedTopic>(lockTopicSql, [id]);
}

async function write(
  transaction: Transaction,
  { id, lastSeq, lastAt }: LockedTopic,
): Promise<void> {
  await transaction.query('UPDATE "Topic" SET "lastSeq" = ?2, "lastAt" = ?3 WHERE "id" = ?1', [
    id,
    lastSeq,
    lastAt,
  ]);
}

async function readTopic(store: Store, id: string): Promise<LockedTopic> {
  const [topic] = await store.query<LockedTopic>(lockTopicSql, [id]);
  assert.ok(topic !== undefined);
  return topic;
}

async function runBoth(store: Store): Promise<readonly string[]> {
  const seen: string[] = [];
  const run = (id: string) =>
    store.transaction(async (transaction) => {
      seen.push(`${id} begins`);
      await lock(transaction, id);
      await sleep(1);
      seen.push(`${id} ends`);
    });
  await Promise.all([run('t1'), run('t2')]);
  return seen;
}

/** Whole milliseconds since 1970, in this millennium. */
function assertInstant(at: number): void {
  assert.ok(Number.isInteger(at) && at > 1e12 && at < 1e14, `${at} is no instant`);
}
