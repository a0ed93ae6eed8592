import { beforeEach, describe, expect, test } from 'vitest';
import type { Command } from '../../src/domain/command.ts';
import type { LeasedUnit } from '../../src/domain/command-results.ts';
import type { LeaseRef } from '../../src/domain/lease.ts';
import { accepted, codesOf, type Kitchen, leaseOf, openKitchen } from './kitchen.ts';

let kitchen: Kitchen;

beforeEach(async () => {
  kitchen = await openKitchen();
  await kitchen.submit({ meal: { units: { roast: [], plate: ['roast'] } } });
  return kitchen.closeAudited;
});

async function claimRoast(): Promise<LeasedUnit> {
  const [leased] = await kitchen.claim();
  if (leased === undefined) throw new Error('The roast is not handed out.');
  return leased;
}

/** Everything that a holder can say. */
function everyReport(lease: LeaseRef): readonly Command[] {
  const failure = { code: 'BURNT', message: 'It is black.', details: null, retryAfterMs: null };
  return [
    { name: 'renewLease', lease, leaseMs: null },
    { name: 'reportProgress', lease, progress: 0.5, message: null },
    {
      name: 'appendLog',
      lease,
      lines: [{ level: 'INFO', message: 'hot', fields: null }],
      offset: null,
    },
    { name: 'succeedUnit', lease, output: '1' },
    { name: 'failUnit', lease, ...failure, isRetryable: true },
    { name: 'releaseUnit', lease },
    { name: 'snoozeUnit', lease, delayMs: 1 },
    { name: 'saveCheckpoint', lease, checkpoint: '1' },
    { name: 'pauseHeldUnit', lease, reason: null, resumeAt: null },
  ];
}

describe('a superseded holder', () => {
  test.each([
    ['EXPIRED', async () => kitchen.pass(30_000)],
    [
      'RECLAIMED',
      async () => {
        await kitchen.pass(30_000);
        await claimRoast();
      },
    ],
    [
      'CANCELLED',
      async (leased: LeasedUnit) => {
        const unitId = leased.unit.id;
        await kitchen.engine.execute({ name: 'cancelUnit', unitId, reason: null });
      },
    ],
    [
      'PAUSED',
      async (leased: LeasedUnit) => {
        const pause = { name: 'pauseUnit', reason: null, resumeAt: null } as const;
        accepted(await kitchen.engine.execute({ ...pause, unitId: leased.unit.id }));
      },
    ],
  ])('is refused in everything it says: %s', async (reason, supersede) => {
    const leased = await claimRoast();
    await supersede(leased);
    const before = await kitchen.eventKinds();
    for (const report of everyReport(leaseOf(leased))) {
      expect(await kitchen.engine.execute(report)).toMatchObject({
        isAccepted: false,
        rejections: [{ code: 'LEASE_LOST', details: { reason } }],
      });
    }
    expect(await kitchen.eventKinds()).toEqual(before);
  });

  test('that has finished is refused in all but the same ending', async () => {
    const leased = await claimRoast();
    await kitchen.succeed(leased, '"medium"');
    const answers = await Promise.all(
      everyReport(leaseOf(leased)).map((report) => kitchen.engine.execute(report)),
    );
    expect(answers.map((answer) => codesOf(answer).join() || 'repeated')).toEqual([
      'LEASE_LOST',
      'LEASE_LOST',
      'LEASE_LOST',
      'repeated',
      'LEASE_LOST',
      'LEASE_LOST',
      'LEASE_LOST',
      'LEASE_LOST',
      'LEASE_LOST',
    ]);
  });
});

describe('a lease', () => {
  test('that ran out but was not taken away still counts', async () => {
    const leased = await claimRoast();
    await kitchen.pass(29_999);
    expect(accepted(await kitchen.succeed(leased)).result.state).toBe('SUCCEEDED');
  });

  test('lives as long as it is renewed', async () => {
    const leased = await claimRoast();
    for (let beat = 0; beat < 5; beat += 1) {
      await kitchen.pass(29_000);
      const lease = leaseOf(leased);
      const answer = await kitchen.engine.execute({ name: 'renewLease', lease, leaseMs: null });
      expect(accepted(answer).result).toMatchObject({ state: 'RUNNING', leaseMs: 30_000 });
    }
    expect(accepted(await kitchen.succeed(leased)).isReplayed).toBe(false);
  });

  test('that nobody was given is unknown, whatever it claims to be', async () => {
    const leased = await claimRoast();
    const forged = [
      { ...leaseOf(leased), leaseId: 'lease_00000000000000000000000000' },
      { ...leaseOf(leased), attempt: 2 },
      { ...leaseOf(leased), attempt: 0 },
    ];
    for (const lease of forged) {
      const answer = await kitchen.engine.execute({ name: 'succeedUnit', lease, output: '1' });
      expect(codesOf(answer)).toEqual(['LEASE_UNKNOWN']);
    }
    const lease = { ...leaseOf(leased), unitId: 'unit_00000000000000000000000000' };
    const answer = await kitchen.engine.execute({ name: 'succeedUnit', lease, output: '1' });
    expect(codesOf(answer)).toEqual(['UNIT_NOT_FOUND']);
  });

  test('lost costs an attempt, and the last one fails the Unit', async () => {
    for (let attempt = 1; attempt <= 3; attempt += 1) {
      expect((await claimRoast()).attempt).toBe(attempt);
      await kitchen.pass(30_000);
    }
    expect(await kitchen.unitStates()).toEqual({ roast: 'FAILED', plate: 'PENDING' });
  });

  test('given back costs no attempt', async () => {
    for (let round = 1; round <= 10; round += 1) {
      const leased = await claimRoast();
      expect(leased.attempt).toBe(round);
      const released = { name: 'releaseUnit', lease: leaseOf(leased) } as const;
      expect(accepted(await kitchen.engine.execute(released)).result.state).toBe('READY');
    }
  });
});

describe('a repeated report', () => {
  test('is answered as the first time and changes nothing', async () => {
    const leased = await claimRoast();
    expect(accepted(await kitchen.succeed(leased, '1')).isReplayed).toBe(false);
    const before = await kitchen.eventKinds();
    const again = accepted(await kitchen.succeed(leased, '1'));
    expect(again).toMatchObject({ isReplayed: true, result: { state: 'SUCCEEDED' } });
    expect(await kitchen.eventKinds()).toEqual(before);
  });

  test('in the same batch takes effect once', async () => {
    const leased = await claimRoast();
    const answers = await Promise.all([kitchen.succeed(leased), kitchen.succeed(leased)]);
    expect(answers.map((answer) => accepted(answer).isReplayed)).toEqual([false, true]);
  });

  test('of log lines adds only those that are new', async () => {
    const lease = leaseOf(await claimRoast());
    const line = (message: string) => ({ level: 'INFO' as const, message, fields: null });
    const append = (offset: number, ...messages: string[]) =>
      kitchen.engine.execute({ name: 'appendLog', lease, offset, lines: messages.map(line) });
    await append(0, 'one', 'two');
    expect(accepted(await append(0, 'one', 'two')).isReplayed).toBe(true);
    await append(1, 'two', 'three');
    expect(codesOf(await append(7, 'eight'))).toEqual(['INVALID_VALUE']);
    const stored = await kitchen.store.query<{ message: string }>(
      'SELECT "message" FROM "LogLine" ORDER BY "line"',
    );
    expect(stored.map(({ message }) => message)).toEqual(['one', 'two', 'three']);
  });
});

describe('when a holder was told that its lease is over', () => {
  async function toldAt(): Promise<number | null | undefined> {
    const sql = 'SELECT "toldAt" FROM "Attempt" ORDER BY "number" DESC';
    return (await kitchen.store.query<{ toldAt: number | null }>(sql))[0]?.toldAt;
  }

  test('is kept, once it was, and stays as it was', async () => {
    const leased = await claimRoast();
    const unitId = leased.unit.id;
    await kitchen.engine.execute({ name: 'cancelUnit', unitId, reason: null });
    expect(await toldAt()).toBe(null);
    await kitchen.pass(2_000);
    const now = kitchen.store.now();
    await Promise.all([kitchen.succeed(leased), kitchen.fail(leased)]);
    expect(await toldAt()).toBe(now);
    await kitchen.pass(2_000);
    expect(codesOf(await kitchen.succeed(leased))).toEqual(['LEASE_LOST']);
    expect(await toldAt()).toBe(now);
  });

  test('is kept also when that happens in the moment in which the lease ends', async () => {
    const leased = await claimRoast();
    const unitId = leased.unit.id;
    await Promise.all([
      kitchen.engine.execute({ name: 'cancelUnit', unitId, reason: null }),
      kitchen.succeed(leased),
    ]);
    expect(await toldAt()).toBe(kitchen.store.now());
  });

  test('is nothing for a holder that has ended it itself', async () => {
    const leased = await claimRoast();
    await kitchen.succeed(leased);
    expect(codesOf(await kitchen.fail(leased))).toEqual(['LEASE_LOST']);
    expect(await toldAt()).toBe(null);
  });
});
