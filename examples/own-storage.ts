/**
 * The conformance suite, run on a storage of one's own: every promise that Junjo needs of a store is a
 * case of it. A test runner would be given each case by its name; here they are run without one.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { storeConformance } from 'junjo/testing';
import { openOwnStore } from './own-store.ts';

// Each case gets a database of its own.
const cases = storeConformance(({ now = Date.now }) => {
  const folder = mkdtempSync(join(tmpdir(), 'own-storage-'));
  return Promise.resolve({
    store: openOwnStore(join(folder, 'own.db'), now),
    clear: () => Promise.resolve(rmSync(folder, { recursive: true, force: true })),
  });
});

const broken: string[] = [];
for (const { name, run } of cases) {
  try {
    await run();
  } catch (error) {
    broken.push(name);
    console.log(`Not kept: ${name}. ${String(error)}`);
  }
}
console.log(`${cases.length - broken.length} of ${cases.length} promises are kept.`);
assert.deepEqual(broken, []);
