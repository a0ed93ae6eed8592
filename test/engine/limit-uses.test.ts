/** Limits as they are set and removed, and what is counted for them; nothing is held back here. */
import { beforeEach, describe, expect, test } from 'vitest';
import { bounds } from '../../src/domain/bounds.ts';
import { codesOf, type Kitchen, openKitchen } from './kitchen.ts';
import { type GivenLimit, setLimit, submitUnits } from './limited-kitchen.ts';

let kitchen: Kitchen;

beforeEach(async () => {
  kitchen = await openKitchen();
  return kitchen.closeAudited;
});

const set = (given: GivenLimit) => setLimit(kitchen, given);

const remove = (limitId: string) =>
  kitchen.engine.execute({ name: 'removeLimit', limitId, reason: null });

async function uses(): Promise<Readonly<Record<string, number>>> {
  const rows = await kitchen.store.query<{ pattern: string; subject: string; count: number }>(
    `SELECT l."scope" || ' ' || l."pattern" AS "pattern", u."subject", u."runningCount" AS "count"
     FROM "LimitUse" u JOIN "Limit" l ON l."id" = u."limitId" ORDER BY 1, 2`,
  );
  return Object.fromEntries(
    rows.map(({ pattern, subject, count }) => [`${pattern} ${subject}`, count]),
  );
}

const submitKinds = (kinds: readonly string[]) => submitUnits(kitchen, kinds);

describe('what runs', () => {
  test('is counted by the Limits of the Topic and the kind from its claim to its end', async () => {
    await set({ scope: 'TOPIC', runningMax: 9 });
    await set({ scope: 'KIND', pattern: 'f*', runningMax: 9 });
    await submitKinds(['fry', 'fry', 'freeze', 'boil']);
    const leases = await kitchen.claim();
    expect(await uses()).toEqual({ 'KIND f* freeze': 1, 'KIND f* fry': 2, 'TOPIC  ': 4 });
    for (const leased of leases) await kitchen.succeed(leased);
    expect(await uses()).toEqual({ 'KIND f* freeze': 0, 'KIND f* fry': 0, 'TOPIC  ': 0 });
  });

  test.each<[string, (unitId: string) => Promise<unknown>]>([
    ['its lease runs out', () => kitchen.pass(60_000)],
    [
      'it is cancelled',
      (unitId) => kitchen.engine.execute({ name: 'cancelUnit', unitId, reason: null }),
    ],
    [
      'it is paused',
      (unitId) =>
        kitchen.engine.execute({ name: 'pauseUnit', unitId, reason: null, resumeAt: null }),
    ],
  ])('is counted no more once %s', async (_, end) => {
    await set({ scope: 'TOPIC', runningMax: 9 });
    await submitKinds(['fry']);
    const { unit } = await kitchen.claimOne();
    expect(await uses()).toEqual({ 'TOPIC  ': 1 });
    await end(unit.id);
    expect(await uses()).toEqual({ 'TOPIC  ': 0 });
  });

  test('is counted by a Limit that is set while it runs', async () => {
    await submitKinds(['fry', 'fry', 'boil']);
    await kitchen.claim();
    await set({ scope: 'TOPIC', runningMax: 2 });
    await set({ scope: 'KIND', pattern: '*', runningMax: 2 });
    expect(await uses()).toEqual({ 'KIND * boil': 1, 'KIND * fry': 2, 'TOPIC  ': 3 });
  });

  test('is counted by whichever Limit holds for it, as they come and go', async () => {
    await set({ scope: 'KIND', pattern: '*', runningMax: 9 });
    await submitKinds(['fry', 'fry', 'boil']);
    const leases = await kitchen.claim();
    const own = await set({ scope: 'KIND', pattern: 'fry', runningMax: 9 });
    expect(await uses()).toEqual({ 'KIND * boil': 1, 'KIND fry fry': 2 });
    for (const leased of leases.filter(({ unit }) => unit.kind === 'fry').slice(0, 1)) {
      await kitchen.succeed(leased);
    }
    expect(await uses()).toEqual({ 'KIND * boil': 1, 'KIND fry fry': 1 });
    await remove(own);
    expect(await uses()).toEqual({ 'KIND * boil': 1, 'KIND * fry': 1 });
  });

  test('is counted by a Limit whose use it was before, and had ended', async () => {
    await set({ scope: 'KIND', pattern: '*', runningMax: 9 });
    await submitKinds(['fry']);
    await kitchen.succeed(await kitchen.claimOne());
    const own = await set({ scope: 'KIND', pattern: 'fry', runningMax: 9 });
    await submitKinds(['fry']);
    await kitchen.claimOne();
    await remove(own);
    expect(await uses()).toEqual({ 'KIND * fry': 1 });
  });
});

describe('a Limit', () => {
  test('is one for its scope and pattern, whatever it says', async () => {
    const first = await set({ scope: 'KIND', pattern: 'fry', runningMax: 9 });
    expect(await set({ scope: 'KIND', pattern: 'fry', runningMax: 3, weight: null })).toBe(first);
    expect(await set({ scope: 'KEY', pattern: 'fry', weight: 2 })).not.toBe(first);
    const events = await kitchen.eventKinds();
    expect(events.filter((kind) => kind.startsWith('limit.'))).toEqual([
      'limit.set',
      'limit.set',
      'limit.set',
    ]);
  });

  test('that says what it says changes nothing', async () => {
    const limit = { scope: 'TOPIC', startMax: 5, intervalMs: 1_000, by: 'ann' } as const;
    const first = await set(limit);
    const before = await kitchen.eventKinds();
    expect(await set(limit)).toBe(first);
    expect(await kitchen.eventKinds()).toEqual(before);
  });

  test('that was removed is not there to be removed again', async () => {
    const limitId = await set({ scope: 'TOPIC', runningMax: 1 });
    expect((await remove(limitId)).isAccepted).toBe(true);
    expect(codesOf(await remove(limitId))).toEqual(['LIMIT_NOT_FOUND']);
    expect(codesOf(await remove('limit_0'))).toEqual(['LIMIT_NOT_FOUND']);
  });

  test('more than a Topic may have is refused, and one that is there can still be changed', async () => {
    for (let count = 0; count < bounds.limitCountPerTopic; count += 1) {
      await set({ scope: 'KIND', pattern: `kind ${count}`, runningMax: 1 });
    }
    await expect(set({ scope: 'TOPIC', runningMax: 1 })).rejects.toThrow(/100 Limits/);
    await set({ scope: 'KIND', pattern: 'kind 7', runningMax: 2 });
  });
});
