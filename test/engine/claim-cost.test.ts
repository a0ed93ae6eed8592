/** What a claim costs follows what it takes, not how much waits or is held back: counted, not timed. */
import { expect, onTestFinished, test } from 'vitest';
import type { UnitDefinition } from '../../src/domain/job-definition.ts';
import { createEngine, type Engine } from '../../src/engine/create-engine.ts';
import { countTraffic, noTraffic } from '../counting-store.ts';
import { accepted, type Kitchen, openKitchen, taskNamed, unitNamed } from './kitchen.ts';

/** The least is of more Lanes than are all kept in memory; see warm-rows.test.ts for fewer. */
const sizes = [200, 400, 1_000];

/** So many Units, numbered, of one kind. */
function units(count: number, more: (index: number) => Partial<UnitDefinition> = () => ({})) {
  return Array.from({ length: count }, (_, index) =>
    unitNamed(`u${index}`, { kind: 'k', ...more(index) }),
  );
}

async function submit(kitchen: Kitchen, given: readonly UnitDefinition[]): Promise<string> {
  return await kitchen.submitTasks([taskNamed('meal', given)]);
}

/** What stands in front of the Units that are claimed, and cannot be had. */
const heldBack: Readonly<Record<string, (kitchen: Kitchen, count: number) => Promise<unknown>>> = {
  'nothing else': () => Promise.resolve(),
  'as many that can be had': (kitchen, count) => submit(kitchen, units(count)),
  'as many keys that can be had': (kitchen, count) =>
    submit(
      kitchen,
      units(count, (index) => ({ concurrencyKey: `key-${index}` })),
    ),
  'as many keys that share fairly': async (kitchen, count) => {
    const { engine, topicId } = kitchen;
    const says = { description: undefined, defaults: undefined };
    const update = { name: 'updateTopic', topicId, ...says, isFair: true } as const;
    accepted(await engine.execute(update));
    await submit(
      kitchen,
      units(count, (index) => ({ concurrencyKey: `key-${index}` })),
    );
  },
  'Units that require another label': (kitchen, count) =>
    submit(
      kitchen,
      units(count, () => ({ requires: '{"region":"mars"}' })),
    ),
  'a Unit for each of many other workers': (kitchen, count) => {
    const targets = Array.from({ length: count }, (_, index) => `w${index}`);
    return submit(
      kitchen,
      units(1, () => ({ targets })),
    );
  },
  'a Job that is held': async (kitchen, count) => {
    const jobId = await submit(kitchen, units(count));
    const hold = { resumeAt: null, interrupt: false, reason: null };
    accepted(await kitchen.engine.execute({ name: 'pauseJob', jobId, ...hold }));
  },
  'a key that is full': async (kitchen, count) => {
    await limitKeys(kitchen, 'full');
    await submit(
      kitchen,
      units(count, () => ({ concurrencyKey: 'full' })),
    );
    await kitchen.claim({ max: 1 });
  },
  'many keys that are full': async (kitchen, count) => {
    await limitKeys(kitchen, '*');
    await submit(
      kitchen,
      units(count, (index) => ({ concurrencyKey: `key-${index % (count / 2)}` })),
    );
    await kitchen.claim({ max: 1_000 });
  },
};

async function limitKeys({ engine, topicId }: Kitchen, pattern: string): Promise<void> {
  const rules = { runningMax: 1, startMax: null, intervalMs: null, startMin: null, weight: null };
  const limit = { scope: 'KEY', pattern, ...rules, isAdaptive: 0 } as const;
  accepted(await engine.execute({ name: 'setLimit', topicId, reason: null, by: null, ...limit }));
}

test.each(Object.keys(heldBack))('a claim with %s in front of it costs the same', async (what) => {
  const [first, ...others] = await Promise.all(sizes.map((size) => costsBehind(what, size)));
  expect(first?.one.rowsReadCount).toBeGreaterThan(0);
  expect(first?.ten.statementCount).toBeGreaterThan(0);
  expect(others).toEqual([first, first]);
});

/** What a claim of one and a claim of ten cost behind so many. */
async function costsBehind(what: string, size: number) {
  const kitchen = await openKitchen();
  const traffic = noTraffic();
  const engine = createEngine({ store: countTraffic(kitchen.store, traffic) });
  onTestFinished(async () => {
    await engine.stop();
    await kitchen.close();
  });
  await heldBack[what]?.(kitchen, size);
  await submit(kitchen, units(20));
  const costOf = async (max: number) => {
    Object.assign(traffic, noTraffic());
    expect(await claimedCount(engine, max)).toBe(max);
    return { ...traffic };
  };
  // The first claim of a worker in a while writes that it was there.
  await costOf(1);
  return { one: await costOf(1), ten: await costOf(10) };
}

async function claimedCount(engine: Engine, max: number): Promise<number> {
  const how = { worker: 'cook', kinds: ['k'], leaseMs: 30_000, waitMs: 0, requestId: null };
  const answer = await engine.claim({ topics: ['kitchen'], max, ...how });
  return answer.isAccepted ? answer.leases.length : -1;
}
