/** Snoozes and checkpoints over the API: alone and among other reports, repeated, and refused. */
import { beforeAll, describe, expect, test } from 'vitest';
import { bounds } from '../../src/domain/bounds.ts';
import { until } from '../server/open-api.ts';
import {
  errorParts,
  type Lease,
  type LeaseRef,
  leaseOf,
  openWorkshop,
  positionOf,
  type Refusal,
  type Workshop,
} from '../server/workshop.ts';
import { eventsOf, failureOf, makeUnit, operate } from './made-unit.ts';

interface ReportPayload {
  readonly unit: object | null;
  readonly leaseMs: number | null;
  readonly cursor: string | null;
  readonly replayed: boolean;
  readonly userErrors: readonly Refusal[];
}

let now = Date.UTC(2026, 0, 1);
let workshop: Workshop;

beforeAll(async () => {
  workshop = await openWorkshop({ now: () => now });
  return workshop.close;
});

/** A Unit under a lease. */
async function hold(): Promise<{ lease: LeaseRef; kind: string; unitId: string }> {
  const { lease, kind, unitId } = await makeUnit(workshop, 'RUNNING');
  return { lease: leaseOf(lease), kind, unitId };
}

async function say(what: 'unitSnooze' | 'unitCheckpoint', input: object): Promise<ReportPayload> {
  const data = await workshop.data<Record<string, ReportPayload>>(
    `mutation($input: ${what.replace('unit', 'Unit')}Input!) { ${what}(input: $input) {
      unit { state failureCount availableAt checkpoint } leaseMs cursor replayed ${errorParts}
    } }`,
    { input },
  );
  const payload = data[what];
  if (payload === undefined) throw new Error(`There is no answer to ${what}.`);
  return payload;
}

const snooze = (lease: LeaseRef, delayMs: number) => say('unitSnooze', { lease, delayMs });
const save = (lease: LeaseRef, checkpoint: unknown) => say('unitCheckpoint', { lease, checkpoint });

/** A Unit of the kind, once it can be claimed, with what the attempt before left for this one. */
async function claimWithCheckpoint(kind: string): Promise<Lease & { checkpoint: unknown }> {
  const claim = `mutation($kinds: [String!]) {
    unitsClaim(input: { worker: "bob", topics: ["workshop"], kinds: $kinds, waitMs: 15000 }) {
      leases { unitId attempt leaseId leaseMs unit { checkpoint } }
    }
  }`;
  const { unitsClaim } = await workshop.data<{
    unitsClaim: { leases: readonly (Lease & { unit: { checkpoint: unknown } })[] };
  }>(claim, { kinds: [kind] });
  const [lease] = unitsClaim.leases;
  if (lease === undefined) throw new Error('There was nothing to claim.');
  return { ...lease, checkpoint: lease.unit.checkpoint };
}

const unknownLease = { attempt: 1, leaseId: 'lease_00000000000000000000000000' };

describe('a snooze', () => {
  test('puts the Unit off until the delay is over, and counts no failure', async () => {
    const { lease, kind, unitId } = await hold();
    expect(await snooze(lease, 60_000)).toMatchObject({
      unit: {
        state: 'READY',
        failureCount: 0,
        availableAt: new Date(now + 60_000).toISOString(),
      },
      leaseMs: null,
      cursor: await positionOf(workshop),
      replayed: false,
      userErrors: [],
    });
    expect((await eventsOf(workshop, unitId)).at(-1)).toMatchObject({
      kind: 'unit.snoozed',
      from: 'RUNNING',
      to: 'READY',
      data: { delayMs: 60_000 },
    });
    now += 59_999;
    expect(await workshop.claim({ kinds: [kind] })).toEqual([]);
    now += 1;
    expect(await workshop.claim({ kinds: [kind], waitMs: 15_000 })).toMatchObject([
      { unitId, attempt: 2 },
    ]);
    const found = await workshop.data(
      'query($id: ID!) { unit(by: { id: $id }) { attempts { nodes { number outcome failure { code } } } } }',
      { id: unitId },
    );
    expect(found).toEqual({
      unit: { attempts: { nodes: [{ number: 1, outcome: 'SNOOZED', failure: null }] } },
    });
  });

  test('without a delay gives the Unit back at once', async () => {
    const { lease, kind, unitId } = await hold();
    expect(await snooze(lease, 0)).toMatchObject({ unit: { state: 'READY', availableAt: null } });
    expect(await workshop.claim({ kinds: [kind] })).toMatchObject([{ unitId, attempt: 2 }]);
  });

  test('that is repeated is answered as accepted and changes nothing, whoever has the Unit', async () => {
    const { lease, kind } = await hold();
    await workshop.report([{ snooze: { lease, delayMs: 0 } }]);
    await workshop.claim({ kinds: [kind] });
    const before = await positionOf(workshop);
    expect(await snooze(lease, 0)).toMatchObject({ unit: { state: 'RUNNING' }, replayed: true });
    const { answers } = await workshop.report([{ snooze: { lease, delayMs: 5_000 } }]);
    expect(answers).toMatchObject([{ accepted: true, replayed: true, state: 'RUNNING' }]);
    expect(await positionOf(workshop)).toBe(before);
  });

  test('of less than nothing is refused, and the Unit stays held', async () => {
    const { lease } = await hold();
    const before = await positionOf(workshop);
    const refusal = { category: 'VALIDATION', code: 'INVALID_VALUE' };
    expect(await snooze(lease, -1)).toMatchObject({
      unit: null,
      leaseMs: null,
      cursor: null,
      userErrors: [
        {
          ...refusal,
          path: ['input', 'delayMs'],
          details: { least: 0, most: bounds.retryDelayMs },
        },
      ],
    });
    const { answers } = await workshop.report([
      { renew: { lease } },
      { snooze: { lease, delayMs: -1 } },
    ]);
    expect(answers).toMatchObject([
      { accepted: true, state: 'RUNNING' },
      {
        accepted: false,
        state: null,
        error: { ...refusal, path: ['input', 'reports', '1', 'snooze', 'delayMs'] },
      },
    ]);
    expect(await positionOf(workshop)).toBe(before);
  });
});

describe('a checkpoint', () => {
  test.each([[0], [false], [''], [[]], [{ done: ['a', { b: null }] }]])(
    '%j is kept and found by the next attempt as it is',
    async (checkpoint) => {
      const { lease, kind, unitId } = await hold();
      expect(await save(lease, checkpoint)).toMatchObject({
        unit: { state: 'RUNNING', checkpoint },
        leaseMs: 30_000,
        cursor: await positionOf(workshop),
        userErrors: [],
      });
      await workshop.report([{ release: { lease } }]);
      expect(await claimWithCheckpoint(kind)).toMatchObject({ unitId, attempt: 2, checkpoint });
    },
  );

  test('is found by the attempt after a lease that was lost', async () => {
    const { lease, kind } = await hold();
    await save(lease, { page: 3 });
    now += 60_000;
    expect(await claimWithCheckpoint(kind)).toMatchObject({ attempt: 2, checkpoint: { page: 3 } });
  });

  test('outlives failures and a retry by an operator, until another takes its place', async () => {
    const { lease, kind, unitId } = await hold();
    await save(lease, { page: 7 });
    await workshop.report([failureOf(lease)]);
    await operate(workshop, 'unitRetry', { unitId });
    const second = await claimWithCheckpoint(kind);
    expect(second.checkpoint).toEqual({ page: 7 });
    await workshop.report([
      { checkpoint: { lease: leaseOf(second), checkpoint: { page: 9 } } },
      { checkpoint: { lease: leaseOf(second), checkpoint: null } },
      { release: { lease: leaseOf(second) } },
    ]);
    expect((await claimWithCheckpoint(kind)).checkpoint).toBeNull();
  });

  test('renews the lease as a heartbeat does', async () => {
    const { lease, unitId } = await hold();
    now += 20_000;
    const { answers } = await workshop.report([{ checkpoint: { lease, checkpoint: 1 } }]);
    expect(answers).toMatchObject([{ accepted: true, state: 'RUNNING', leaseMs: 30_000 }]);
    now += 20_000;
    expect(await save(lease, 2)).toMatchObject({ leaseMs: 30_000, userErrors: [] });
    const kinds = (await eventsOf(workshop, unitId)).slice(-2);
    expect(kinds).toMatchObject([
      { kind: 'unit.checkpointed', from: 'RUNNING', to: 'RUNNING', attempt: 1 },
      { kind: 'unit.checkpointed', from: 'RUNNING', to: 'RUNNING', attempt: 1 },
    ]);
  });

  test('that is repeated is accepted and tells the journal nothing new', async () => {
    const { lease } = await hold();
    await save(lease, { a: 1, b: 2 });
    const before = await positionOf(workshop);
    expect(await save(lease, { a: 1, b: 2 })).toMatchObject({ unit: { checkpoint: { a: 1 } } });
    const { answers } = await workshop.report([
      { checkpoint: { lease, checkpoint: { a: 1, b: 2 } } },
    ]);
    expect(answers).toMatchObject([{ accepted: true }]);
    expect(await positionOf(workshop)).toBe(before);
  });

  test('that is too large is refused, and the one before it stays', async () => {
    const { lease } = await hold();
    await save(lease, 'small');
    const before = await positionOf(workshop);
    const large = 'x'.repeat(bounds.jsonBytes);
    const refusal = { category: 'LIMIT_EXCEEDED', code: 'TOO_LARGE' };
    expect(await save(lease, large)).toMatchObject({
      unit: null,
      userErrors: [{ ...refusal, path: ['input', 'checkpoint'] }],
    });
    const { answers } = await workshop.report([{ checkpoint: { lease, checkpoint: large } }]);
    expect(answers).toMatchObject([
      {
        accepted: false,
        error: { ...refusal, path: ['input', 'reports', '0', 'checkpoint', 'checkpoint'] },
      },
    ]);
    expect(await positionOf(workshop)).toBe(before);
    expect(await save(lease, 'small')).toMatchObject({ unit: { checkpoint: 'small' } });
  });
});

describe.each<['unitSnooze' | 'unitCheckpoint', 'snooze' | 'checkpoint', object]>([
  ['unitSnooze', 'snooze', { delayMs: 1_000 }],
  ['unitCheckpoint', 'checkpoint', { checkpoint: 'stale' }],
])('%s', (mutation, member, more) => {
  test.each<[string, (lease: LeaseRef) => LeaseRef, object]>([
    [
      'of a Unit that is not there',
      () => ({ unitId: 'nonsense', ...unknownLease }),
      { category: 'NOT_FOUND', code: 'UNIT_NOT_FOUND', details: { unitId: 'nonsense' } },
    ],
    [
      'under a lease that never was',
      ({ unitId }) => ({ unitId, ...unknownLease }),
      { category: 'NOT_FOUND', code: 'LEASE_UNKNOWN' },
    ],
  ])('%s is refused, alone and among others', async (_, wrong, error) => {
    const { lease } = await hold();
    const before = await positionOf(workshop);
    const input = { lease: wrong(lease), ...more };
    expect(await say(mutation, input)).toMatchObject({ unit: null, userErrors: [error] });
    const { answers } = await workshop.report([{ [member]: input }]);
    expect(answers).toMatchObject([{ accepted: false, error }]);
    expect(await positionOf(workshop)).toBe(before);
  });

  test('under a lease that is lost is refused, and the new holder keeps the Unit', async () => {
    const { lease, kind } = await hold();
    now += 60_000;
    await until(async () => (await workshop.claim({ kinds: [kind] })).length === 1);
    const before = await positionOf(workshop);
    const error = { category: 'PRECONDITION_FAILED', code: 'LEASE_LOST' };
    expect(await say(mutation, { lease, ...more })).toMatchObject({
      unit: null,
      userErrors: [
        { ...error, details: { reason: expect.stringMatching(/^(EXPIRED|RECLAIMED)$/) } },
      ],
    });
    const { answers } = await workshop.report([{ [member]: { lease, ...more } }]);
    expect(answers).toMatchObject([{ accepted: false, error }]);
    expect(await positionOf(workshop)).toBe(before);
  });
});
