/** Stores that break one promise each: the suite finds it, with the case that says so. */
import { describe, expect, test } from 'vitest';
import { openStore } from '../../src/store/open-store.ts';
import type { Store, Transaction } from '../../src/store/port.ts';
import { storeConformance } from '../../src/testing/store-conformance.ts';
import { rewriting, rewritingParameters } from './rewritten-store.ts';

/** What is broken, the case that finds it, and how it is broken. */
const broken: readonly (readonly [
  what: string,
  found: string,
  breaking: (store: Store) => Partial<Store>,
])[] = [
  [
    'keeps what work has written that throws',
    'a transaction whose work throws leaves nothing, and rejects with what was thrown',
    (store) => ({
      transaction: async (work) => {
        const done = await store.transaction(async (transaction) => {
          try {
            return { result: await work(transaction) };
          } catch (fault) {
            return { fault };
          }
        });
        if ('result' in done) return done.result;
        throw done.fault;
      },
    }),
  ],
  [
    'resolves where the work has thrown',
    'a transaction whose work throws leaves nothing, and rejects with what was thrown',
    (store) => ({
      transaction: (work) => store.transaction(work).catch(() => undefined as never),
    }),
  ],
  [
    'goes on after half of what a failed transaction has written',
    'a transaction whose work throws after a statement failed leaves nothing either',
    (store) => ({
      transaction: (work) =>
        store.transaction((transaction) =>
          work({
            ...transaction,
            query: (sql, parameters) =>
              transaction.query<never>(sql, parameters).catch(async (fault: unknown) => {
                await transaction.script('COMMIT; BEGIN IMMEDIATE');
                throw fault;
              }),
          }),
        ),
    }),
  ],
  [
    'resolves before it has committed',
    'what a transaction changes is seen by itself at once, and by others when it has ended',
    (store) => ({
      transaction: <T>(work: (transaction: Transaction) => Promise<T>) =>
        new Promise<T>((resolve, reject) => {
          store
            .transaction(async (transaction) => {
              resolve(await work(transaction));
              await new Promise((later) => setTimeout(later, 20));
            })
            .catch(reject);
        }),
    }),
  ],
  [
    'shows readers what is not committed',
    'what a transaction changes is seen by itself at once, and by others when it has ended',
    (store) => {
      let underWay: Transaction | undefined;
      return {
        transaction: (work) =>
          store.transaction((transaction) => {
            underWay = transaction;
            return work(transaction);
          }),
        query: (sql, parameters) => (underWay ?? store).query(sql, parameters),
      };
    },
  ],
  [
    'does its work twice',
    'none of forty increments at once is lost',
    (store) => ({
      transaction: async (work) => {
        let hasLocked = false;
        const result = await store.transaction((transaction) => {
          const lockRow: Transaction['lockRow'] = (sql, parameters) => {
            hasLocked = true;
            return transaction.lockRow(sql, parameters);
          };
          return work({ ...transaction, lockRow });
        });
        return hasLocked ? await store.transaction(work) : result;
      },
    }),
  ],
  [
    'lets reads write',
    'what only reads cannot write',
    (store) => ({
      query: (sql, parameters) => store.transaction((writer) => writer.query(sql, parameters)),
    }),
  ],
  [
    'skips what a constraint forbids',
    'a statement that breaks a constraint rejects, and its transaction leaves nothing',
    (store) => rewriting(store, (sql) => sql.replace(/^INSERT/, 'INSERT OR IGNORE')),
  ],
  [
    'forgets that a write has failed',
    'a transaction of which a write has failed rejects, and leaves nothing',
    (store) => ({
      transaction: (work) =>
        store.transaction((transaction) => {
          const write: Transaction['write'] = async (sql, parameters) => {
            await transaction.query(sql, parameters).catch(() => undefined);
          };
          return work({ ...transaction, write });
        }),
    }),
  ],
  [
    'writes when it has time',
    'what is written is there for the statement after it, and all of it when the transaction has ended',
    (store) => ({
      transaction: (work) =>
        store.transaction(async (transaction) => {
          const later: Parameters<Transaction['write']>[] = [];
          const write: Transaction['write'] = (...statement) => {
            later.push(statement);
            return Promise.resolve();
          };
          const result = await work({ ...transaction, write });
          for (const statement of later) await transaction.write(...statement);
          return result;
        }),
    }),
  ],
  [
    'orders texts without regard to case',
    'ORDER BY puts texts in the order of their bytes, up and down',
    (store) =>
      rewriting(store, (sql) => sql.replaceAll(/(ORDER BY "value")/g, '$1 COLLATE NOCASE')),
  ],
  [
    'compares texts without regard to case',
    'texts are compared by their bytes with <, <=, > and >=',
    (store) => rewriting(store, (sql) => sql.replaceAll('?1)', '?1 COLLATE NOCASE)')),
  ],
  [
    'takes texts for the same that differ in case',
    'a text is found by itself and by no other',
    (store) => rewriting(store, (sql) => sql.replaceAll(' = ', ' COLLATE NOCASE = ')),
  ],
  [
    'takes off blanks',
    'a text that is passed in a set of rows comes back as it was, whatever is in it',
    (store) => ({
      rows: (parameter, columns) =>
        store.rows(parameter, columns).replaceAll(/value ->> \d+/g, 'trim($&)'),
    }),
  ],
  [
    'takes parameters for text of its own',
    'a text that is a parameter comes back as it was, whatever is in it',
    (store) =>
      rewritingParameters(store, (value) =>
        typeof value === 'string' ? value.replaceAll(/\?\d/g, 'NULL') : value,
      ),
  ],
  [
    'cuts long texts off',
    'a text of a megabyte comes back as it was',
    (store) =>
      rewritingParameters(store, (value) =>
        typeof value === 'string' && !value.startsWith('[') ? value.slice(0, 65_536) : value,
      ),
  ],
  [
    'keeps numbers in four bytes',
    'whole numbers keep every digit from -(2^53-1) to 2^53-1, and are numbers',
    (store) =>
      rewritingParameters(store, (value) => (typeof value === 'number' ? value | 0 : value)),
  ],
  [
    'takes an empty text for none',
    'null is null, and nothing else is',
    (store) => ({
      rows: (parameter, columns) =>
        store.rows(parameter, columns).replaceAll(/value ->> \d+/g, "nullif($&, '')"),
    }),
  ],
  [
    'passes no more than a thousand rows',
    'rows() gives as many rows as are passed: none, one, and five thousand of several columns',
    (store) => ({
      rows: (parameter, columns) => `(SELECT * FROM ${store.rows(parameter, columns)} LIMIT 1000)`,
    }),
  ],
  [
    'joins more than is selected',
    'joinSelected() joins, for each row before, the rows that its select gives, and no more',
    (store) => ({
      joinSelected: (selected) =>
        store.joinSelected({
          ...selected,
          select: selected.select.replace('LIMIT ?2', 'LIMIT ?2 + 1'),
        }),
    }),
  ],
  [
    'takes the time when the transaction is asked for',
    'the time is taken when the row is held, and not when it was asked for',
    (store) => ({
      transaction: (work) => {
        const askedAt = Date.now();
        return store.transaction((transaction) =>
          work({
            ...transaction,
            lockRow: async <Row extends object>(...[sql, parameters]: LockParameters) => ({
              row: (await transaction.query<Row>(sql, parameters))[0],
              now: askedAt,
            }),
          }),
        );
      },
    }),
  ],
  [
    'tells the time in seconds',
    'the clock that a store shows outside of transactions is about that of its transactions',
    (store) => ({ now: () => Math.floor(store.now() / 1_000) }),
  ],
  [
    'names its history anew for everybody who asks',
    'a database has one name for its history, whoever asks first, until it is given another',
    (store) =>
      rewriting(store, (sql) =>
        sql.replace('SELECT "logEpoch"', 'SELECT hex(randomblob(8)) AS "logEpoch"'),
      ),
  ],
  [
    'hears itself',
    'servers on one database hear what others tell, and not what they tell themselves',
    () => {
      const listeners = new Set<(message: string) => void>();
      return {
        hints: {
          send: (message) => {
            for (const listener of listeners) listener(message);
          },
          listen: (listener) => {
            listeners.add(listener);
            return () => listeners.delete(listener);
          },
        },
      };
    },
  ],
  [
    'loses every seventh Event',
    'five hundred Units are handed out once each, however many claim at once',
    (store) =>
      rewriting(store, (sql) =>
        sql.startsWith('INSERT INTO "Event"')
          ? sql.replace('WHERE true', 'WHERE r."seq" % 7 <> 0')
          : sql,
      ),
  ],
  [
    'forgets the keys of commands',
    'a command under a key takes effect once, however often and wherever it is repeated',
    (store) =>
      rewriting(store, (sql) =>
        sql.startsWith('INSERT INTO "IdempotencyRecord"')
          ? sql.replace('WHERE true', 'WHERE false')
          : sql,
      ),
  ],
];

describe('a store that', () => {
  test.each(broken)('%s is found', async (_what, found, breaking) => {
    const cases = storeConformance(async ({ now }) => {
      const store = await openStore({ database: 'memory:', now });
      return { store: { ...store, ...breaking(store) } };
    });
    const named = cases.find(({ name }) => name === found);
    await expect(named?.run()).rejects.toMatchObject({ code: 'ERR_ASSERTION' });
  });
});

type LockParameters = Parameters<Transaction['lockRow']>;
