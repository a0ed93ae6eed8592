/** What Limits hold back costs claims and reports nothing, however much of it there is: counted, not timed. */
import { expect, onTestFinished, test } from 'vitest';
import type { Command } from '../../src/domain/command.ts';
import type { LeasedUnit } from '../../src/domain/command-results.ts';
import { createEngine } from '../../src/engine/create-engine.ts';
import { countTraffic, noTraffic } from '../counting-store.ts';
import { accepted, definition, leaseOf, openKitchen, taskNamed, unitNamed } from './kitchen.ts';

type Bound = Pick<Command<'setLimit'>, 'scope' | 'pattern'>;

interface Flood {
  readonly what: string;
  readonly bound: Bound;
  /** The traits of what stands in front, of which one at a time may run. */
  traitsOf(index: number): { readonly kind: string; readonly concurrencyKey?: string };
}

const floods: readonly Flood[] = [
  {
    what: 'many Units of one full key',
    bound: { scope: 'KEY', pattern: 'ann' },
    traitsOf: () => ({ kind: 'fry', concurrencyKey: 'ann' }),
  },
  {
    what: 'many full keys',
    bound: { scope: 'KEY', pattern: '*' },
    // Two of each key: one runs, and the other is held back.
    traitsOf: (index) => ({ kind: 'fry', concurrencyKey: `key ${index >> 1}` }),
  },
  {
    what: 'many Units of a full kind',
    bound: { scope: 'KIND', pattern: 'fry' },
    traitsOf: () => ({ kind: 'fry' }),
  },
];

test.each(floods)('a claim costs the same behind $what, few or many', async (flood) => {
  // The fewest are of more Lanes than are all kept in memory.
  const [few, many] = [await costsBehind(flood, 200), await costsBehind(flood, 1_000)];
  expect(few.claim.rowsReadCount).toBeGreaterThan(0);
  expect(many).toEqual(few);
});

/** What a claim that finds something costs, one that does not, and a report that frees a slot. */
async function costsBehind({ bound, traitsOf }: Flood, floodCount: number) {
  const kitchen = await openKitchen();
  const traffic = noTraffic();
  const engine = createEngine({ store: countTraffic(kitchen.store, traffic) });
  onTestFinished(async () => {
    await engine.stop();
    await kitchen.close();
  });
  const { topicId } = kitchen;
  const rules = { startMax: null, intervalMs: null, isAdaptive: 0, startMin: null } as const;
  const said = { ...bound, ...rules, runningMax: 1, weight: null, reason: null };
  accepted(await engine.execute({ name: 'setLimit', topicId, ...said }));
  const units = Array.from({ length: floodCount }, (_, index) =>
    unitNamed(`flood-${index}`, traitsOf(index)),
  );
  const others = [unitNamed('a', { kind: 'boil' }), unitNamed('b', { kind: 'boil' })];
  const job = { ...definition({}), tasks: [taskNamed('t', [...units, ...others])] };
  accepted(await engine.execute({ name: 'submitJob', topicId, job }));
  const claim = async (kinds: readonly string[] | null, max: number) => {
    const how = { worker: 'cook', kinds, max, leaseMs: 30_000, requestId: null };
    const outcome = await engine.execute({ name: 'claimUnits', topicId, ...how });
    return accepted(outcome).result.leases;
  };
  const costOf = async (work: () => Promise<readonly LeasedUnit[]>, count: number) => {
    Object.assign(traffic, noTraffic());
    expect(await work()).toHaveLength(count);
    return { ...traffic };
  };
  const filling = await claim(['fry'], 1_000);
  const claimed = await costOf(() => claim(null, 1), 1);
  const empty = await costOf(() => claim(['fry'], 1), 0);
  const [leased] = filling;
  const freed = await costOf(async () => {
    if (leased === undefined) return [];
    accepted(await engine.execute({ name: 'succeedUnit', lease: leaseOf(leased), output: 'null' }));
    return [];
  }, 0);
  const next = await costOf(() => claim(null, 1), 1);
  return { claim: claimed, empty, freed, next };
}
