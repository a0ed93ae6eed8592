/** What the holder of Units is told on its subscription, without having asked. */
import { beforeEach, describe, expect, test } from 'vitest';
import type { Command } from '../../src/domain/command.ts';
import type { LeasedUnit } from '../../src/domain/command-results.ts';
import type { WorkOffer } from '../../src/engine/work-request.ts';
import { accepted, type Kitchen, leaseOf, openKitchen } from './kitchen.ts';
import { beginWork, keysOf, openWork, type Subscription } from './open-work.ts';

let kitchen: Kitchen;

beforeEach(async () => {
  kitchen = await openKitchen();
  return kitchen.closeAudited;
});

const execute = (command: Command) => kitchen.engine.execute(command).then(accepted);
const asked = { reason: 'no fish', by: 'ann' };
const hold = { ...asked, resumeAt: null, interrupt: true };

interface Held extends Subscription {
  readonly jobId: string;
  readonly leased: LeasedUnit;
}

/** A Unit in the hands of the cook, with one before it that is done; nothing else is claimable. */
async function openHeld(): Promise<Held> {
  const jobId = await kitchen.submit({ meal: { units: { first: [], fish: ['first'] } } });
  await kitchen.succeed(await kitchen.claimOne());
  const subscription = await beginWork(kitchen.engine);
  const [leased] = (await subscription.next()).leases;
  if (leased === undefined) throw new Error('A Unit is offered.');
  return { ...subscription, jobId, leased };
}

function kindsOf({ leaseDirectives }: WorkOffer): readonly string[] {
  return leaseDirectives.map(({ kind }) => kind);
}

async function workerId(): Promise<string> {
  const [worker] = await kitchen.store.query<{ id: string }>('SELECT "id" FROM "Worker"');
  return worker?.id ?? '';
}

async function ask(mode: 'ACTIVE' | 'QUIET' | 'DRAINING') {
  await execute({ name: 'setWorkerMode', workerId: await workerId(), mode, ...asked });
}

type Taking = readonly [kind: string, take: (held: Held) => Promise<unknown>];

const takings: readonly Taking[] = [
  ['CANCEL', ({ leased }) => execute({ name: 'cancelUnit', unitId: leased.unit.id, ...asked })],
  ['CANCEL', ({ jobId }) => execute({ name: 'cancelJob', jobId, ...asked })],
  [
    'PAUSE',
    ({ leased }) =>
      execute({ name: 'pauseUnit', unitId: leased.unit.id, resumeAt: null, ...asked }),
  ],
  ['PAUSE', ({ jobId }) => execute({ name: 'pauseJob', jobId, ...hold })],
  ['PAUSE', () => execute({ name: 'pauseTopic', topicId: kitchen.topicId, ...hold })],
  [
    'REVOKE',
    ({ leased }) =>
      execute({ name: 'forceSucceedUnit', unitId: leased.unit.id, output: '1', ...asked }),
  ],
  [
    'RERUN',
    async () => execute({ name: 'rerunUnit', unitId: await kitchen.unitId('first'), ...asked }),
  ],
  ['LOST', () => kitchen.pass(30_000)],
];

describe('a Unit that is taken from its holder', () => {
  test.each(takings)('is told at once: %s', async (kind, take) => {
    const held = await openHeld();
    const told = held.next();
    await take(held);
    const { leaseDirectives } = await told;
    expect(leaseDirectives).toMatchObject([{ kind, lease: leaseOf(held.leased) }]);
    const sql = 'SELECT "toldAt" FROM "Attempt" WHERE "unitId" = ?1 AND "number" = 1';
    const unitId = held.leased.unit.id;
    expect(await kitchen.store.query(sql, [unitId])).toEqual([{ toldAt: expect.any(Number) }]);
    await held.stream.return();
  });

  test('is told with who wants that and why, and is not told again', async () => {
    const held = await openHeld();
    const told = held.next();
    await execute({ name: 'cancelUnit', unitId: held.leased.unit.id, ...asked });
    expect((await told).leaseDirectives[0]?.message).toContain('"ann" asked for that: no fish.');
    const next = held.next();
    await kitchen.submit({ meal: { units: { other: [] } } });
    expect(await next).toMatchObject({ leases: [{ unit: { key: 'other' } }], leaseDirectives: [] });
  });

  test('may be offered again, to the same subscription', async () => {
    const held = await openHeld();
    const told = held.next();
    await execute({ name: 'revokeUnit', unitId: held.leased.unit.id, ...asked });
    const offers = [await told];
    // Both are in one message if it was claimed again before that could be told.
    while (offers.flatMap(keysOf).length === 0) offers.push(await held.next());
    expect(offers[0]?.leaseDirectives).toMatchObject([{ kind: 'REVOKE', lease: { attempt: 1 } }]);
    expect(offers.flatMap(kindsOf)).toEqual(['REVOKE']);
    expect(offers.at(-1)?.leases).toMatchObject([{ attempt: 2, unit: { key: 'fish' } }]);
  });

  test('is told to each subscription that holds it, and to no other', async () => {
    const held = await openHeld();
    const holding = [leaseOf(held.leased)];
    const again = await openWork(kitchen.engine, { holding });
    const foreign = await openWork(kitchen.engine, { worker: 'maid' });
    const both = Promise.all([held.next(), again.next()]);
    const other = foreign.next();
    await execute({ name: 'cancelUnit', unitId: held.leased.unit.id, ...asked });
    expect((await both).map(kindsOf)).toEqual([['CANCEL'], ['CANCEL']]);
    await kitchen.submit({ meal: { units: { other: [] } } });
    expect(await other).toMatchObject({ leases: [{}], leaseDirectives: [] });
  });

  test('of many is told in one message', async () => {
    const units = Object.fromEntries(Array.from({ length: 50 }, (_, at) => [`u${at}`, []]));
    const jobId = await kitchen.submit({ meal: { units } });
    const { next } = await beginWork(kitchen.engine, { credits: 50 });
    expect((await next()).leases).toHaveLength(50);
    const told = next();
    await execute({ name: 'cancelJob', jobId, ...asked });
    expect(await told).toMatchObject({ leaseDirectives: { length: 50 }, freeCreditCount: 50 });
  });
});

describe('an end of the worker’s own', () => {
  const endings: readonly Taking[] = [
    ['succeed', ({ leased }) => kitchen.succeed(leased)],
    ['fail', ({ leased }) => kitchen.fail(leased, { isRetryable: false })],
    ['retry', ({ leased }) => kitchen.fail(leased)],
    ['release', ({ leased }) => execute({ name: 'releaseUnit', lease: leaseOf(leased) })],
    [
      'snooze',
      ({ leased }) => execute({ name: 'snoozeUnit', lease: leaseOf(leased), delayMs: 9_000 }),
    ],
    [
      'pause',
      ({ leased }) =>
        execute({ name: 'pauseHeldUnit', lease: leaseOf(leased), reason: null, resumeAt: null }),
    ],
  ];

  test.each(endings)('is not told, and gives its credit back: %s', async (_, endOwn) => {
    const held = await openHeld();
    const next = held.next();
    await endOwn(held);
    await kitchen.submit({ meal: { units: { x: [], y: [] } } }, { priority: 9 });
    const offers = [await next];
    while (offers.flatMap(keysOf).length < 2) offers.push(await held.next());
    expect(offers.flatMap(kindsOf)).toEqual([]);
    await held.stream.return();
  });
});

describe('after a break', () => {
  test('the first message tells what is over, and what is held is renewed', async () => {
    await kitchen.submit({ meal: { units: { a: [], b: [], c: [], d: [] } } });
    const [a, b, c, d] = await kitchen.claim();
    if (a === undefined || b === undefined || c === undefined || d === undefined) {
      throw new Error('Four Units are claimable.');
    }
    await execute({ name: 'cancelUnit', unitId: a.unit.id, ...asked });
    await kitchen.succeed(b);
    await kitchen.pass(20_000);
    const forged = { ...leaseOf(d), leaseId: 'lease_0' };
    const holding = [a, b, c, c].map(leaseOf);
    const { stream, next } = await beginWork(kitchen.engine, { holding: [...holding, forged] });
    const first = await next();
    expect(first.leaseDirectives.map(({ kind, lease }) => [kind, lease.unitId])).toEqual([
      ['CANCEL', a.unit.id],
      ['COMPLETED', b.unit.id],
      ['UNKNOWN', d.unit.id],
    ]);
    expect(first.freeCreditCount).toBe(1);
    await kitchen.pass(20_000);
    expect(accepted(await kitchen.succeed(c)).isReplayed).toBe(false);
    await stream.return();
  });

  test('more may be held than there are credits, and then nothing is offered', async () => {
    await kitchen.submit({ meal: { units: { a: [], b: [], c: [] } } });
    const [a, b] = await kitchen.claim({ max: 2 });
    if (a === undefined || b === undefined) throw new Error('Three Units are claimable.');
    const holding = [leaseOf(a), leaseOf(b)];
    const { next } = await openWork(kitchen.engine, { credits: 1, holding });
    const offer = next();
    await kitchen.succeed(a);
    expect(await kitchen.unitStates()).toMatchObject({ c: 'READY' });
    await kitchen.succeed(b);
    expect(keysOf(await offer)).toEqual(['c']);
  });
});

describe('what is asked of a worker', () => {
  test.each([1, 2])('is told at once, with %i credits of which one is taken', async (credits) => {
    await kitchen.submit({ meal: { units: { a: [] } } });
    const { next } = await beginWork(kitchen.engine, { credits });
    const [a] = (await next()).leases;
    if (a === undefined) throw new Error('A Unit is offered.');
    const told = next();
    await ask('DRAINING');
    const { directives } = await told;
    expect(directives).toMatchObject([{ kind: 'DRAIN', topicName: 'kitchen' }]);
    expect(directives[0]?.message).toContain('"ann"');
    // It keeps what it holds, and hears of that.
    const later = next();
    await kitchen.submit({ meal: { units: { b: [] } } });
    await execute({ name: 'cancelUnit', unitId: a.unit.id, ...asked });
    expect(await later).toMatchObject({ leases: [], leaseDirectives: [{ kind: 'CANCEL' }] });
    expect((await kitchen.claim({ worker: 'maid' })).map(({ unit }) => unit.key)).toEqual(['b']);
  });

  test('is to stop once nothing of it is out, and it is told when', async () => {
    await kitchen.submit({ meal: { units: { a: [], b: [] } } });
    const { next } = await beginWork(kitchen.engine, { credits: 3 });
    const [a, b] = (await next()).leases;
    if (a === undefined || b === undefined) throw new Error('Two Units are offered.');
    const told = next();
    await ask('DRAINING');
    expect(await told).toMatchObject({ directives: [{ kind: 'DRAIN' }], isDrained: false });
    const last = next();
    await kitchen.succeed(a);
    await kitchen.succeed(b);
    const nothing = { leases: [], leaseDirectives: [], directives: [] };
    expect(await last).toEqual({ ...nothing, freeCreditCount: 3, isDrained: true });
    const offer = next();
    await kitchen.submit({ meal: { units: { c: [] } } });
    await ask('ACTIVE');
    expect(await offer).toMatchObject({ leases: [{}], isDrained: false });
  });

  test('is told once, and anew to another subscription', async () => {
    const { next } = await openWork(kitchen.engine);
    const told = next();
    await ask('QUIET');
    expect(await told).toMatchObject({ directives: [{ kind: 'QUIET' }] });
    const second = await beginWork(kitchen.engine);
    expect(await second.next()).toMatchObject({ directives: [{ kind: 'QUIET' }] });
    const both = Promise.all([next(), second.next()]);
    await ask('DRAINING');
    expect(await both).toMatchObject([
      { directives: [{ kind: 'DRAIN' }] },
      { directives: [{ kind: 'DRAIN' }] },
    ]);
  });

  test('may be nothing any more: then there are offers again', async () => {
    const { next } = await openWork(kitchen.engine);
    const told = next();
    await ask('DRAINING');
    expect((await told).directives).toHaveLength(1);
    const offer = next();
    await kitchen.submit({ meal: { units: { a: [] } } });
    await ask('ACTIVE');
    expect(await offer).toMatchObject({ leases: [{}], directives: [] });
    const again = next();
    await ask('DRAINING');
    expect(await again).toMatchObject({ directives: [{ kind: 'DRAIN' }] });
  });
});
