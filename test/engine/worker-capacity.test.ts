/** That no worker holds more than it has room for, and that no slot is lost. */
import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { codesOf, type Kitchen, openKitchen } from './kitchen.ts';

let kitchen: Kitchen;

beforeEach(async () => {
  kitchen = await openKitchen();
  return kitchen.closeAudited;
});

function units(count: number) {
  const keys = Array.from({ length: count }, (_, index) => [`u${index}`, []] as const);
  return { meal: { units: Object.fromEntries(keys) } };
}

async function heldCount(worker: string): Promise<number> {
  const sql = 'SELECT count(*) AS "count" FROM "Unit" WHERE "worker" = ?1';
  const [row] = await kitchen.store.query<{ count: number }>(sql, [worker]);
  return row?.count ?? 0;
}

describe('capacity', () => {
  test('bounds what a worker holds, however many of its claims come at once', async () => {
    await kitchen.submit(units(40));
    const claims = Array.from({ length: 12 }, (_, index) =>
      kitchen.claim({ max: 1 + (index % 4), capacity: 7 }),
    );
    expect((await Promise.all(claims)).flat()).toHaveLength(7);
    expect(await kitchen.claim({ worker: 'maid', capacity: 5 })).toHaveLength(5);
  });

  test('comes back with reports, with leases that run out, and with what is taken away', async () => {
    await kitchen.submit(units(9));
    const capacity = 3;
    const [first, second] = await kitchen.claim({ capacity });
    if (first === undefined || second === undefined) throw new Error('There is nothing to do.');
    await kitchen.succeed(first);
    expect(await kitchen.claim({ capacity })).toHaveLength(1);
    await kitchen.engine.execute({ name: 'cancelUnit', unitId: second.unit.id, reason: null });
    expect(await kitchen.claim({ capacity })).toHaveLength(1);
    // Whoever held them has died.
    await kitchen.pass(60_000);
    expect(await kitchen.claim({ capacity })).toHaveLength(3);
  });

  test('has a full worker wait until one of its leases ends', async () => {
    await kitchen.submit(units(2));
    const held = await kitchen.claimOne({ capacity: 1 });
    const waiting = kitchen.claim({ capacity: 1, waitMs: 60_000 });
    await kitchen.succeed(held);
    expect(await waiting).toHaveLength(1);
  });

  test('is what the claim says, not what an earlier one has said', async () => {
    await kitchen.submit(units(9));
    expect(await kitchen.claim({ capacity: 2 })).toHaveLength(2);
    expect(await kitchen.claim({ capacity: 4 })).toHaveLength(2);
    expect(await kitchen.claim({ capacity: 1 })).toHaveLength(0);
    expect(await kitchen.claim()).toHaveLength(5);
  });

  test.each([0, -1, 100_001])('is refused as %d', async (capacity) => {
    const claim = { name: 'claimUnits', topicId: kitchen.topicId, worker: 'cook' } as const;
    const rest = { kinds: null, max: 1, leaseMs: 30_000, requestId: null };
    expect(codesOf(await kitchen.engine.execute({ ...claim, ...rest, capacity }))).toEqual([
      'INVALID_VALUE',
    ]);
  });

  test('is never exceeded, whatever claims, reports and losses come at once', async () => {
    await kitchen.submit(units(400));
    const moment = fc.record({
      claims: fc.array(fc.integer({ min: 1, max: 6 }), { maxLength: 5 }),
      doneCount: fc.nat(4),
      isTakenBack: fc.boolean(),
    });
    const moments = fc.asyncProperty(
      fc.integer({ min: 1, max: 6 }),
      fc.array(moment, { maxLength: 8 }),
      async (capacity, steps) => {
        const worker = `cook-${capacity}`;
        for (const { claims, doneCount, isTakenBack } of steps) {
          const before = await heldCount(worker);
          const held = await kitchen.store.query<{ id: string }>(
            'SELECT "id" FROM "Unit" WHERE "worker" = ?1 ORDER BY "id"',
            [worker],
          );
          const done = held.slice(0, doneCount).map(({ id: unitId }) =>
            kitchen.engine.execute({
              name: isTakenBack ? 'revokeUnit' : 'forceSucceedUnit',
              ...{ unitId, reason: 'done', output: 'null' },
            }),
          );
          const claimed = claims.map((max) => kitchen.claim({ worker, max, capacity }));
          await Promise.all([...done, ...claimed]);
          const after = await heldCount(worker);
          expect(after).toBeLessThanOrEqual(capacity);
          // Nothing leaks: whoever asks for all that it has room for has it full.
          if (claims.length > 0 && Math.max(...claims) >= capacity && doneCount === 0) {
            expect(after).toBe(capacity);
          } else if (doneCount === 0) expect(after).toBeGreaterThanOrEqual(before);
        }
      },
    );
    await fc.assert(moments, { numRuns: 8 });
  });
});
