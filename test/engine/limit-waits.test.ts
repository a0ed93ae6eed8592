/** Whoever waits for a slot is served as soon as there is one, and nobody is woken for nothing. */
import { beforeEach, describe, expect, test } from 'vitest';
import { type Kitchen, openKitchen } from './kitchen.ts';
import { type GivenLimit, setLimit, submitUnits } from './limited-kitchen.ts';

let kitchen: Kitchen;

beforeEach(async () => {
  kitchen = await openKitchen();
  return kitchen.closeAudited;
});

const limit = (given: GivenLimit) => setLimit(kitchen, given);
const submit = (...units: readonly string[]) => submitUnits(kitchen, units);

describe('a claim that waits', () => {
  test.each<[string, GivenLimit]>([
    ['the Topic', { scope: 'TOPIC', runningMax: 1 }],
    ['its kind', { scope: 'KIND', pattern: 'fry', runningMax: 1 }],
    ['its key', { scope: 'KEY', pattern: 'ann', runningMax: 1 }],
  ])('is served as soon as a slot of %s comes free', async (_, given) => {
    await limit(given);
    await submit('fry of ann', 'fry of ann');
    const leased = await kitchen.claimOne();
    const waiting = kitchen.claim({ waitMs: 60_000, kinds: ['fry'] });
    await kitchen.succeed(leased);
    expect((await waiting).map(({ unit }) => unit.key)).toEqual(['u1']);
  });

  test.each<[string, GivenLimit]>([
    ['the Topic', { scope: 'TOPIC', startMax: 1, intervalMs: 1_000 }],
    ['its kind', { scope: 'KIND', pattern: 'fry', startMax: 1, intervalMs: 1_000 }],
    ['its key', { scope: 'KEY', pattern: 'ann', startMax: 1, intervalMs: 1_000 }],
  ])('is served as soon as %s may start something again', async (_, given) => {
    await limit(given);
    await submit('fry of ann', 'fry of ann');
    await kitchen.claimOne();
    const waiting = kitchen.claim({ waitMs: 60_000, kinds: ['fry'] });
    await kitchen.pass(1_000);
    expect((await waiting).map(({ unit }) => unit.key)).toEqual(['u1']);
  });

  test('is served when its Limit is raised', async () => {
    await limit({ scope: 'KIND', pattern: 'fry', runningMax: 1 });
    await submit('fry', 'fry');
    await kitchen.claimOne();
    const waiting = kitchen.claim({ waitMs: 60_000 });
    await limit({ scope: 'KIND', pattern: 'fry', runningMax: 2 });
    expect(await waiting).toHaveLength(1);
  });
});

test.each<[string, GivenLimit]>([
  ['the Topic', { scope: 'TOPIC', runningMax: 1 }],
  ['a kind', { scope: 'KIND', pattern: 'f*', runningMax: 1 }],
  ['a key', { scope: 'KEY', pattern: 'ann', runningMax: 1 }],
])('that a Limit of %s is removed wakes as many as may start', async (_, given) => {
  const limitId = await limit(given);
  await submit('fry of ann', 'fry of ann', 'fry of ann');
  await kitchen.claimOne();
  const hints: unknown[] = [];
  const stop = kitchen.engine.onCommit(({ claimable }) => hints.push(claimable));
  await kitchen.engine.execute({ name: 'removeLimit', limitId, reason: null });
  stop();
  expect(hints).toEqual([[{ kind: 'fry', requires: '{}', count: 2 }]]);
});

test('a slot that comes free wakes one, and no slot none', async () => {
  await limit({ scope: 'KIND', pattern: 'fry', runningMax: 2 });
  await submit('fry', 'fry', 'fry', 'fry', 'boil');
  const leases = await kitchen.claim({ max: 2 });
  const hints: unknown[] = [];
  const stop = kitchen.engine.onCommit(({ claimable }) => hints.push(claimable));
  await submit('fry');
  for (const leased of leases) await kitchen.succeed(leased);
  stop();
  const fries = (count: number) => [{ kind: 'fry', requires: '{}', count }];
  expect(hints).toEqual([[], fries(1), fries(2)]);
});
