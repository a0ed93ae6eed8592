/** Whoever follows a worker by the journal, or looks at an attempt, learns how its leases end. */
import { beforeEach, describe, expect, test } from 'vitest';
import type { Command } from '../../src/domain/command.ts';
import type { LeasedUnit } from '../../src/domain/command-results.ts';
import { accepted, type Kitchen, leaseOf, openKitchen } from './kitchen.ts';

let kitchen: Kitchen;

beforeEach(async () => {
  kitchen = await openKitchen();
  return kitchen.closeAudited;
});

const asked = { reason: 'no fish', by: 'ann' };

/** A Unit in the hands of the cook, with one before it that is done. */
async function openRunning(): Promise<{ readonly jobId: string; readonly leased: LeasedUnit }> {
  const jobId = await kitchen.submit({ meal: { units: { first: [], fish: ['first'] } } });
  await kitchen.succeed(await kitchen.claimOne());
  return { jobId, leased: await kitchen.claimOne() };
}

type Ending = readonly [kind: string, end: (jobId: string, leased: LeasedUnit) => Promise<unknown>];

const execute = (command: Command) => kitchen.engine.execute(command).then(accepted);
const hold = { ...asked, resumeAt: null, interrupt: true };

const ownEndings: readonly Ending[] = [
  ['unit.succeeded', (_, leased) => kitchen.succeed(leased)],
  ['unit.retried', (_, leased) => kitchen.fail(leased)],
  ['unit.retried', (_, leased) => kitchen.fail(leased, { isRateLimited: true })],
  ['unit.failed', (_, leased) => kitchen.fail(leased, { isRetryable: false })],
  ['unit.released', (_, leased) => execute({ name: 'releaseUnit', lease: leaseOf(leased) })],
  [
    'unit.snoozed',
    (_, leased) => execute({ name: 'snoozeUnit', lease: leaseOf(leased), delayMs: 9 }),
  ],
  [
    'unit.paused',
    (_, leased) =>
      execute({ name: 'pauseHeldUnit', lease: leaseOf(leased), reason: 'so', resumeAt: null }),
  ],
  ['unit.expired', () => kitchen.pass(30_000)],
];

const endingsByOthers: readonly Ending[] = [
  ['unit.cancelled', (_, { unit }) => execute({ name: 'cancelUnit', unitId: unit.id, ...asked })],
  ['unit.cancelled', (jobId) => execute({ name: 'cancelJob', jobId, ...asked })],
  [
    'unit.paused',
    (_, { unit }) => execute({ name: 'pauseUnit', unitId: unit.id, resumeAt: null, ...asked }),
  ],
  ['unit.interrupted', (jobId) => execute({ name: 'pauseJob', jobId, ...hold })],
  ['unit.interrupted', () => execute({ name: 'pauseTopic', topicId: kitchen.topicId, ...hold })],
  ['unit.revoked', (_, { unit }) => execute({ name: 'revokeUnit', unitId: unit.id, ...asked })],
  [
    'unit.revoked',
    async () => {
      const [worker] = await kitchen.store.query<{ id: string }>('SELECT "id" FROM "Worker"');
      const workerId = worker?.id ?? '';
      return await execute({ name: 'revokeWorker', workerId, isQuieting: false, ...asked });
    },
  ],
  [
    'unit.succeeded',
    (_, { unit }) => execute({ name: 'forceSucceedUnit', unitId: unit.id, output: '1', ...asked }),
  ],
];

/** Something before the Unit is done again, and nobody has asked for the Unit itself. */
const rerun: Ending = [
  'unit.reopened',
  async () => {
    const unitId = await kitchen.unitId('first');
    return await execute({ name: 'rerunUnit', unitId, ...asked });
  },
];

async function endingOf({ unit, attempt }: LeasedUnit) {
  return await kitchen.store.query<object>(
    `SELECT "kind", "attempt", "worker" FROM "Event"
     WHERE "unitId" = ?1 AND "attempt" = ?2 AND "from" = 'RUNNING' AND "to" <> 'RUNNING'`,
    [unit.id, attempt],
  );
}

async function renew(leased: LeasedUnit): Promise<string> {
  const lease = leaseOf(leased);
  const outcome = await kitchen.engine.execute({ name: 'renewLease', lease, leaseMs: null });
  return outcome.isAccepted ? 'accepted' : outcome.rejections[0].message;
}

describe('the Event with which a lease ends', () => {
  test.each([...ownEndings, ...endingsByOthers, rerun])(
    'names its holder: %s',
    async (kind, end) => {
      const { jobId, leased } = await openRunning();
      await end(jobId, leased);
      expect(await endingOf(leased)).toEqual([{ kind, attempt: 1, worker: 'cook' }]);
    },
  );
});

describe('a holder that is told that its lease is over', () => {
  test.each(endingsByOthers)('hears by whom and why: %s', async (_, end) => {
    const { jobId, leased } = await openRunning();
    await end(jobId, leased);
    expect(await renew(leased)).toContain(' "ann" asked for that: no fish. Stop working on it;');
  });

  test('hears as much as was said', async () => {
    const { leased } = await openRunning();
    const { id: unitId } = leased.unit;
    await execute({ name: 'cancelUnit', unitId, reason: 'There is no fish!' });
    expect(await renew(leased)).toContain(
      'was cancelled. The reason: There is no fish! Stop working on it;',
    );
  });

  test('hears of nobody where nobody has asked for it', async () => {
    const { leased } = await openRunning();
    await rerun[1]('', leased);
    expect(await renew(leased)).toContain('and the Unit after it. Stop working on it;');
  });
});
