/**
 * Whatever becomes of the Units of a subscription, by whomever: the worker knows at the end of
 * everything just what it holds, and that is all that it may and can have.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Command } from '../../src/domain/command.ts';
import type { LeasedUnit } from '../../src/domain/command-results.ts';
import type { WorkOffer } from '../../src/engine/work-request.ts';
import { until } from '../server/open-api.ts';
import { isOnPostgresql } from '../test-database.ts';
import { type Kitchen, leaseOf, openKitchen } from './kitchen.ts';
import { beginWork, type Subscription } from './open-work.ts';

const actions = fc.oneof(
  fc.record({ do: fc.constant('submit' as const), count: fc.integer({ min: 1, max: 4 }) }),
  fc.record({
    do: fc.constantFrom(
      ...(['succeed', 'fail', 'giveUp', 'release', 'snooze', 'pauseOwn'] as const),
      ...(['cancel', 'revoke', 'pause', 'force', 'reportLate'] as const),
    ),
    which: fc.nat(20),
  }),
  fc.record({ do: fc.constantFrom('lose', 'reconnect', 'leaveUnread', 'claimElsewhere') }),
);

type Action = typeof actions extends fc.Arbitrary<infer Each> ? Each : never;

class Cook {
  readonly known = new Map<string, LeasedUnit>();
  readonly left: LeasedUnit[] = [];
  mostKnown = 0;
  #subscription: Subscription | undefined;
  #reading: Promise<void> = Promise.resolve();
  readonly #kitchen: Kitchen;
  readonly #credits: number;

  constructor(kitchen: Kitchen, credits: number) {
    this.#kitchen = kitchen;
    this.#credits = credits;
  }

  async connect(): Promise<void> {
    const holding = [...this.known.values()].map(leaseOf);
    this.#subscription = await beginWork(this.#kitchen.engine, { credits: this.#credits, holding });
    this.#reading = this.#read(this.#subscription);
  }

  async disconnect(): Promise<void> {
    await this.#subscription?.stream.return();
    await this.#reading;
  }

  /** One of those held; what is done with it is the end of it for the worker. */
  take(which: number): LeasedUnit | undefined {
    const leased = [...this.known.values()][which % Math.max(1, this.known.size)];
    if (leased === undefined) return undefined;
    this.known.delete(leased.leaseId);
    this.left.push(leased);
    return leased;
  }

  async #read({ stream }: Subscription): Promise<void> {
    for await (const offer of stream) this.#takeIn(offer);
  }

  #takeIn({ leases, leaseDirectives }: WorkOffer): void {
    for (const { lease } of leaseDirectives) this.known.delete(lease.leaseId);
    for (const leased of leases) this.known.set(leased.leaseId, leased);
    this.mostKnown = Math.max(this.mostKnown, this.known.size);
  }
}

async function act(kitchen: Kitchen, cook: Cook, action: Action): Promise<void> {
  const execute = (command: Command) => kitchen.engine.execute(command);
  if ('count' in action) {
    const keys = Array.from({ length: action.count }, (_, at) => [`u${at}`, []]);
    await kitchen.submit({ meal: { units: Object.fromEntries(keys) } });
  } else if (!('which' in action)) await actOnAll(kitchen, cook, action.do);
  else if (action.do === 'reportLate') {
    const late = cook.left[action.which % Math.max(1, cook.left.length)];
    if (late !== undefined) await kitchen.succeed(late);
  } else if (['cancel', 'revoke', 'pause', 'force'].includes(action.do)) {
    const asked = { reason: 'so', by: 'ann' };
    const unitId = [...cook.known.values()][action.which % Math.max(1, cook.known.size)]?.unit.id;
    if (unitId === undefined) return;
    if (action.do === 'cancel') await execute({ name: 'cancelUnit', unitId, ...asked });
    if (action.do === 'revoke') await execute({ name: 'revokeUnit', unitId, ...asked });
    if (action.do === 'pause')
      await execute({ name: 'pauseUnit', unitId, resumeAt: null, ...asked });
    if (action.do === 'force') {
      await execute({ name: 'forceSucceedUnit', unitId, output: '1', ...asked });
    }
  } else {
    const leased = cook.take(action.which);
    if (leased === undefined) return;
    const lease = leaseOf(leased);
    if (action.do === 'succeed') await kitchen.succeed(leased);
    if (action.do === 'fail') await kitchen.fail(leased, { retryAfterMs: 0 });
    if (action.do === 'giveUp') await kitchen.fail(leased, { isRetryable: false });
    if (action.do === 'release') await execute({ name: 'releaseUnit', lease });
    if (action.do === 'snooze') await execute({ name: 'snoozeUnit', lease, delayMs: 40_000 });
    if (action.do === 'pauseOwn') {
      await execute({ name: 'pauseHeldUnit', lease, reason: null, resumeAt: null });
    }
  }
}

async function actOnAll(kitchen: Kitchen, cook: Cook, what: string): Promise<void> {
  if (what === 'lose') await kitchen.pass(30_000);
  if (what === 'claimElsewhere') await kitchen.claim({ worker: 'maid', max: 2 });
  if (what === 'reconnect') {
    await cook.disconnect();
    await cook.connect();
  }
  if (what === 'leaveUnread') {
    const { next, stream } = await beginWork(kitchen.engine, { credits: 2 });
    await next();
    await stream.return();
  }
}

/** Whether the worker knows of just what it holds, and holds all that it may and can have. */
async function isAtRest({ store }: Kitchen, cook: Cook, credits: number): Promise<boolean> {
  const units = await store.query<{ leaseId: string | null; worker: string | null }>(
    `SELECT "leaseId", "worker" FROM "Unit" WHERE "worker" = 'cook' OR "rank" IS NOT NULL`,
  );
  const held = units.filter(({ worker }) => worker === 'cook');
  return (
    held.length === Math.min(credits, units.length) &&
    held.length === cook.known.size &&
    held.every(({ leaseId }) => leaseId !== null && cook.known.has(leaseId))
  );
}

test('no credit is lost and none is spent twice, whatever becomes of Units', async () => {
  const property = fc.asyncProperty(
    fc.integer({ min: 1, max: 3 }),
    fc.array(actions, { minLength: 1, maxLength: 25 }),
    async (credits, taken) => {
      const kitchen = await openKitchen();
      const cook = new Cook(kitchen, credits);
      await cook.connect();
      for (const action of taken) {
        await act(kitchen, cook, action);
        await until(() => isAtRest(kitchen, cook, credits));
      }
      await cook.disconnect();
      expect(cook.mostKnown).toBeLessThanOrEqual(credits);
      await kitchen.closeAudited();
    },
  );
  await fc.assert(property, { numRuns: isOnPostgresql ? 6 : 40 });
}, 60_000);
