/** Work as a subscription: what is offered, in which order, and how much at once. */
import { beforeEach, describe, expect, test } from 'vitest';
import type { WorkRequest } from '../../src/engine/work-request.ts';
import { accepted, codesOf, type Kitchen, leaseOf, openKitchen } from './kitchen.ts';
import { beginWork, keysOf, openWork } from './open-work.ts';

let kitchen: Kitchen;

beforeEach(async () => {
  kitchen = await openKitchen();
  return kitchen.closeAudited;
});

function meal(...keys: readonly string[]) {
  return { meal: { units: Object.fromEntries(keys.map((key) => [key, []])) } };
}

async function heldCount(worker = 'cook'): Promise<number> {
  const sql = 'SELECT count(*) AS "count" FROM "Unit" WHERE "worker" = ?1';
  const [row] = await kitchen.store.query<{ count: number }>(sql, [worker]);
  return row?.count ?? 0;
}

describe('a subscription', () => {
  test('begins with a message that may be empty', async () => {
    const { next } = await beginWork(kitchen.engine, { credits: 3 });
    const nothing = { leases: [], leaseDirectives: [], directives: [] };
    expect(await next()).toEqual({ ...nothing, freeCreditCount: 3, isDrained: false });
  });

  test('begins with what can be claimed, if anything can', async () => {
    await kitchen.submit(meal('a'));
    const { next } = await beginWork(kitchen.engine);
    expect(keysOf(await next())).toEqual(['a']);
  });

  test('is offered what becomes claimable, many at once', async () => {
    const { next } = await openWork(kitchen.engine, { credits: 10 });
    const offer = next();
    await kitchen.submit(meal('a', 'b', 'c'));
    expect(await offer).toMatchObject({ leases: [{}, {}, {}], freeCreditCount: 7 });
  });

  test('is offered Units in the order in which they are claimed', async () => {
    await kitchen.submit(meal('low'));
    await kitchen.pass(59_000);
    await kitchen.submit(meal('high'), { priority: 1 });
    await kitchen.pass(2_000);
    await kitchen.submit(meal('later'), { priority: 1 });
    const { next } = await beginWork(kitchen.engine, { credits: 2 });
    expect(keysOf(await next())).toEqual(['high', 'low']);
    expect((await kitchen.claim()).map(({ unit }) => unit.key)).toEqual(['later']);
  });

  test('is offered what its kinds and labels allow', async () => {
    const { next } = await openWork(kitchen.engine, { kinds: ['fry'], labels: '{"stove":"gas"}' });
    const offer = next();
    const unit = (key: string, kind: string, requires: string) => ({
      ...{ key, kind, requires, input: 'null', dependsOn: [], priority: null },
    });
    const units = [
      unit('boiled', 'boil', '{}'),
      unit('electric', 'fry', '{"stove":"electric"}'),
      unit('fried', 'fry', '{"stove":"gas"}'),
    ];
    await kitchen.submitTasks([{ key: 'meal', name: null, dependsOn: [], units }]);
    expect(keysOf(await offer)).toEqual(['fried']);
  });

  test('draws from several Topics', async () => {
    const topic = { name: 'createTopic', topicName: 'bar', description: null } as const;
    const { topicId } = accepted(await kitchen.engine.execute(topic)).result;
    const { next } = await openWork(kitchen.engine, { topics: ['kitchen', 'bar'] });
    const first = next();
    await kitchen.submit(meal('soup'));
    expect(keysOf(await first)).toEqual(['soup']);
    const second = next();
    const unit = { key: 'drink', kind: 'mix', input: 'null', dependsOn: [], priority: null };
    const task = { key: 'order', name: null, dependsOn: [], units: [unit] };
    const job = { name: 'round', key: null, priority: 0, payload: 'null', labels: '{}', hash: '' };
    accepted(
      await kitchen.engine.execute({ name: 'submitJob', topicId, job: { ...job, tasks: [task] } }),
    );
    expect(keysOf(await second)).toEqual(['drink']);
  });

  test('takes turns with others that wait', async () => {
    const first = await openWork(kitchen.engine, { worker: 'cook' });
    const second = await openWork(kitchen.engine, { worker: 'maid' });
    const offers = Promise.all([first.next(), second.next()]);
    const waiting = kitchen.claim({ worker: 'chef', max: 2, waitMs: 60_000 });
    await kitchen.submit(meal('a', 'b', 'c', 'd', 'e', 'f'));
    const [cooks, maids] = await offers;
    const chefs = (await waiting).map(({ unit }) => unit.key);
    expect([...keysOf(cooks), ...keysOf(maids), ...chefs].toSorted()).toEqual([...'abcdef']);
  });
});

describe('what a subscription may not ask for is refused', () => {
  test.each<[string, Partial<WorkRequest>]>([
    ['INVALID_VALUE', { credits: 0 }],
    ['INVALID_VALUE', { credits: 1_001 }],
    ['INVALID_VALUE', { leaseMs: 1 }],
    ['INVALID_VALUE', { worker: '' }],
    ['INVALID_VALUE', { capacity: 0 }],
    ['LABEL_RESERVED', { labels: '{"worker":"maid"}' }],
    ['TOO_MANY', { topics: [] }],
    ['TOPIC_NOT_FOUND', { topics: ['cellar'] }],
    [
      'TOO_MANY',
      { holding: Array.from({ length: 1_001 }, () => ({ unitId: 'u', attempt: 1, leaseId: 'l' })) },
    ],
  ])('%s: %j', async (code, more) => {
    const opened = await kitchen.engine.work({
      ...{ topics: ['kitchen'], worker: 'cook', kinds: null, credits: 1, leaseMs: 1_000 },
      holding: [],
      ...more,
    });
    expect('isAccepted' in opened ? codesOf(opened) : []).toEqual([code]);
  });
});

describe('credits', () => {
  test('bound what is out, and come back with what is over', async () => {
    await kitchen.submit(meal('a', 'b', 'c', 'd'));
    const { next } = await beginWork(kitchen.engine, { credits: 2 });
    const [a, b] = (await next()).leases;
    if (a === undefined || b === undefined) throw new Error('Two Units are offered.');
    const third = next();
    await kitchen.succeed(a);
    expect(await third).toMatchObject({ leases: [{ unit: { key: 'c' } }], freeCreditCount: 0 });
    const fourth = next();
    await kitchen.fail(b, { isRetryable: false });
    expect(await fourth).toMatchObject({ leases: [{ unit: { key: 'd' } }], leaseDirectives: [] });
    expect(await heldCount()).toBe(2);
  });

  test('are for one subscription, and a capacity for all of a worker', async () => {
    await kitchen.submit(meal('a', 'b', 'c', 'd', 'e'));
    const capacity = 4;
    const first = await beginWork(kitchen.engine, { credits: 2, capacity });
    const second = await beginWork(kitchen.engine, { credits: 3, capacity });
    expect(keysOf(await first.next())).toEqual(['a', 'b']);
    const held = await second.next();
    expect(keysOf(held)).toEqual(['c', 'd']);
    expect(held.freeCreditCount).toBe(1);
    const last = second.next();
    expect(await kitchen.claim({ capacity })).toEqual([]);
    const [c] = held.leases;
    if (c === undefined) throw new Error('Two Units were offered.');
    await kitchen.succeed(c);
    expect(keysOf(await last)).toEqual(['e']);
  });
});

describe('a subscription that does not read', () => {
  test('is given nothing', async () => {
    const idle = await openWork(kitchen.engine);
    await kitchen.submit(meal('a'));
    expect(await kitchen.claim({ worker: 'maid' })).toHaveLength(1);
    await idle.stream.return();
  });
});

describe('a subscription that ends', () => {
  test('gives back what was not written, at no cost', async () => {
    await kitchen.submit(meal('a', 'b'));
    const { stream, next } = await beginWork(kitchen.engine);
    expect((await next()).leases).toHaveLength(2);
    await stream.return();
    expect(await kitchen.unitStates()).toEqual({ a: 'READY', b: 'READY' });
    const [again] = await kitchen.claim({ worker: 'maid' });
    expect(again).toMatchObject({ attempt: 2, unit: { failureCount: 0 } });
  });

  test('leaves to the worker what was written', async () => {
    await kitchen.submit(meal('a'));
    const { stream, next } = await beginWork(kitchen.engine);
    const [a] = (await next()).leases;
    if (a === undefined) throw new Error('A Unit is offered.');
    const pull = stream.next();
    await stream.return();
    expect(await pull).toEqual({ done: true, value: undefined });
    expect(accepted(await kitchen.succeed(a)).result.state).toBe('SUCCEEDED');
  });

  test('gives back what was just being claimed for it', async () => {
    const { stream } = await openWork(kitchen.engine);
    const pull = stream.next();
    // Answered after the claim of the subscription, which waits from now on.
    expect(await kitchen.claim({ worker: 'maid' })).toEqual([]);
    const submitted = kitchen.submit(meal('a'));
    // It was handed the Unit by the commit that is told here, and has not heard of it.
    const closed = new Promise<unknown>((resolve) => {
      const forget = kitchen.engine.onCommit(() => {
        forget();
        resolve(stream.return());
      });
    });
    await submitted;
    await closed;
    expect(await pull).toEqual({ done: true, value: undefined });
    expect(await kitchen.unitStates()).toEqual({ a: 'READY' });
    expect(await kitchen.eventKinds()).toContain('unit.released');
  });

  test('ends by its signal, also before it begins', async () => {
    const leaving = new AbortController();
    const { stream } = await beginWork(kitchen.engine, {}, leaving.signal);
    await stream.next();
    const pull = stream.next();
    leaving.abort();
    expect(await pull).toEqual({ done: true, value: undefined });
    const late = await beginWork(kitchen.engine, {}, leaving.signal);
    expect(await late.stream.next()).toEqual({ done: true, value: undefined });
  });

  test('rejects with what it was ended by', async () => {
    const { stream } = await openWork(kitchen.engine);
    await expect(stream.throw(new Error('The kitchen is on fire.'))).rejects.toThrow('on fire');
    expect(await stream.next()).toEqual({ done: true, value: undefined });
  });
});

describe('a server that stops', () => {
  test('offers what a commit has handed out before', async () => {
    const { stream } = await openWork(kitchen.engine);
    const pull = stream.next();
    // Answered after the claim of the subscription, which waits from now on.
    expect(await kitchen.claim({ worker: 'maid' })).toEqual([]);
    const forget = kitchen.engine.onCommit(() => {
      forget();
      kitchen.engine.drain();
    });
    await kitchen.submit(meal('a'));
    const { value } = await pull;
    expect(value?.leases.map(({ unit }) => unit.key)).toEqual(['a']);
    expect(await stream.next()).toEqual({ done: true, value: undefined });
  });

  test('offers no more, ends subscriptions and refuses new ones', async () => {
    const { stream } = await openWork(kitchen.engine);
    const pull = stream.next();
    kitchen.engine.drain();
    expect(await pull).toEqual({ done: true, value: undefined });
    await kitchen.submit(meal('a'));
    const late = await beginWork(kitchen.engine);
    await expect(late.next()).rejects.toMatchObject({
      refusal: { rejections: [{ code: 'DRAINING' }] },
    });
  });

  test('still takes what its subscribers report', async () => {
    await kitchen.submit(meal('a'));
    const { next } = await beginWork(kitchen.engine);
    const [a] = (await next()).leases;
    if (a === undefined) throw new Error('A Unit is offered.');
    kitchen.engine.drain();
    await expect(next()).rejects.toThrow('has ended');
    const lease = leaseOf(a);
    const outcome = await kitchen.engine.execute({ name: 'succeedUnit', lease, output: '1' });
    expect(accepted(outcome).result.state).toBe('SUCCEEDED');
  });
});
