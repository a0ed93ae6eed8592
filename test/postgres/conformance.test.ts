import { randomBytes } from 'node:crypto';
import { describe, expect, inject, test } from 'vitest';
import { openStore } from '../../src/store/open-store.ts';
import type { SqlValue, Store } from '../../src/store/port.ts';
import type { StoreOpener } from '../../src/testing/conformance-case.ts';
import { storeConformance } from '../../src/testing/store-conformance.ts';
import { urlWithin } from './global-setup.ts';
import { runAlone } from './start-postgresql.ts';

const open: StoreOpener = async ({ now }) => {
  const server = inject('postgresqlUrl');
  const name = `${inject('databasePrefix')}${randomBytes(6).toString('hex')}`;
  await runAlone(server, `CREATE DATABASE "${name}" TEMPLATE "template0"`);
  const database = urlWithin(server, name);
  return {
    store: await openStore({ database, now }),
    openAnother: () => openStore({ database, now }),
    clear: async () => {
      await runAlone(server, `DROP DATABASE "${name}" WITH (FORCE)`);
    },
  };
};

/** The same, but that nobody waits for a row. */
const openWithoutLocks: StoreOpener = async (options) => {
  const opened = await open(options);
  return {
    ...opened,
    store: withoutLocks(opened.store),
    openAnother: async () => withoutLocks((await opened.openAnother?.()) ?? opened.store),
  };
};

function withoutLocks(store: Store): Store {
  return {
    ...store,
    transaction: (work) =>
      store.transaction((transaction) =>
        work({
          ...transaction,
          lockRow: async <Row extends object>(sql: string, parameters: readonly SqlValue[]) => ({
            row: (await transaction.query<Row>(sql, parameters))[0],
            now: await transaction.now(),
          }),
        }),
      ),
  };
}

test.each([
  'none of forty increments at once is lost',
  'who locks a row that another transaction has locked gets it as that one has left it',
  'the time is taken when the row is held, and not when it was asked for',
])('a store whose lockRow() does not lock is found: %s', async (found) => {
  const named = storeConformance(openWithoutLocks).find(({ name }) => name === found);
  await expect(named?.run()).rejects.toMatchObject({ code: 'ERR_ASSERTION' });
});

describe('PostgreSQL', () => {
  test.each(storeConformance(open).map(({ name, run }) => [name, run] as const))(
    '%s',
    async (_name, run) => {
      await expect(run()).resolves.toBeUndefined();
    },
  );
});
