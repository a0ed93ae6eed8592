/** That nothing starts beyond a Limit, that all starts that may, and that nobody waits for the wrong reason. */
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

const claimKinds = async (max = 100, kinds: readonly string[] | null = null) =>
  (await kitchen.claim({ max, kinds })).map(({ unit }) => unit.kind);

describe('Units that run at once', () => {
  test('are as many as the Limit of the Topic allows, and another when one ends', async () => {
    await limit({ scope: 'TOPIC', runningMax: 2 });
    await submit('fry', 'boil', 'fry', 'boil');
    const leases = await kitchen.claim();
    expect(leases).toHaveLength(2);
    expect(await kitchen.claim()).toEqual([]);
    for (const leased of leases) await kitchen.succeed(leased);
    expect(await claimKinds()).toEqual(['fry', 'boil']);
  });

  test('are as many of a kind as its Limit allows, whatever else there is', async () => {
    await limit({ scope: 'KIND', pattern: 'fry', runningMax: 1 });
    await submit('fry', 'fry', 'fry', 'boil', 'boil');
    const leases = await kitchen.claim();
    expect(leases.map(({ unit }) => unit.kind)).toEqual(['fry', 'boil', 'boil']);
    expect(await claimKinds(100, ['fry'])).toEqual([]);
    const [fried] = leases;
    if (fried !== undefined) await kitchen.succeed(fried);
    expect(await claimKinds(100, ['fry'])).toEqual(['fry']);
  });

  test('are as many of each key as the Limit of its pattern allows', async () => {
    await limit({ scope: 'KEY', pattern: '*', runningMax: 2 });
    await submit('fry of ann', 'fry of ann', 'boil of ann', 'fry of bob', 'fry');
    const leases = await kitchen.claim();
    expect(leases.map(({ unit }) => unit.key)).toEqual(['u0', 'u1', 'u3', 'u4']);
    const [first] = leases;
    if (first !== undefined) await kitchen.succeed(first);
    expect(await claimKinds()).toEqual(['boil']);
  });

  test('are kept to all Limits that hold for them', async () => {
    await limit({ scope: 'TOPIC', runningMax: 4 });
    await limit({ scope: 'KIND', pattern: 'fry', runningMax: 3 });
    await limit({ scope: 'KEY', pattern: 'ann', runningMax: 1 });
    await submit('fry of ann', 'fry of ann', 'fry', 'fry', 'fry', 'boil', 'boil');
    expect(await claimKinds()).toEqual(['fry', 'fry', 'fry', 'boil']);
  });

  test('go on when their Limit is lowered, and are followed once fewer are left', async () => {
    const all = { scope: 'KEY', pattern: 'ann' } as const;
    await limit({ ...all, runningMax: 3 });
    await submit(...Array.from({ length: 6 }, () => 'fry of ann'));
    const leases = await kitchen.claim();
    expect(leases).toHaveLength(3);
    await limit({ ...all, runningMax: 1 });
    for (const leased of leases.slice(0, 2)) await kitchen.succeed(leased);
    expect(await kitchen.claim()).toEqual([]);
    await limit({ ...all, runningMax: 2 });
    expect(await kitchen.claim()).toHaveLength(1);
  });

  test('are not kept back any more once the Limit is removed', async () => {
    const limitId = await limit({ scope: 'KEY', pattern: 'a*', runningMax: 1 });
    await submit('fry of ann', 'fry of ann', 'fry of amy', 'fry of amy');
    expect(await kitchen.claim()).toHaveLength(2);
    await kitchen.engine.execute({ name: 'removeLimit', limitId, reason: null });
    expect(await kitchen.claim()).toHaveLength(2);
  });

  test('follow the Limit that holds for their key now', async () => {
    await limit({ scope: 'KEY', pattern: '*', runningMax: 1 });
    await submit('fry of ann', 'fry of ann', 'fry of bob', 'fry of bob');
    expect(await kitchen.claim()).toHaveLength(2);
    const own = await limit({ scope: 'KEY', pattern: 'ann', runningMax: 2 });
    expect((await kitchen.claim()).map(({ unit }) => unit.key)).toEqual(['u1']);
    await kitchen.engine.execute({ name: 'removeLimit', limitId: own, reason: null });
    expect(await kitchen.claim()).toEqual([]);
  });

  test('come into a key that is full without being handed out', async () => {
    await limit({ scope: 'KEY', pattern: 'ann', runningMax: 1 });
    await submit('fry of ann');
    const leased = await kitchen.claimOne();
    await submit('boil of ann');
    expect(await kitchen.claim()).toEqual([]);
    await kitchen.succeed(leased);
    expect(await claimKinds()).toEqual(['boil']);
  });
});

describe('what is full', () => {
  test('keeps nobody else waiting, however much of it stands in front', async () => {
    await limit({ scope: 'KEY', pattern: '*', runningMax: 1 });
    await submit(...Array.from({ length: 300 }, () => 'fry of ann'));
    await submit('fry of bob', 'boil');
    expect((await kitchen.claim({ max: 5 })).map(({ unit }) => unit.key)).toEqual([
      'u0',
      'u0',
      'u1',
    ]);
  });

  test('of one kind keeps Units of the same key and another kind going', async () => {
    await limit({ scope: 'KIND', pattern: 'fry', runningMax: 1 });
    await limit({ scope: 'KEY', pattern: 'ann', runningMax: 2 });
    await submit('fry of ann', 'fry of ann', 'fry of ann', 'boil of ann');
    expect(await claimKinds(1, ['fry'])).toEqual(['fry']);
    expect(await claimKinds(9)).toEqual(['boil']);
  });

  test('of a kind that nobody works on takes no slot of its key', async () => {
    await limit({ scope: 'KEY', pattern: 'ann', runningMax: 1 });
    await submit('nobody of ann', 'nobody of ann', 'fry of ann', 'fry of ann');
    const [leased] = await kitchen.claim({ kinds: ['fry'] });
    expect(leased?.unit.key).toBe('u2');
    if (leased !== undefined) await kitchen.succeed(leased);
    expect(await claimKinds(9, ['fry'])).toEqual(['fry']);
  });
});

describe('Units that start', () => {
  test('are as many in an interval as their Limit allows, whoever has ended', async () => {
    await limit({ scope: 'KIND', pattern: 'fry', startMax: 3, intervalMs: 1_600 });
    await submit(...Array.from({ length: 9 }, () => 'fry'), 'boil');
    const leases = await kitchen.claim();
    expect(leases.map(({ unit }) => unit.kind)).toEqual(['fry', 'fry', 'fry', 'boil']);
    for (const leased of leases) await kitchen.succeed(leased);
    await kitchen.pass(1_599);
    expect(await kitchen.claim()).toEqual([]);
    await kitchen.pass(1);
    expect(await claimKinds()).toEqual(['fry', 'fry', 'fry']);
  });

  test('of a key start again when the clock says so, in the order in which they came', async () => {
    await limit({ scope: 'KEY', pattern: '*', startMax: 1, intervalMs: 1_000 });
    await submit('fry of ann', 'fry of ann', 'fry of bob', 'fry of bob');
    expect(await kitchen.claim()).toHaveLength(2);
    await kitchen.pass(500);
    expect(await kitchen.claim()).toEqual([]);
    await kitchen.pass(500);
    expect((await kitchen.claim()).map(({ unit }) => unit.key)).toEqual(['u1', 'u3']);
  });

  test('were too many before their Limit was lowered count under the new one', async () => {
    const fries = { scope: 'KIND', pattern: 'fry', intervalMs: 1_000 } as const;
    await limit({ ...fries, startMax: 9 });
    await submit(...Array.from({ length: 9 }, () => 'fry'));
    for (const leased of await kitchen.claim({ max: 5 })) await kitchen.succeed(leased);
    await limit({ ...fries, startMax: 3 });
    expect(await kitchen.claim()).toEqual([]);
    await kitchen.pass(1_000);
    expect(await kitchen.claim()).toHaveLength(3);
  });
});

describe('an adaptive rate', () => {
  test('is halved by a report, holds work back, and grows again while it does', async () => {
    const limitId = await limit({
      scope: 'KEY',
      pattern: 'api',
      startMax: 40,
      intervalMs: 1_000,
      isAdaptive: 1,
    });
    await submit(...Array.from({ length: 200 }, () => 'call of api'));
    const [first] = await kitchen.claim({ max: 1 });
    const tooMany = {
      code: 'HTTP_429',
      message: 'Slow down.',
      isRateLimited: true,
      retryAfterMs: 0,
    };
    if (first !== undefined) await kitchen.fail(first, tooMany);
    const startedCounts: number[] = [];
    for (let second = 0; second < 4; second += 1) {
      const leases = await kitchen.claim();
      for (const leased of leases) await kitchen.succeed(leased);
      startedCounts.push(leases.length);
      await kitchen.pass(1_000);
    }
    expect(startedCounts).toEqual([19, 22, 24, 26]);
    const changes = await kitchen.store.query<{ data: string }>(
      `SELECT "data" FROM "Event" WHERE "kind" = 'limit.rateChanged' ORDER BY "seq"`,
    );
    expect(changes.map(({ data }) => JSON.parse(data))).toEqual([
      { limitId, subject: 'api', rate: 20, before: 40, cause: 'RATE_LIMITED' },
      { limitId, subject: 'api', rate: 22, before: 20, cause: 'HELD_BACK' },
      { limitId, subject: 'api', rate: 24, before: 22, cause: 'HELD_BACK' },
      { limitId, subject: 'api', rate: 26, before: 24, cause: 'HELD_BACK' },
      { limitId, subject: 'api', rate: 28, before: 26, cause: 'HELD_BACK' },
    ]);
  });

  test('lets nothing start of its kind before the time that a worker was told', async () => {
    await limit({
      scope: 'KIND',
      pattern: 'call',
      startMax: 40,
      intervalMs: 1_000,
      isAdaptive: 1,
    });
    await submit('call', 'call', 'fry');
    const tooMany = { code: 'HTTP_429', message: 'Slow down.', isRateLimited: true };
    await kitchen.fail(await kitchen.claimOne(), { ...tooMany, retryAfterMs: 3_000 });
    expect(await claimKinds()).toEqual(['fry']);
    await kitchen.pass(2_999);
    expect(await claimKinds()).toEqual([]);
    await kitchen.pass(1);
    expect(await claimKinds()).toEqual(['call', 'call']);
  });

  test('does not grow while there is nothing that it could hold back', async () => {
    await limit({ scope: 'KEY', pattern: 'api', startMax: 8, intervalMs: 1_000, isAdaptive: 1 });
    await submit('call of api');
    const tooMany = { code: 'HTTP_429', message: 'Slow down.', isRateLimited: true };
    await kitchen.fail(await kitchen.claimOne(), { ...tooMany, retryAfterMs: 500 });
    for (let second = 0; second < 5; second += 1) await kitchen.pass(1_000);
    expect(await kitchen.store.query('SELECT "rate" FROM "LimitUse"')).toEqual([{ rate: 4 }]);
  });
});

describe('where shares are fair', () => {
  const share = async () => {
    const outcome = await kitchen.engine.execute<'updateTopic'>({
      name: 'updateTopic',
      topicId: kitchen.topicId,
      description: undefined,
      defaults: undefined,
      isFair: true,
    });
    expect(outcome.isAccepted).toBe(true);
  };
  /** Whose Units the next claims are, one after the other. */
  const served = async (count: number) => {
    const names: string[] = [];
    for (let each = 0; each < count; each += 1) {
      const leased = await kitchen.claimOne();
      names.push(leased.unit.kind);
      await kitchen.succeed(leased);
    }
    return names.join(' ');
  };

  test('keys are served by the weights that their Limits give', async () => {
    await share();
    await limit({ scope: 'KEY', pattern: 'ann', weight: 2 });
    await submit(...Array.from({ length: 20 }, () => 'a of ann'));
    await submit(...Array.from({ length: 20 }, () => 'b of bob'));
    const names = (await served(18)).split(' ');
    expect(names.filter((name) => name === 'a').length).toBeGreaterThanOrEqual(11);
    expect(names.filter((name) => name === 'b').length).toBeGreaterThanOrEqual(5);
  });

  test('a key that was full has saved up no turns for when it is not', async () => {
    await share();
    const limitId = await limit({ scope: 'KEY', pattern: 'ann', runningMax: 1 });
    await submit(...Array.from({ length: 20 }, () => 'a of ann'));
    await kitchen.claimOne();
    await submit(...Array.from({ length: 20 }, () => 'b of bob'));
    expect(await served(10)).toBe(Array.from({ length: 10 }, () => 'b').join(' '));
    await kitchen.engine.execute({ name: 'removeLimit', limitId, reason: null });
    const names = (await served(8)).split(' ');
    expect(names.filter((name) => name === 'b').length).toBeGreaterThanOrEqual(3);
  });
});
