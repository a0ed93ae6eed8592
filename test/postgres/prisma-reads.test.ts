import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type OpenStore, openStore } from '../../src/store/open-store.ts';
import { DatabaseUnavailable } from '../../src/store/port.ts';
import { openPrisma, type ReadClient } from '../../src/store/prisma/open-prisma.ts';
import { type TestDatabase, takeDatabase } from '../test-database.ts';

let database: TestDatabase;
let store: OpenStore;
let prisma: ReadClient;

beforeEach(async () => {
  database = await takeDatabase();
  store = await openStore({ database: database.database });
  prisma = await openPrisma(store);
});

afterEach(async () => {
  await prisma.$disconnect();
  await store.close();
  await database.release();
});

describe('a read of Prisma that PostgreSQL refuses', () => {
  test.each([
    ['a statement that fails', 'SELECT 1 / 0'],
    ['a statement that is none', 'SELEC 1'],
    ['a write', `DELETE FROM "Topic"`],
  ])('is refused for what it is, and not tried until patience is over: %s', async (_, sql) => {
    const refusal = await prisma.$queryRawUnsafe(sql).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(Error);
    expect(refusal).not.toBeInstanceOf(DatabaseUnavailable);
  });
});
