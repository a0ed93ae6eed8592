/** Who gets what: Units that require labels, Units under concurrency keys, and their Lanes. */
import { beforeEach, describe, expect, test } from 'vitest';
import type { Lane } from '../../src/domain/lane.ts';
import {
  claimRequest,
  codesOf,
  type Kitchen,
  openKitchen,
  taskNamed,
  unitNamed,
} from './kitchen.ts';

let kitchen: Kitchen;

beforeEach(async () => {
  kitchen = await openKitchen();
  return kitchen.closeAudited;
});

/** A Job of one Task with these Units. */
async function submit(units: Parameters<typeof taskNamed>[1], defaults = {}): Promise<string> {
  return await kitchen.submitTasks([taskNamed('meal', units)], defaults);
}

async function claimedKeys(more: Parameters<Kitchen['claim']>[0] = {}) {
  return (await kitchen.claim(more)).map(({ unit }) => unit.key);
}

function lanes() {
  return kitchen.store.query<Lane>('SELECT * FROM "Lane" ORDER BY "id"');
}

describe('a claim', () => {
  test('gets only what its labels suffice for', async () => {
    const eu = { requires: '{"region":"eu"}' };
    const both = { requires: '{"region":"eu","disk":"fast"}' };
    await submit([unitNamed('any'), unitNamed('eu', eu), unitNamed('both', both)]);
    expect(await claimedKeys({ labels: '{"disk":"fast","region":"us"}' })).toEqual(['any']);
    expect(await claimedKeys({ labels: '{"region":"eu"}' })).toEqual(['eu']);
    expect(await claimedKeys({ labels: '{"region":"eu","disk":"slow"}' })).toEqual([]);
    expect(await claimedKeys({ labels: '{"region":"eu","disk":"fast","x":"y"}' })).toEqual([
      'both',
    ]);
  });

  test('has the name of its worker as a label, and cannot have another', async () => {
    await submit([unitNamed('mine', { requires: '{"worker":"anna"}' })]);
    expect(await claimedKeys({ worker: 'bert' })).toEqual([]);
    const posing = await kitchen.engine.claim({ ...claimRequest, labels: '{"worker":"anna"}' });
    expect(codesOf(posing)).toEqual(['LABEL_RESERVED']);
    expect(await claimedKeys({ worker: 'anna' })).toEqual(['mine']);
  });

  test.each([
    ['no object', '["eu"]', 'INVALID_VALUE'],
    ['something else than texts', '{"cores":8}', 'INVALID_VALUE'],
    ['too many', textOfLabels(33), 'TOO_MANY'],
  ])('is refused with labels that are %s', async (_, labels, code) => {
    expect(codesOf(await kitchen.engine.claim({ ...claimRequest, labels }))).toEqual([code]);
  });

  test('takes from many Lanes in one order: by rank, then by id', async () => {
    const keys = Array.from({ length: 40 }, (_, index) => `u${index}`);
    const units = keys.map((key, index) => {
      return unitNamed(key, { kind: `k${index % 3}`, concurrencyKey: `tenant-${index % 7}` });
    });
    await submit(units);
    await kitchen.pass(1);
    await submit([unitNamed('later', { kind: 'k0', concurrencyKey: 'tenant-1' })]);
    const early = { priority: 1, kind: 'k2', concurrencyKey: 'tenant-2' };
    await submit([unitNamed('first', early)]);
    const claimed: string[] = [];
    for (const max of [1, 1, 2, 5, 1, 12, 3, 50]) claimed.push(...(await claimedKeys({ max })));
    expect(claimed).toEqual(['first', ...keys, 'later']);
  });

  test('of several Topics looks only at those that may have something for it', async () => {
    const bar = { name: 'createTopic', topicName: 'bar', description: null } as const;
    await kitchen.engine.execute(bar);
    await submit([unitNamed('eu', { requires: '{"region":"eu"}' })]);
    const topics = ['bar', 'kitchen'];
    expect(await claimedKeys({ topics })).toEqual([]);
    expect(await claimedKeys({ topics, kinds: ['eu'], labels: '{"region":"eu"}' })).toEqual(['eu']);
  });
});

describe('a waiting claim', () => {
  test('is woken by what its labels suffice for, and by nothing else', async () => {
    const abort = new AbortController();
    const asked = { ...claimRequest, waitMs: 60_000 };
    const inUs = kitchen.engine.claim({ ...asked, labels: '{"region":"us"}' }, abort.signal);
    const inEu = kitchen.engine.claim({ ...asked, labels: '{"region":"eu"}' }, abort.signal);
    await submit([unitNamed('eu', { requires: '{"region":"eu"}' })]);
    expect(await inEu).toMatchObject({ leases: [{ unit: { key: 'eu' } }] });
    abort.abort();
    expect(await inUs).toMatchObject({ leases: [] });
  });
});

describe('requirements and concurrency keys', () => {
  test('are what the nearest level says: the Unit, its kind, its Task, its Job, its Topic', async () => {
    const { topicId } = kitchen;
    const kinds = [{ kind: 'bake', concurrencyKey: 'oven' }];
    await kitchen.engine.execute({
      name: 'updateTopic',
      topicId,
      description: undefined,
      defaults: { requires: '{"region":"eu"}', concurrencyKey: 'topic', kinds },
    });
    const units = [
      unitNamed('own', { concurrencyKey: 'own', requires: '{"b":"1","a":"2"}' }),
      unitNamed('none', { concurrencyKey: '', requires: '{}' }),
      unitNamed('bread', { kind: 'bake' }),
      unitNamed('plain'),
    ];
    await kitchen.submitTasks(
      [taskNamed('meal', units, { concurrencyKey: 'task' }), taskNamed('rest', [unitNamed('end')])],
      { concurrencyKey: 'job' },
    );
    const found = (await lanes()).map(({ kind, requires, concurrencyKey }) => {
      return [kind, requires, concurrencyKey];
    });
    expect(found).toEqual([
      ['own', '{"a":"2","b":"1"}', 'own'],
      ['none', '{}', ''],
      ['bake', '{"region":"eu"}', 'oven'],
      ['plain', '{"region":"eu"}', 'task'],
      ['end', '{"region":"eu"}', 'job'],
    ]);
  });

  test('that are the same in another order lead into the same Lane, in every Job', async () => {
    await submit([
      unitNamed('a', { kind: 'k', requires: '{"x":"1","y":"2"}' }),
      unitNamed('b', { kind: 'k', requires: '{"y":"2","x":"1"}' }),
    ]);
    await submit([unitNamed('c', { kind: 'k', requires: '{"x":"1","y":"2"}' })]);
    expect(await lanes()).toMatchObject([{ unitCount: 3, claimableCount: 3 }]);
  });

  test.each([
    ['a requirement that is no object of texts', { requires: '{"a":1}' }, 'INVALID_VALUE'],
    ['too many requirements', { requires: textOfLabels(17) }, 'TOO_MANY'],
    ['a key with control characters', { concurrencyKey: 'a\nb' }, 'INVALID_VALUE'],
  ])('are refused: %s', async (_, more, code) => {
    expect(await submit([unitNamed('a', more)])).toBe(code);
  });
});

test('the pace of a Lane is the time between claims while it had something', async () => {
  await submit(['a', 'b', 'c', 'd'].map((key) => unitNamed(key, { kind: 'k' })));
  await kitchen.claim({ max: 1 });
  await kitchen.pass(100);
  await kitchen.claim({ max: 2 });
  expect(await lanes()).toMatchObject([{ paceMs: 50, pacedAt: 1_700_000_000_100 }]);
  await kitchen.claim();
  await kitchen.pass(10_000);
  await submit([unitNamed('e', { kind: 'k' })]);
  expect(await lanes()).toMatchObject([
    // The third came at once, and weighs a fiftieth; that nothing was there for long weighs nothing.
    { paceMs: expect.closeTo(49, 5), pacedAt: 1_700_000_010_100 },
  ]);
});

function textOfLabels(count: number): string {
  return JSON.stringify(Object.fromEntries(Array.from({ length: count }, (_, i) => [`l${i}`, ''])));
}
