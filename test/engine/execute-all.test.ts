/** Commands that come together share commits, keep their order, and break down each by itself. */
import { beforeEach, describe, expect, test } from 'vitest';
import { createEngine } from '../../src/engine/create-engine.ts';
import type { Store } from '../../src/store/port.ts';
import { codesOf, definition, type Kitchen, openKitchen } from './kitchen.ts';

let kitchen: Kitchen;

beforeEach(async () => {
  kitchen = await openKitchen();
  return kitchen.closeAudited;
});

const meal = { meal: { units: { a: [], b: ['a'] } } };

function submission(name: string, tasks: Parameters<typeof definition>[0] = meal) {
  const job = definition(tasks, { name });
  return { name: 'submitJob', topicId: kitchen.topicId, job } as const;
}

async function jobNames(): Promise<readonly string[]> {
  const sql = 'SELECT "name" FROM "Job" ORDER BY "createdAt", "id"';
  return (await kitchen.store.query<{ name: string }>(sql)).map(({ name }) => name);
}

/** A store that counts its transactions, and may break them down. */
function watched(fail: (count: number) => boolean = () => false) {
  const counts = { transactions: 0 };
  const store: Store = {
    ...kitchen.store,
    transaction: (work, ...more) => {
      counts.transactions += 1;
      if (fail(counts.transactions)) return Promise.reject(new Error('The disk is full.'));
      return kitchen.store.transaction(work, ...more);
    },
  };
  return { store, counts };
}

describe('Jobs that are submitted together', () => {
  test('are taken in with a few commits', async () => {
    const { store, counts } = watched();
    const engine = createEngine({ store });
    const names = Array.from({ length: 300 }, (_, index) => `job ${index}`);
    const outcomes = await engine.executeAll(names.map((name) => submission(name)));
    expect(outcomes.every(({ isAccepted }) => isAccepted)).toBe(true);
    expect(counts.transactions).toBe(1);
    expect(await jobNames()).toEqual(names);
    await engine.stop();
  });

  test('keep their order, also where one takes long to be looked at', async () => {
    const keys = Array.from({ length: 20_000 }, (_, index) => [`n${index}`, []] as const);
    const long = { all: { units: Object.fromEntries(keys) } };
    const given = [submission('one'), submission('long', long), submission('three')];
    const outcomes = await kitchen.engine.executeAll(given);
    expect(outcomes.map(({ isAccepted }) => isAccepted)).toEqual([true, true, true]);
    const seqs = outcomes.map((outcome) => (outcome.isAccepted ? outcome.seq : 0));
    expect(seqs).toEqual([...seqs].sort((one, other) => one - other));
    expect(await jobNames()).toEqual(['one', 'long', 'three']);
  });

  test('are answered each by itself', async () => {
    const outcomes = await kitchen.engine.executeAll([
      submission('one'),
      submission('', meal),
      submission('three'),
    ]);
    expect(outcomes.map((each) => (each.isAccepted ? 'accepted' : codesOf(each).join()))).toEqual([
      'accepted',
      'INVALID_VALUE',
      'accepted',
    ]);
  });

  test('may be none', async () => {
    expect(await kitchen.engine.executeAll([])).toEqual([]);
  });
});

describe('what breaks down', () => {
  test('is definite when nothing has happened', async () => {
    const { store } = watched(() => true);
    const engine = createEngine({ store });
    await expect(engine.executeAll([submission('one'), submission('two')])).rejects.toMatchObject({
      name: 'EngineFault',
      code: 'INTERNAL',
    });
    expect(await jobNames()).toEqual([]);
    await engine.stop();
  });

  test('is not when some of it has', async () => {
    // The batch, and then of each command alone the second.
    const { store } = watched((count) => count === 1 || count === 3);
    const engine = createEngine({ store });
    await expect(
      engine.executeAll([submission('one'), submission('two'), submission('three')]),
    ).rejects.toMatchObject({ name: 'EngineFault', code: 'OUTCOME_UNKNOWN' });
    expect(await jobNames()).toEqual(['one', 'three']);
    await engine.stop();
  });

  test('is nothing where the engine has stopped: that is an answer', async () => {
    const engine = createEngine({ store: kitchen.store });
    await engine.stop();
    const outcomes = await engine.executeAll([submission('one'), submission('two')]);
    expect(outcomes.map((each) => (each.isAccepted ? '' : codesOf(each).join()))).toEqual([
      'DRAINING',
      'DRAINING',
    ]);
  });
});
