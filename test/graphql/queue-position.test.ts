/** Where Units stand in line, held against the order in which claims then hand them out. */
import fc from 'fast-check';
import { graphql } from 'graphql';
import { describe, expect, test } from 'vitest';
import type { Command } from '../../src/domain/command.ts';
import type { UnitDefinition } from '../../src/domain/job-definition.ts';
import { createCursorCodec } from '../../src/feeds/cursor.ts';
import { createHub } from '../../src/feeds/hub.ts';
import { createContext } from '../../src/graphql/context.ts';
import { schema } from '../../src/graphql/schema.ts';
import { openPrisma } from '../../src/store/prisma/open-prisma.ts';
import { accepted, type Kitchen, openKitchen, taskNamed, unitNamed } from '../engine/kitchen.ts';

interface Queued {
  readonly key: string;
  readonly kind: string;
  readonly state: string;
  readonly queuePosition: number | null;
  readonly estimatedStartAt: string | null;
}

interface Line extends Kitchen {
  /** All Units, as somebody sees them who asks. */
  look(): Promise<readonly Queued[]>;
}

async function withLine(isFair: boolean, use: (line: Line) => Promise<void>): Promise<void> {
  const kitchen = await openKitchen();
  const { store, engine, topicId } = kitchen;
  const prisma = await openPrisma(store);
  const hub = createHub({ store });
  const look = async () => {
    const backend = { engine, store, prisma, hub, version: 'test', maxBodyBytes: 1_024 };
    const contextValue = createContext({ ...backend, cursors: createCursorCodec('epoch') });
    const source = `{ jobs(first: 2) { nodes { units(first: 100) { nodes {
      key kind state queuePosition estimatedStartAt } } } } }`;
    const { data, errors } = await graphql({ schema, source, contextValue });
    if (errors !== undefined) throw new Error(JSON.stringify(errors));
    // As selected above.
    const { jobs } = data as unknown as {
      readonly jobs: { readonly nodes: readonly { units: { nodes: readonly Queued[] } }[] };
    };
    return jobs.nodes.flatMap(({ units }) => units.nodes);
  };
  accepted(
    await engine.execute({
      name: 'updateTopic',
      topicId,
      description: undefined,
      defaults: undefined,
      isFair,
    }),
  );
  await use({ ...kitchen, look });
  await prisma.$disconnect();
  await kitchen.closeAudited();
}

async function setLimit(line: Kitchen, given: Partial<Command<'setLimit'>>): Promise<void> {
  const rules = { runningMax: null, startMax: null, intervalMs: null, startMin: null };
  const said = { scope: 'KEY', pattern: '', isAdaptive: 0, weight: null, reason: null } as const;
  const command = { name: 'setLimit', topicId: line.topicId, ...rules, ...said, ...given } as const;
  accepted(await line.engine.execute<'setLimit'>(command));
}

interface Planned {
  readonly kind: 'fry' | 'boil';
  readonly concurrencyKey: string;
  readonly priority: number;
}

const planned = fc.array(
  fc.record({
    kind: fc.constantFrom('fry' as const, 'boil' as const),
    concurrencyKey: fc.constantFrom('', 'ann', 'bob', 'cid'),
    priority: fc.integer({ min: -2, max: 2 }),
  }),
  { minLength: 1, maxLength: 25 },
);

/** What each kind requires: so whoever claims a kind may have all of it and nothing else. */
const labelsOf = { fry: '{}', boil: '{"stove":"gas"}' } as const;

async function submitAll(line: Kitchen, plan: readonly Planned[]): Promise<void> {
  const units = plan.map((each, at): UnitDefinition => {
    return unitNamed(`u${at}`, { ...each, requires: labelsOf[each.kind] });
  });
  expect(await line.submitTasks([taskNamed('t', units)])).toMatch(/^job_/);
}

/** The keys of what is in line of a kind, by position. */
async function inLine(line: Line, kind: string): Promise<readonly (string | undefined)[]> {
  const found: string[] = [];
  for (const each of await line.look()) {
    if (each.kind === kind && each.queuePosition !== null) found[each.queuePosition] = each.key;
  }
  return found;
}

describe('the position in line', () => {
  test.each([
    ['by rank', false],
    ['by fair shares', true],
  ])('is the order in which claims hand out what is there, %s', async (_, isFair) => {
    await fc.assert(
      fc.asyncProperty(
        planned,
        fc.nat(6),
        fc.integer({ min: 1, max: 4 }),
        async (plan, before, weight) => {
          await withLine(isFair, async (line) => {
            await setLimit(line, { pattern: 'ann', weight });
            await submitAll(line, plan);
            for (const kind of ['fry', 'boil'] as const) {
              const labels = labelsOf[kind];
              const claim = { kinds: [kind], labels };
              // Some are gone already, so that Lanes have moved on.
              if (before > 0) await line.claim({ ...claim, max: before });
              const expected = await inLine(line, kind);
              const order: string[] = [];
              for (let lease = (await line.claim({ ...claim, max: 1 }))[0]; lease !== undefined; ) {
                order.push(lease.unit.key);
                lease = (await line.claim({ ...claim, max: 1 }))[0];
              }
              expect(order).toEqual(expected);
            }
            expect((await line.look()).every(({ queuePosition }) => queuePosition === null)).toBe(
              true,
            );
          });
        },
      ),
      { numRuns: 12 },
    );
  });

  test('is that among what is handed out, also where Limits fill up on the way', async () => {
    await fc.assert(
      fc.asyncProperty(planned, fc.integer({ min: 1, max: 3 }), async (plan, runningMax) => {
        await withLine(false, async (line) => {
          await setLimit(line, { pattern: '*', runningMax });
          await submitAll(line, plan);
          const expected = await inLine(line, 'fry');
          const leases = await line.claim({ kinds: ['fry'] });
          const order = leases.map(({ unit }) => unit.key);
          expect(order).toEqual(expected.filter((key) => order.includes(key ?? '')));
          for (const key of ['ann', 'bob', 'cid']) {
            const keys = plan.flatMap(({ kind, concurrencyKey }, at) =>
              kind === 'fry' && concurrencyKey === key ? `u${at}` : [],
            );
            const started = keys.filter((each) => order.includes(each));
            expect(started).toHaveLength(Math.min(runningMax, keys.length));
          }
          // What a full key keeps back is in no line, whatever stands there.
          expect(await inLine(line, 'fry')).toEqual([]);
        });
      }),
      { numRuns: 12 },
    );
  });

  test('is told of nothing that is held, delayed or not ready', async () => {
    await withLine(false, async (line) => {
      const units = [
        unitNamed('u0', { kind: 'fry' }),
        unitNamed('u1', { kind: 'fry', dependsOn: ['u0'] }),
      ];
      await line.submitTasks([taskNamed('t', units)]);
      expect((await line.look()).map(({ queuePosition }) => queuePosition)).toEqual([0, null]);
      const hold = { reason: null, resumeAt: null, interrupt: false };
      await line.engine.execute({ name: 'pauseTopic', topicId: line.topicId, ...hold });
      expect((await line.look()).map(({ queuePosition }) => queuePosition)).toEqual([null, null]);
    });
  });
});

describe('the estimated start', () => {
  test('is right within a factor of two when Units go on at the pace of late, and later the further back', async () => {
    const gaps = fc.array(fc.integer({ min: 900, max: 1_100 }), { minLength: 24, maxLength: 24 });
    await fc.assert(
      fc.asyncProperty(gaps, fc.boolean(), async (gapsMs, isFair) => {
        await withLine(isFair, async (line) => {
          await submitAll(line, plan);
          expect((await line.look()).map((unit) => unit.estimatedStartAt)).toEqual(
            plan.map(() => null),
          );
          const next = async (gapMs: number) => {
            await line.pass(gapMs);
            return (await line.claimOne({ kinds: ['fry'] })).unit.key;
          };
          for (const gapMs of gapsMs.slice(0, 6)) await next(gapMs);
          const from = line.store.now();
          const seen = (await line.look()).filter(({ state }) => state === 'READY');
          for (const gapMs of gapsMs.slice(6)) {
            const key = await next(gapMs);
            const { estimatedStartAt } = seen.find((unit) => unit.key === key) ?? {};
            const ratio = (Date.parse(estimatedStartAt ?? '') - from) / (line.store.now() - from);
            expect(ratio).toBeGreaterThan(0.5);
            expect(ratio).toBeLessThan(2);
          }
          for (const parity of [0, 1]) {
            const ofLane = seen.filter(({ key }) => Number(key.slice(1)) % 2 === parity);
            const estimates = ofLane.map(({ estimatedStartAt }) => estimatedStartAt ?? '');
            expect(new Set(estimates).size).toBe(9);
            expect(estimates).toEqual(estimates.toSorted());
          }
        });
      }),
      { numRuns: 6 },
    );
  });

  test('is not before the Limit opens that keeps it back, and not in the past when nobody claims', async () => {
    await withLine(false, async (line) => {
      await submitAll(line, plan.slice(0, 6));
      for (let count = 0; count < 3; count += 1) {
        await line.pass(1_000);
        await line.claimOne({ kinds: ['fry'] });
      }
      await line.pass(20_000);
      const isLate = (unit: Queued) => Date.parse(unit.estimatedStartAt ?? '') < line.store.now();
      const left = (await line.look()).filter(({ state }) => state === 'READY');
      expect(left).toHaveLength(3);
      expect(left.filter(isLate)).toEqual([]);
      await setLimit(line, { scope: 'TOPIC', startMax: 1, intervalMs: 500_000 });
      await line.claimOne({ kinds: ['fry'] });
      const opensAt = line.store.now() + 500_000;
      const waiting = (await line.look()).filter(
        ({ estimatedStartAt }) => estimatedStartAt !== null,
      );
      expect(waiting.length).toBeGreaterThan(0);
      for (const unit of waiting) {
        expect(unit.queuePosition).toBeNull();
        expect(Date.parse(unit.estimatedStartAt ?? '')).toBeGreaterThanOrEqual(opensAt);
      }
    });
  });

  /** Two keys take turns, in both orders. */
  const plan = Array.from({ length: 24 }, (_, at): Planned => {
    return { kind: 'fry', concurrencyKey: at % 2 === 0 ? 'ann' : 'bob', priority: 0 };
  });
});
