/** Whatever happens to a Schedule in whatever order, each of its times is told of once and in order. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { audit } from '../../src/audit/audit.ts';
import { missedPolicies, overlaps, type ScheduleFiring } from '../../src/domain/schedule.ts';
import { minuteMs, openScheduledKitchen, type ScheduledKitchen } from './scheduled-kitchen.ts';

const steps = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.integer({ min: 1, max: 90 }).map((count) => ({ pass: count * 10_000 })),
  },
  { weight: 3, arbitrary: fc.constant('workOff' as const) },
  {
    weight: 2,
    arbitrary: fc.constantFrom('pauseSchedule', 'resumeSchedule', 'fireSchedule' as const),
  },
  { weight: 1, arbitrary: fc.constantFrom('closeIntake', 'openIntake' as const) },
);

const everyMs = 5 * minuteMs;

test('each time is told of once, and no more runs at once than may', async () => {
  const runs = fc.asyncProperty(
    fc.constantFrom(...overlaps),
    fc.constantFrom(...missedPolicies),
    fc.array(steps, { minLength: 1, maxLength: 25 }),
    async (overlap, missed, sequence) => {
      const kitchen = await openScheduledKitchen();
      try {
        const begunAt = kitchen.store.now();
        const scheduleId = await kitchen.setUp({ overlap, missed, everyMs, queueMax: 2 });
        for (const step of sequence) {
          await take(kitchen, scheduleId, step);
          const running = (await kitchen.jobs()).filter(({ state }) => state === 'RUNNING');
          if (overlap !== 'ALLOW') expect(running.length).toBeLessThanOrEqual(1);
        }
        // What a pause has left out is told when it ends.
        await kitchen.ask('resumeSchedule', scheduleId);
        await kitchen.pass(0);
        const lastAt = kitchen.store.now() - ((kitchen.store.now() - begunAt) % everyMs);
        expect(timesOf(await kitchen.firings())).toEqual(timesUntil(begunAt, lastAt));
        expect([...(await audit(kitchen.store)), ...kitchen.faults]).toEqual([]);
      } finally {
        await kitchen.close();
      }
    },
  );
  await fc.assert(runs, { numRuns: 40 });
}, 120_000);

type Step = typeof steps extends fc.Arbitrary<infer Value> ? Value : never;

async function take(kitchen: ScheduledKitchen, scheduleId: string, step: Step): Promise<void> {
  if (typeof step === 'object') return await kitchen.pass(step.pass);
  if (step === 'workOff') return await kitchen.workOff();
  const { engine, topicId } = kitchen;
  const nobody = { reason: null, by: null };
  if (step === 'closeIntake') {
    await engine.execute({ name: step, topicId, ...nobody, opensAt: null });
  } else if (step === 'openIntake') {
    await engine.execute({ name: step, topicId, ...nobody });
  } else await kitchen.ask(step, scheduleId);
}

/** The times that the firings tell of which came by time, runs of skipped ones written out. */
function timesOf(firings: readonly ScheduleFiring[]): readonly number[] {
  return firings
    .filter(({ isManual }) => isManual === 0)
    .flatMap(({ dueAt, lastDueAt, dueCount }) => {
      const times = timesUntil(dueAt - everyMs, lastDueAt);
      expect(times).toHaveLength(dueCount);
      return times;
    });
}

/** The times after the one instant and not after the other. */
function timesUntil(fromAt: number, untilAt: number): readonly number[] {
  const count = (untilAt - fromAt) / everyMs;
  return Array.from({ length: count }, (_, index) => fromAt + (index + 1) * everyMs);
}
