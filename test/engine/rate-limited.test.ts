/** What a report does that a worker was refused for being one too many: to its Unit, and to the rate. */
import { beforeEach, describe, expect, test } from 'vitest';
import type { LimitScope } from '../../src/domain/limit.ts';
import { type Kitchen, openKitchen } from './kitchen.ts';
import { setLimit } from './limited-kitchen.ts';

let kitchen: Kitchen;

beforeEach(async () => {
  kitchen = await openKitchen();
  return kitchen.closeAudited;
});

const meal = { meal: { units: { a: [] } } };
const limited = { code: 'HTTP_429', message: 'Too many requests.', isRateLimited: true } as const;

async function unitColumns(columns: string): Promise<unknown> {
  const [unit] = await kitchen.store.query(`SELECT ${columns} FROM "Unit"`);
  return unit;
}

const adapt = (scope: LimitScope, pattern: string, startMax: number) =>
  setLimit(kitchen, { scope, pattern, startMax, intervalMs: 1_000, isAdaptive: 1 });

async function rates(): Promise<readonly unknown[]> {
  return await kitchen.store.query(
    'SELECT "scope", "rate", "isClosed", "opensAt" - "loweredAt" AS "opensInMs" FROM "LimitUse" ORDER BY "id"',
  );
}

describe('a Unit that was refused for being one too many', () => {
  test('is tried again after the delay, as if it had not been tried', async () => {
    await kitchen.submit(meal, { retry: { maxAttempts: 1 } });
    await kitchen.fail(await kitchen.claimOne(), { ...limited, retryAfterMs: 700 });
    expect(await unitColumns('"state", "failureCount", "failureCode", "attempt"')).toEqual({
      state: 'READY',
      failureCount: 0,
      failureCode: 'HTTP_429',
      attempt: 1,
    });
    expect(await kitchen.claim()).toEqual([]);
    await kitchen.pass(700);
    await kitchen.succeed(await kitchen.claimOne());
    expect(await kitchen.store.query('SELECT "outcome" FROM "Attempt" ORDER BY 1')).toEqual([
      { outcome: 'RATE_LIMITED' },
      { outcome: 'SUCCEEDED' },
    ]);
  });

  test('waits as its policy says when nobody says how long', async () => {
    await kitchen.submit(meal, { retry: { delayMs: 400, backoff: 'FIXED', jitter: 'NONE' } });
    await kitchen.fail(await kitchen.claimOne(), limited);
    await kitchen.pass(399);
    expect(await kitchen.claim()).toEqual([]);
    await kitchen.pass(1);
    expect(await kitchen.claim()).toHaveLength(1);
  });

  test('is reported once, however often the report comes', async () => {
    await kitchen.submit(meal);
    const leased = await kitchen.claimOne();
    await kitchen.fail(leased, { ...limited, retryAfterMs: 0 });
    const again = await kitchen.fail(leased, { ...limited, retryAfterMs: 0 });
    expect(again).toMatchObject({ isAccepted: true, isReplayed: true });
  });
});

describe('the rate', () => {
  test('that is halved is that of the most specific Limit that adapts', async () => {
    await adapt('TOPIC', '', 10);
    const limitId = await adapt('KIND', 'c*', 9);
    await kitchen.submit(meal);
    await kitchen.fail(await kitchen.claimOne(), { ...limited, retryAfterMs: 2_000 });
    expect(await rates()).toEqual([
      { scope: 'TOPIC', rate: null, isClosed: 0, opensInMs: null },
      { scope: 'KIND', rate: 4, isClosed: 1, opensInMs: 2_000 },
    ]);
    const [event] = await kitchen.store.query<{ data: string }>(
      `SELECT "data" FROM "Event" WHERE "kind" = 'limit.rateChanged'`,
    );
    expect(JSON.parse(event?.data ?? '')).toEqual({
      limitId,
      subject: 'cook',
      rate: 4,
      before: 9,
      cause: 'RATE_LIMITED',
    });
  });

  test('of a Limit that does not adapt stays as it is', async () => {
    await setLimit(kitchen, { scope: 'TOPIC', runningMax: 9, startMax: 9, intervalMs: 1_000 });
    await kitchen.submit(meal);
    await kitchen.fail(await kitchen.claimOne(), { ...limited, retryAfterMs: 0 });
    expect(await rates()).toEqual([{ scope: 'TOPIC', rate: null, isClosed: 0, opensInMs: null }]);
  });
});
