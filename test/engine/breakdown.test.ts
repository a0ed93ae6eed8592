import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { audit } from '../../src/audit/audit.ts';
import { createEngine, type Engine } from '../../src/engine/create-engine.ts';
import { EngineFault } from '../../src/engine/engine-fault.ts';
import { createIdSource } from '../../src/engine/id-source.ts';
import { migrate } from '../../src/store/migrate.ts';
import { openStore } from '../../src/store/open-store.ts';
import { CommitUnknown, type Store } from '../../src/store/port.ts';
import { accepted, claimRequest, definition } from './kitchen.ts';

let store: Store;
let faults: unknown[];

beforeEach(async () => {
  store = await openStore({ database: 'memory:' });
  await migrate(store);
  faults = [];
});

afterEach(async () => {
  await store.close();
});

const meal = { meal: { units: { a: [], b: ['a'] } } };

async function createKitchen(engine: Engine): Promise<string> {
  const topic = { name: 'createTopic', topicName: 'kitchen', description: null } as const;
  return accepted(await engine.execute(topic)).topicId;
}

async function jobNames(): Promise<readonly string[]> {
  const jobs = await store.query<{ name: string }>('SELECT "name" FROM "Job" ORDER BY "id"');
  return jobs.map(({ name }) => name);
}

/** Submits Jobs of these names at once and answers what became of each. */
async function submitTogether(engine: Engine, topicId: string, names: readonly string[]) {
  const submissions = names.map((name) =>
    engine.execute({ name: 'submitJob', topicId, job: definition(meal, { name }) }),
  );
  const settled = await Promise.allSettled(submissions);
  return settled.map((one) => (one.status === 'fulfilled' ? 'accepted' : String(one.reason.code)));
}

test('a command that breaks down half way changes nothing, and the others of its batch go on', async () => {
  const ids = createIdSource(() => store.now());
  let unitCount = 0;
  const engine = createEngine({
    store,
    ids: {
      ...ids,
      next: (kind) => {
        if (kind === 'unit') unitCount += 1;
        // The second Unit of the second Job: its Job, its Task and a Unit are there already.
        if (unitCount === 4) throw new Error('out of ids');
        return ids.next(kind);
      },
    },
    onFault: (fault) => faults.push(fault),
  });
  const topicId = await createKitchen(engine);
  const answers = await submitTogether(engine, topicId, ['one', 'two', 'three', 'four']);
  expect(answers).toEqual(['accepted', 'INTERNAL', 'INTERNAL', 'INTERNAL']);
  unitCount = 10;
  expect(await submitTogether(engine, topicId, ['five'])).toEqual(['accepted']);
  expect(await jobNames()).toEqual(['one', 'five']);
  expect(await audit(store)).toEqual([]);
  expect(faults).toHaveLength(3);
  await engine.stop();
});

test('a row that the database refuses fails its own command and not those of its batch', async () => {
  // A trigger stands in for whatever the database may find wrong with a row.
  await store.transaction((transaction) =>
    transaction.script(`CREATE TRIGGER poison BEFORE INSERT ON "Job" WHEN NEW."name" = 'poison'
      BEGIN SELECT RAISE(ABORT, 'poisoned'); END`),
  );
  const engine = createEngine({ store, onFault: (fault) => faults.push(fault) });
  const topicId = await createKitchen(engine);
  const answers = await submitTogether(engine, topicId, ['one', 'poison', 'two']);
  expect(answers).toEqual(['accepted', 'INTERNAL', 'accepted']);
  expect(await jobNames()).toEqual(['one', 'two']);
  expect(await audit(store)).toEqual([]);
  await engine.stop();
});

describe('a claim that has joined a submission', () => {
  const claim = { ...claimRequest, worker: 'poison', waitMs: 60_000 };

  /** Begins to wait: what is told is not read before both are over. */
  async function waitAndSubmit(engine: Engine) {
    const topicId = await createKitchen(engine);
    // Whoever has looked waits.
    expect(await engine.claim(claimRequest)).toMatchObject({ leases: [] });
    const waiting = Promise.allSettled([engine.claim(claim)]);
    const early = { name: 'submitJob', topicId, job: definition({}, { name: 'early' }) } as const;
    accepted(await engine.execute(early));
    const answers = await submitTogether(engine, topicId, ['one']);
    return { answers, claims: await waiting };
  }

  test('breaks down alone when its rows are refused', async () => {
    const triggers = ['INSERT', 'UPDATE'].map(
      (event) => `CREATE TRIGGER poison${event} BEFORE ${event} ON "Unit"
        WHEN NEW."worker" = 'poison' BEGIN SELECT RAISE(ABORT, 'poisoned'); END`,
    );
    await store.transaction((transaction) => transaction.script(triggers.join(';')));
    const engine = createEngine({ store, onFault: (fault) => faults.push(fault) });
    const { answers, claims } = await waitAndSubmit(engine);
    expect(answers).toEqual(['accepted']);
    expect(claims).toMatchObject([{ status: 'rejected', reason: { code: 'INTERNAL' } }]);
    expect(await jobNames()).toEqual(['early', 'one']);
    expect(await audit(store)).toEqual([]);
    await engine.stop();
  });

  test('is told like the submission that nobody knows what has come of it', async () => {
    let isSure = true;
    const unsure: Store = {
      ...store,
      transaction: async (work) => {
        const result = await store.transaction(work);
        const jobs = await jobNames();
        isSure &&= !jobs.includes('one');
        if (!isSure) throw new CommitUnknown('The connection is gone.');
        return result;
      },
    };
    const engine = createEngine({ store: unsure, onFault: (fault) => faults.push(fault) });
    const { answers, claims } = await waitAndSubmit(engine);
    expect(answers).toEqual(['OUTCOME_UNKNOWN']);
    expect(claims).toMatchObject([{ status: 'rejected', reason: { code: 'OUTCOME_UNKNOWN' } }]);
    await engine.stop();
  });
});

test('a commit whose end is unknown is never called a failure', async () => {
  const engine = createEngine({ store, onFault: (fault) => faults.push(fault) });
  const topicId = await createKitchen(engine);
  await engine.stop();
  const unsure: Store = {
    ...store,
    transaction: async (work) => {
      await store.transaction(work);
      throw new CommitUnknown('The connection is gone.');
    },
  };
  const disconnected = createEngine({ store: unsure, onFault: (fault) => faults.push(fault) });
  const answers = await submitTogether(disconnected, topicId, ['one', 'two']);
  expect(answers).toEqual(['OUTCOME_UNKNOWN', 'OUTCOME_UNKNOWN']);
  // They did happen, once each: an unknown outcome is not tried again behind the client's back.
  expect(await jobNames()).toEqual(['one', 'two']);
  expect(faults.every((fault) => fault instanceof CommitUnknown)).toBe(true);
  await disconnected.stop();
});

test('a fault tells the client nothing of the inside', () => {
  const fault = new EngineFault('INTERNAL', { cause: new Error('SELECT secret FROM inside') });
  expect(fault.message).not.toContain('secret');
});

test('a listener of commits that breaks down keeps nobody else from hearing of them, nor from the next', async () => {
  const engine = createEngine({ store, onFault: (fault) => faults.push(fault) });
  const fault = new Error('The listener is broken.');
  let heardCount = 0;
  engine.onCommit(() => {
    throw fault;
  });
  engine.onCommit(() => {
    heardCount += 1;
  });
  const topicId = await createKitchen(engine);
  expect(await submitTogether(engine, topicId, ['lunch'])).toEqual(['accepted']);
  expect(await submitTogether(engine, topicId, ['dinner'])).toEqual(['accepted']);
  await engine.stop();
  expect(heardCount).toBe(3);
  expect(faults).toEqual([fault, fault, fault]);
});
