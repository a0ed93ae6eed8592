/**
 * Whatever is done in whatever order: nothing runs or starts beyond a Limit, and nothing waits that
 * may start. What may is reckoned from the rows and the journal alone.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { audit } from '../../src/audit/audit.ts';
import { governing } from '../../src/audit/limit-faults.ts';
import type { Command } from '../../src/domain/command.ts';
import type { LeasedUnit } from '../../src/domain/command-results.ts';
import type { LimitScope } from '../../src/domain/limit.ts';
import { type Kitchen, leaseOf, openKitchen, taskNamed, unitNamed } from './kitchen.ts';
import { setLimit } from './limited-kitchen.ts';
import { listStartable, type RateRow } from './startable.ts';

const kinds = ['fry', 'boil'] as const;
const keys = ['', 'ann', 'bob', 'team:a', 'team:b'] as const;
const patterns = {
  TOPIC: [''],
  KIND: ['fry', '*'],
  KEY: ['ann', '*', 'team:*'],
} as const satisfies Record<LimitScope, readonly string[]>;

const trait = fc.record({ kind: fc.constantFrom(...kinds), key: fc.constantFrom(...keys) });
const scopeAndPattern = fc
  .constantFrom('TOPIC' as const, 'KIND' as const, 'KEY' as const, 'KEY' as const)
  .chain((scope) =>
    fc.record({ scope: fc.constant(scope), pattern: fc.constantFrom(...patterns[scope]) }),
  );

const stepArbitrary = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('set' as const),
      limit: scopeAndPattern,
      runningMax: fc.option(fc.integer({ min: 1, max: 4 })),
      startMax: fc.option(fc.integer({ min: 1, max: 5 })),
      isAdaptive: fc.constantFrom(0 as const, 1 as const),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('remove' as const), at: fc.nat(9) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('submit' as const),
      units: fc.array(trait, { minLength: 1, maxLength: 8 }),
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant('claim' as const),
      kinds: fc.option(fc.constantFrom(...kinds)),
      max: fc.integer({ min: 1, max: 9 }),
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant('end' as const),
      at: fc.array(fc.nat(20), { minLength: 1, maxLength: 4 }),
      how: fc.constantFrom('succeed', 'fail', 'limited', 'release', 'pause', 'cancel'),
      claimsInstead: fc.boolean(),
    }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('pass' as const), ms: fc.nat(1_500) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('lose' as const) }) },
);
type Step = typeof stepArbitrary extends fc.Arbitrary<infer S> ? S : never;

const leaseMs = 5_000;
const runCount = Number(process.env['JUNJO_LIMIT_RUNS'] ?? 25);

test(
  'nothing starts beyond a Limit, and nothing waits that may start',
  async () => {
    const runs = fc.array(stepArbitrary, { minLength: 10, maxLength: 60, size: 'max' });
    await fc.assert(
      fc.asyncProperty(runs, async (steps) => {
        const restaurant = await Restaurant.open();
        try {
          for (const step of steps) await restaurant.take(step);
        } finally {
          await restaurant.close();
        }
      }),
      { numRuns: runCount },
    );
  },
  Math.max(60_000, runCount * 2_000),
);

class Restaurant {
  readonly #kitchen: Kitchen;
  readonly #limitIds: string[] = [];
  #held: LeasedUnit[] = [];
  #jobCount = 0;
  /** When Units have started under each Limit as it was set last, by Limit and subject. */
  readonly #starts: { readonly at: number; readonly kind: string; readonly key: string }[] = [];
  #now = 0;
  #setAt = 0;

  static async open(): Promise<Restaurant> {
    return new Restaurant(await openKitchen());
  }

  private constructor(kitchen: Kitchen) {
    this.#kitchen = kitchen;
  }

  async take(step: Step): Promise<void> {
    await this.#do(step);
    expect(await audit(this.#kitchen.store)).toEqual([]);
  }

  async close(): Promise<void> {
    const { faults } = this.#kitchen;
    await this.#kitchen.close();
    expect(faults).toEqual([]);
  }

  async #do(step: Step): Promise<void> {
    switch (step.do) {
      case 'set':
        return await this.#set(step);
      case 'remove':
        return await this.#remove(step.at);
      case 'submit':
        return await this.#submit(step.units);
      case 'claim':
        await this.#claim(step.kinds, step.max);
        return;
      case 'end':
        return await this.#end(step);
      case 'pass':
        return await this.#pass(step.ms);
      case 'lose':
        return await this.#pass(leaseMs);
    }
  }

  async #set({
    limit,
    runningMax,
    startMax,
    isAdaptive,
  }: Extract<Step, { do: 'set' }>): Promise<void> {
    if (runningMax === null && startMax === null) return;
    const starts = { startMax, intervalMs: startMax === null ? null : 1_000 };
    const adapts = startMax === null ? 0 : isAdaptive;
    const rules = { runningMax, ...starts, isAdaptive: adapts };
    this.#limitIds.push(await setLimit(this.#kitchen, { ...limit, ...rules }));
    this.#setAt = this.#starts.length;
  }

  async #remove(at: number): Promise<void> {
    const limitId = this.#limitIds[at % Math.max(1, this.#limitIds.length)];
    if (limitId === undefined) return;
    await this.#execute({ name: 'removeLimit', limitId, reason: null });
    this.#setAt = this.#starts.length;
  }

  async #submit(units: readonly { readonly kind: string; readonly key: string }[]): Promise<void> {
    const definitions = units.map(({ kind, key }, index) =>
      unitNamed(`u${index}`, { kind, ...(key === '' ? {} : { concurrencyKey: key }) }),
    );
    this.#jobCount += 1;
    const more = { key: `job-${this.#jobCount}`, retry: { backoff: 'FIXED', delayMs: 0 } } as const;
    const id = await this.#kitchen.submitTasks([taskNamed('t', definitions)], more);
    expect(id).toMatch(/^job_/);
  }

  /** A claim gets all that is free, as the rows and the journal say beforehand, and nothing else. */
  async #claim(kind: string | null, max: number): Promise<void> {
    const expected = await listStartable(this.#kitchen.store, { kind, max });
    const leases = await this.#kitchen.claim({
      kinds: kind === null ? null : [kind],
      max,
      leaseMs,
    });
    expect(leases.map(({ unit }) => unit.id)).toEqual(expected);
    this.#held.push(...leases);
    await this.#noteStarts(leases);
  }

  async #end({ at, how, claimsInstead }: Extract<Step, { do: 'end' }>): Promise<void> {
    const ending = [
      ...new Set(at.map((index) => this.#held[index % Math.max(1, this.#held.length)])),
    ].filter((leased) => leased !== undefined);
    if (ending.length === 0) return;
    this.#held = this.#held.filter((leased) => !ending.includes(leased));
    const ended = ending.map((leased) => this.#execute(endingOf(leased, how)));
    // Together with what ends there may be a claim in the same batch; the audit says what it may have.
    const claimed = claimsInstead ? this.#kitchen.claim({ max: 3, leaseMs }) : Promise.resolve([]);
    await Promise.all(ended);
    const leases = await claimed;
    this.#held.push(...leases);
    await this.#noteStarts(leases);
  }

  async #pass(ms: number): Promise<void> {
    this.#now += ms;
    await this.#kitchen.pass(ms);
  }

  async #noteStarts(leases: readonly LeasedUnit[]): Promise<void> {
    for (const { unit } of leases) {
      this.#starts.push({ at: this.#now, kind: unit.kind, key: await this.#keyOf(unit.laneId) });
    }
    await this.#checkBounds();
  }

  /** No more run than the Limits say, and no more have started within any interval of theirs. */
  async #checkBounds(): Promise<void> {
    const limits = await this.#limits();
    for (const kind of kinds) {
      for (const key of keys) {
        for (const [scope, subject] of Object.entries({ TOPIC: '', KIND: kind, KEY: key })) {
          const limit = governing(limits, { topicId: this.#kitchen.topicId, scope, subject });
          if (limit?.startMax == null || limit.intervalMs === null) continue;
          const own = this.#starts
            .slice(this.#setAt)
            .filter((start) => isOf(scope, subject, start));
          for (const { at } of own) {
            const within = own.filter(
              (start) => start.at >= at && start.at < at + (limit.intervalMs ?? 0),
            );
            expect(within.length, `${scope} ${subject}`).toBeLessThanOrEqual(limit.startMax);
          }
        }
      }
    }
  }

  async #keyOf(laneId: string): Promise<string> {
    const sql = 'SELECT "concurrencyKey" AS "key" FROM "Lane" WHERE "id" = ?1';
    return (await this.#kitchen.store.query<{ key: string }>(sql, [laneId]))[0]?.key ?? '';
  }

  #limits() {
    return this.#kitchen.store.query<RateRow>('SELECT * FROM "Limit"');
  }

  #execute: Kitchen['engine']['execute'] = (command) => this.#kitchen.engine.execute(command);
}

function endingOf(leased: LeasedUnit, how: string): Command {
  const lease = leaseOf(leased);
  const failure = { code: 'BURNT', message: 'It is black.', details: null, isRetryable: true };
  const asked = { unitId: leased.unit.id, reason: null };
  switch (how) {
    case 'fail':
      return { name: 'failUnit', lease, ...failure, retryAfterMs: 0 };
    case 'limited':
      return { name: 'failUnit', lease, ...failure, isRateLimited: true, retryAfterMs: 300 };
    case 'release':
      return { name: 'releaseUnit', lease };
    case 'pause':
      return { name: 'pauseUnit', ...asked, resumeAt: null };
    case 'cancel':
      return { name: 'cancelUnit', ...asked };
    default:
      return { name: 'succeedUnit', lease, output: 'null' };
  }
}

function isOf(scope: string, subject: string, start: { kind: string; key: string }): boolean {
  return scope === 'TOPIC' || (scope === 'KIND' ? start.kind : start.key) === subject;
}
