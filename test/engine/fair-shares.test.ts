/** Fair shares between keys, and Jobs that are finished in the order in which they were begun. */
import { beforeEach, describe, expect, test } from 'vitest';
import type { UnitDefinition } from '../../src/domain/job-definition.ts';
import { accepted, type Kitchen, openKitchen, taskNamed, unitNamed } from './kitchen.ts';

let kitchen: Kitchen;

beforeEach(async () => {
  kitchen = await openKitchen();
  return kitchen.closeAudited;
});

async function update(more: { isFair?: boolean; advanceStartedJobs?: boolean }): Promise<void> {
  const { topicId } = kitchen;
  const says = { description: undefined, defaults: undefined };
  accepted(await kitchen.engine.execute({ name: 'updateTopic', topicId, ...says, ...more }));
}

/** Units of a key, named by it and numbered. */
function unitsOf(concurrencyKey: string, count: number, more: Partial<UnitDefinition> = {}) {
  return Array.from({ length: count }, (_, index) =>
    unitNamed(`${concurrencyKey}-${index}`, { kind: 'k', concurrencyKey, ...more }),
  );
}

async function submit(units: readonly UnitDefinition[], more = {}): Promise<void> {
  await kitchen.submitTasks([taskNamed('meal', units)], more);
}

async function take(max: number): Promise<readonly string[]> {
  return (await kitchen.claim({ max })).map(({ unit }) => unit.key);
}

function countOf(keys: readonly string[], tenant: string): number {
  return keys.filter((key) => key.startsWith(`${tenant}-`)).length;
}

describe('in a fair Topic', () => {
  beforeEach(() => update({ isFair: true }));

  test('5,000 Units of one tenant do not keep 5 of another waiting', async () => {
    await submit(unitsOf('big', 5_000));
    await take(100);
    await submit(unitsOf('small', 5));
    expect(countOf(await take(11), 'small')).toBe(5);
  });

  test('keys share by their weights, claim by claim and in batches', async () => {
    const { topicId } = kitchen;
    const rules = { runningMax: null, startMax: null, intervalMs: null, startMin: null };
    const limit = { scope: 'KEY', pattern: 'gold', ...rules, isAdaptive: 0, weight: 3 } as const;
    accepted(
      await kitchen.engine.execute({ name: 'setLimit', topicId, reason: null, by: null, ...limit }),
    );
    await submit([...unitsOf('gold', 300), ...unitsOf('tin', 300)]);
    const one: string[] = [];
    for (let claim = 0; claim < 8; claim += 1) one.push(...(await take(1)));
    expect([countOf(one, 'gold'), countOf(one, 'tin')]).toEqual([6, 2]);
    const many = await take(200);
    expect(countOf(many, 'gold')).toBe(150);
  });

  test('a key has one share, however many kinds its Units are of', async () => {
    const kinds = ['a', 'b', 'c'];
    const units = kinds.flatMap((kind) =>
      Array.from({ length: 50 }, (_, index) =>
        unitNamed(`many-${kind}-${index}`, { kind, concurrencyKey: 'many' }),
      ),
    );
    await submit([...units, ...unitsOf('one', 50)]);
    const keys: string[] = [];
    for (let claim = 0; claim < 10; claim += 1) keys.push(...(await take(4)));
    expect([countOf(keys, 'many'), countOf(keys, 'one')]).toEqual([20, 20]);
  });

  test('within a key priority and age decide, over all of its kinds', async () => {
    await submit([unitNamed('old', { kind: 'a', concurrencyKey: 'x' })]);
    await kitchen.pass(10);
    const urgent = { kind: 'b', concurrencyKey: 'x', priority: 5 };
    await submit([
      unitNamed('young', { kind: 'a', concurrencyKey: 'x' }),
      unitNamed('first', urgent),
    ]);
    expect(await take(9)).toEqual(['first', 'old', 'young']);
  });

  test('a key that was away has saved up nothing', async () => {
    await submit([...unitsOf('a', 400), ...unitsOf('b', 1)]);
    await take(300);
    await submit(unitsOf('b', 50, { kind: 'k' }).map((unit) => ({ ...unit, key: `${unit.key}x` })));
    expect(countOf(await take(20), 'b')).toBe(10);
  });
});

describe('a Topic that becomes fair', () => {
  test('shares from then on, and goes back to one order when it is not any more', async () => {
    await submit([...unitsOf('a', 20), ...unitsOf('b', 5)]);
    expect(countOf(await take(4), 'a')).toBe(4);
    await update({ isFair: true });
    expect(countOf(await take(4), 'b')).toBe(2);
    await update({ isFair: false });
    await submit([unitNamed('late', { kind: 'k' })]);
    const rest = await take(99);
    expect(rest.slice(0, 14)).toEqual(Array.from({ length: 14 }, (_, i) => `a-${i + 6}`));
    expect(rest.slice(14)).toEqual(['b-2', 'b-3', 'b-4', 'late']);
    const kinds = await kitchen.eventKinds();
    expect(kinds.filter((kind) => kind === 'topic.updated')).toHaveLength(2);
  });
});

describe('with advanceStartedJobs', () => {
  const chain = (name: string) => [
    unitNamed(`${name}1`),
    unitNamed(`${name}2`, { dependsOn: [`${name}1`] }),
  ];

  test('what becomes ready in a Job that was begun first comes first', async () => {
    await update({ advanceStartedJobs: true });
    await submit(chain('old'));
    await kitchen.pass(5);
    await submit(chain('new'));
    await kitchen.pass(5);
    await kitchen.succeed(await kitchen.claimOne());
    expect(await take(1)).toEqual(['old2']);
  });

  test('left out, what became ready first does', async () => {
    await submit(chain('old'));
    await kitchen.pass(5);
    await submit(chain('new'));
    await kitchen.pass(5);
    await kitchen.succeed(await kitchen.claimOne());
    expect(await take(1)).toEqual(['new1']);
  });

  test('priority is a head start as ever', async () => {
    await update({ advanceStartedJobs: true });
    await submit(chain('old'));
    await kitchen.pass(59_000);
    await submit([unitNamed('urgent', { priority: 1 })]);
    expect(await take(9)).toEqual(['urgent', 'old1']);
  });
});
