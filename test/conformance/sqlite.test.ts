import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openStore } from '../../src/store/open-store.ts';
import type { StoreOpener } from '../../src/testing/conformance-case.ts';
import { storeConformance } from '../../src/testing/store-conformance.ts';

const openInMemory: StoreOpener = async ({ now }) => ({
  store: await openStore({ database: 'memory:', now }),
});

const openFile: StoreOpener = async ({ now }) => {
  const folder = mkdtempSync(join(tmpdir(), 'junjo-conformance-'));
  return {
    store: await openStore({ database: `file:${join(folder, 'junjo.db')}`, now }),
    clear: async () => rmSync(folder, { recursive: true, force: true }),
  };
};

describe.each([
  ['SQLite in memory', openInMemory],
  ['SQLite in a file', openFile],
])('%s', (_, open) => {
  test.each(storeConformance(open).map(({ name, run }) => [name, run] as const))(
    '%s',
    async (_name, run) => {
      await expect(run()).resolves.toBeUndefined();
    },
  );
});

test('the names of the cases are different sentences', () => {
  const names = storeConformance(openInMemory).map(({ name }) => name);
  expect(names.length).toBeGreaterThan(40);
  expect(new Set(names).size).toBe(names.length);
});
