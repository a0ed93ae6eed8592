import { beforeEach, describe, expect, test } from 'vitest';
import { createEngine } from '../../src/engine/create-engine.ts';
import {
  accepted,
  claimRequest,
  codesOf,
  definition,
  type Kitchen,
  leaseOf,
  openKitchen,
  type Tasks,
} from './kitchen.ts';

let kitchen: Kitchen;

beforeEach(async () => {
  kitchen = await openKitchen();
  return kitchen.closeAudited;
});

const one = { meal: { units: { a: [] } } };

describe('a waiting claim', () => {
  test('is answered as soon as a Unit becomes claimable', async () => {
    const waiting = kitchen.claim({ waitMs: 60_000 });
    await kitchen.submit(one);
    expect(await waiting).toHaveLength(1);
  });

  test('is answered by the commit that lets it claim, and needs none of its own', async () => {
    // Whoever has looked waits.
    expect(await kitchen.claim()).toEqual([]);
    const waiting = kitchen.claim({ waitMs: 60_000 });
    await kitchen.submit({});
    const seqs: number[] = [];
    kitchen.engine.onCommit(({ seq }) => seqs.push(seq));
    await kitchen.submit(one);
    expect(await waiting).toHaveLength(1);
    expect(seqs).toHaveLength(1);
    expect((await kitchen.eventKinds()).at(-1)).toBe('unit.claimed');
  });

  test('lets its Unit be reported without a look at where that is', async () => {
    const { store, topicId } = kitchen;
    let lookCount = 0;
    const engine = createEngine({
      store: {
        ...store,
        query: (sql, parameters) => {
          lookCount += 1;
          return store.query(sql, parameters);
        },
      },
    });
    const submit = (tasks: Tasks) =>
      engine.execute({ name: 'submitJob', topicId, job: definition(tasks) });
    const waiting = engine.claim({ ...claimRequest, waitMs: 60_000 });
    await submit({});
    await submit(one);
    const answer = await waiting;
    const [leased] = answer.isAccepted ? answer.leases : [];
    if (leased === undefined) throw new Error('Nothing was claimed.');
    lookCount = 0;
    accepted(await engine.execute({ name: 'succeedUnit', lease: leaseOf(leased), output: 'null' }));
    expect(lookCount).toBe(0);
    await engine.stop();
  });

  test('leaves to those who are served later what is too much for it', async () => {
    expect(await kitchen.claim()).toEqual([]);
    const waiting = ['first', 'second'].map((worker) =>
      kitchen.claim({ worker, max: 2, waitMs: 60_000 }),
    );
    await kitchen.submit({});
    await kitchen.submit({ meal: { units: { a: [], b: [], c: [] } } });
    const keys = (await Promise.all(waiting)).map((leases) => leases.map(({ unit }) => unit.key));
    expect(keys).toEqual([['a', 'b'], ['c']]);
  });

  test('is answered with nothing when its signal ends it', async () => {
    const abort = new AbortController();
    const waiting = kitchen.engine.claim({ ...claimRequest, waitMs: 60_000 }, abort.signal);
    abort.abort();
    expect(await waiting).toEqual({
      isAccepted: true,
      leases: [],
      directives: [],
      isReplayed: false,
    });
  });

  test('takes nothing for a client that has gone already', async () => {
    await kitchen.submit(one);
    const gone = AbortSignal.abort();
    expect(await kitchen.engine.claim(claimRequest, gone)).toMatchObject({ leases: [] });
    expect(await kitchen.claim()).toHaveLength(1);
  });

  test('shares what comes with the others: each Unit is handed out once', async () => {
    const waiting = Array.from({ length: 20 }, (_, index) =>
      kitchen.claim({ worker: `cook-${index}`, max: 1, waitMs: 60_000 }),
    );
    await kitchen.submit({
      meal: { units: Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`u${i}`, []])) },
    });
    const leases = (await Promise.all(waiting)).flat();
    expect(new Set(leases.map(({ unit }) => unit.id)).size).toBe(20);
  });

  test('goes on waiting while only other kinds come', async () => {
    const abort = new AbortController();
    const baking = kitchen.engine.claim(
      { ...claimRequest, kinds: ['bake'], waitMs: 60_000 },
      abort.signal,
    );
    await kitchen.submit(one);
    expect(await kitchen.claim({ kinds: ['cook'] })).toHaveLength(1);
    abort.abort();
    expect(await baking).toMatchObject({ leases: [] });
  });

  test('ends when the engine drains, and no other is taken', async () => {
    // Whoever knows the Topic has entered before what comes next.
    expect(await kitchen.claim()).toEqual([]);
    const waiting = kitchen.claim({ waitMs: 60_000 });
    await kitchen.submit({});
    kitchen.engine.drain();
    expect(await waiting).toEqual([]);
    await kitchen.submit(one);
    expect(codesOf(await kitchen.engine.claim(claimRequest))).toEqual(['DRAINING']);
  });
});

describe('a claim over several Topics', () => {
  test('takes from them in turn, and from all of them up to its maximum', async () => {
    const bar = { name: 'createTopic', topicName: 'bar', description: null } as const;
    const created = await kitchen.engine.execute(bar);
    if (!created.isAccepted) throw new Error('The Topic was refused.');
    for (const topicId of [kitchen.topicId, created.topicId, kitchen.topicId, created.topicId]) {
      await kitchen.engine.execute({ name: 'submitJob', topicId, job: definition(one) });
    }
    const topics = ['kitchen', 'bar'];
    const served: (string | undefined)[] = [];
    for (let claim = 0; claim < 4; claim += 1) {
      const [leased] = await kitchen.claim({ topics, max: 1 });
      served.push(leased?.unit.topicId);
    }
    expect(served).toEqual([kitchen.topicId, created.topicId, kitchen.topicId, created.topicId]);
    for (const topicId of [kitchen.topicId, created.topicId]) {
      await kitchen.engine.execute({ name: 'submitJob', topicId, job: definition(one) });
    }
    expect(await kitchen.claim({ topics })).toHaveLength(2);
  });

  test('is refused whole when one of them is unknown, by its place', async () => {
    await kitchen.submit(one);
    const answer = await kitchen.engine.claim({ ...claimRequest, topics: ['kitchen', 'attic'] });
    expect(answer).toMatchObject({
      rejections: [{ code: 'TOPIC_NOT_FOUND', path: ['input', 'topics', '1'] }],
    });
    expect(await kitchen.claim()).toHaveLength(1);
  });
});

describe('a claim after a cancellation in the same batch', () => {
  test('gets what stood behind the cancelled Units', async () => {
    const doomed = await kitchen.submit({ meal: { units: { a: [], b: [] } } }, { key: 'doomed' });
    await kitchen.submit({ meal: { units: { c: [] } } });
    const { topicId } = kitchen;
    const claim = { topicId, worker: 'cook', kinds: null, max: 1, leaseMs: 1_000, requestId: null };
    const [, claimed] = await Promise.all([
      kitchen.engine.execute({ name: 'cancelJob', jobId: doomed, reason: null }),
      kitchen.engine.execute({ name: 'claimUnits', ...claim }),
    ]);
    if (!claimed.isAccepted) throw new Error('The claim was refused.');
    expect(claimed.result.leases.map(({ unit }) => unit.key)).toEqual(['c']);
  });

  test('also of those that only a failure in the batch has cancelled', async () => {
    const rest = { onFailure: 'CANCEL_REST' } as const;
    await kitchen.submit({ meal: { units: { a: [] } }, more: { units: { b: [], c: [] } } }, rest);
    await kitchen.submit({ meal: { units: { d: [] } } });
    const [a] = await kitchen.claim({ max: 1 });
    if (a === undefined) throw new Error('A Unit is ready.');
    const { topicId } = kitchen;
    const claim = { topicId, worker: 'cook', kinds: null, max: 1, leaseMs: 1_000, requestId: null };
    const [, claimed] = await Promise.all([
      kitchen.fail(a, { isRetryable: false }),
      kitchen.engine.execute({ name: 'claimUnits', ...claim }),
    ]);
    if (!claimed.isAccepted) throw new Error('The claim was refused.');
    expect(claimed.result.leases.map(({ unit }) => unit.key)).toEqual(['d']);
  });
});

describe('the claim order', () => {
  test('is first ready, first served, within a kind and across kinds', async () => {
    for (let index = 0; index < 3; index += 1) {
      await kitchen.submit({ meal: { units: { [`u${index}`]: [] } } });
      await kitchen.pass(1);
    }
    const keys = (await kitchen.claim()).map(({ unit }) => unit.key);
    expect(keys).toEqual(['u0', 'u1', 'u2']);
  });

  test('gives priority a head start', async () => {
    await kitchen.submit({ meal: { units: { low: [] } } });
    await kitchen.pass(59_000);
    await kitchen.submit({ meal: { units: { high: [] } } }, { priority: 1 });
    await kitchen.pass(2_000);
    await kitchen.submit({ meal: { units: { later: [] } } }, { priority: 1 });
    const keys = (await kitchen.claim()).map(({ unit }) => unit.key);
    expect(keys).toEqual(['high', 'low', 'later']);
  });
});
