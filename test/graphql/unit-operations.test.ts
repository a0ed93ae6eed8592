/** What operators do with single Units over the API: in every state, repeated, and refused. */
import { beforeAll, describe, expect, test } from 'vitest';
import { bounds } from '../../src/domain/bounds.ts';
import { leaseOf, openWorkshop, positionOf, type Workshop } from '../server/workshop.ts';
import {
  eventsOf,
  failureOf,
  jobStateOf,
  makeUnit as makeUnitIn,
  type Operation,
  operate as operateIn,
  unitStateOf,
} from './made-unit.ts';

const operations: readonly Operation[] = [
  'unitSkip',
  'unitRetry',
  'unitRerun',
  'unitPause',
  'unitResume',
  'unitForceSucceed',
];

/** A state in which the operation is possible. */
const suitableStates: Readonly<Record<Operation, string>> = {
  unitSkip: 'READY',
  unitRetry: 'CANCELLED',
  unitRerun: 'SUCCEEDED',
  unitPause: 'READY',
  unitResume: 'PAUSED',
  unitForceSucceed: 'READY',
};

let workshop: Workshop;

beforeAll(async () => {
  workshop = await openWorkshop();
  return workshop.close;
});

const makeUnit = (state: string) => makeUnitIn(workshop, state);
const unitState = (id: string) => unitStateOf(workshop, id);
const jobState = (id: string) => jobStateOf(workshop, id);
const operate = (operation: Operation, unitId: string, more: object = {}) =>
  operateIn(workshop, operation, { unitId, ...more });

describe('a Unit', () => {
  test.each<[string, Operation, string]>([
    ['PENDING', 'unitSkip', 'SKIPPED'],
    ['READY', 'unitSkip', 'SKIPPED'],
    ['PAUSED', 'unitSkip', 'SKIPPED'],
    ['FAILED', 'unitSkip', 'SKIPPED'],
    ['FAILED', 'unitRetry', 'READY'],
    ['CANCELLED', 'unitRetry', 'READY'],
    ['SUCCEEDED', 'unitRerun', 'READY'],
    ['FAILED', 'unitRerun', 'READY'],
    ['SKIPPED', 'unitRerun', 'READY'],
    ['CANCELLED', 'unitRerun', 'READY'],
    ['PENDING', 'unitPause', 'PAUSED'],
    ['READY', 'unitPause', 'PAUSED'],
    ['RUNNING', 'unitPause', 'PAUSED'],
    ['PAUSED', 'unitResume', 'READY'],
    ['PENDING', 'unitForceSucceed', 'SUCCEEDED'],
    ['READY', 'unitForceSucceed', 'SUCCEEDED'],
    ['RUNNING', 'unitForceSucceed', 'SUCCEEDED'],
    ['PAUSED', 'unitForceSucceed', 'SUCCEEDED'],
    ['FAILED', 'unitForceSucceed', 'SUCCEEDED'],
    ['SKIPPED', 'unitForceSucceed', 'SUCCEEDED'],
    ['CANCELLED', 'unitForceSucceed', 'SUCCEEDED'],
  ])('that is %s is by %s made %s', async (state, operation, after) => {
    const { unitId } = await makeUnit(state);
    expect(await unitState(unitId)).toBe(state);
    const before = await positionOf(workshop);
    expect(await operate(operation, unitId)).toMatchObject({
      unit: { id: unitId, state: after },
      cursor: await positionOf(workshop),
      replayed: false,
      userErrors: [],
    });
    expect(await positionOf(workshop)).not.toBe(before);
  });

  test.each<[string, Operation, readonly string[]]>([
    ['RUNNING', 'unitSkip', ['PENDING', 'READY', 'PAUSED', 'FAILED']],
    ['SUCCEEDED', 'unitSkip', ['PENDING', 'READY', 'PAUSED', 'FAILED']],
    ['CANCELLED', 'unitSkip', ['PENDING', 'READY', 'PAUSED', 'FAILED']],
    ['PENDING', 'unitRetry', ['FAILED', 'CANCELLED']],
    ['READY', 'unitRetry', ['FAILED', 'CANCELLED']],
    ['RUNNING', 'unitRetry', ['FAILED', 'CANCELLED']],
    ['PAUSED', 'unitRetry', ['FAILED', 'CANCELLED']],
    ['SUCCEEDED', 'unitRetry', ['FAILED', 'CANCELLED']],
    ['SKIPPED', 'unitRetry', ['FAILED', 'CANCELLED']],
  ])('that is %s is refused by %s and stays so', async (state, operation, states) => {
    const { unitId } = await makeUnit(state);
    expect(await unitState(unitId)).toBe(state);
    const before = await positionOf(workshop);
    expect(await operate(operation, unitId)).toMatchObject({
      unit: null,
      cursor: null,
      userErrors: [
        {
          category: 'PRECONDITION_FAILED',
          code: 'UNIT_NOT_IN_STATE',
          path: [],
          retryable: false,
          message: expect.stringContaining(state),
          details: { unitState: state, states },
        },
      ],
    });
    expect(await unitState(unitId)).toBe(state);
    expect(await positionOf(workshop)).toBe(before);
  });

  test.each<[string, Operation]>([
    ['SKIPPED', 'unitSkip'],
    ['SUCCEEDED', 'unitForceSucceed'],
  ])('that is %s already is so after %s, which changes nothing', async (state, operation) => {
    const { unitId } = await makeUnit(state);
    expect(await unitState(unitId)).toBe(state);
    const before = await positionOf(workshop);
    expect(await operate(operation, unitId, { output: null })).toMatchObject({
      unit: { state, output: null },
      replayed: true,
      userErrors: [],
    });
    expect(await operate(operation, unitId, { output: 'late' })).toMatchObject({
      unit: null,
      userErrors: [{ code: 'UNIT_NOT_IN_STATE' }],
    });
    expect(await positionOf(workshop)).toBe(before);
  });
});

describe('skipping', () => {
  test('hands the output that came with it to the dependants, and the reason to the journal', async () => {
    const { jobId, unitId, nextKind } = await makeUnit('FAILED');
    expect(await jobState(jobId)).toBe('FAILED');
    const { unit } = await operate('unitSkip', unitId, { output: { cm: 0 }, reason: 'not today' });
    expect(unit).toMatchObject({ output: { cm: 0 }, hasOutput: true });
    expect((await eventsOf(workshop, unitId)).at(-1)).toMatchObject({
      kind: 'unit.skipped',
      from: 'FAILED',
      to: 'SKIPPED',
      data: { reason: 'not today' },
    });
    const [next] = await workshop.claim({ kinds: [nextKind] });
    expect(next?.inputs).toEqual({ unit: { cm: 0 } });
    await workshop.report([{ succeed: { lease: leaseOf(next) } }]);
    expect(await jobState(jobId)).toBe('SUCCEEDED');
  });
});

describe('retrying', () => {
  test('reopens the Job and grants all attempts anew, those before being kept', async () => {
    const { jobId, unitId, kind } = await makeUnit('FAILED');
    expect((await operate('unitRetry', unitId, { reason: 'new blade' })).unit).toMatchObject({
      failureCount: 0,
      failure: null,
    });
    expect(await jobState(jobId)).toBe('RUNNING');
    const delayed = { code: 'BROKE', message: 'snap', retryAfterMs: 0 };
    for (const number of [2, 3, 4]) {
      const [lease] = await workshop.claim({ kinds: [kind] });
      expect(lease).toMatchObject({ unitId, attempt: number });
      await workshop.report([{ fail: { lease: leaseOf(lease), ...delayed } }]);
    }
    expect(await jobState(jobId)).toBe('FAILED');
    const found = await workshop.data(
      'query($id: ID!) { unit(by: { id: $id }) { failureCount attempts { nodes { number outcome } } } }',
      { id: unitId },
    );
    const attempts = [1, 2, 3, 4].map((number) => ({ number, outcome: 'FAILED' }));
    expect(found).toEqual({ unit: { failureCount: 3, attempts: { nodes: attempts } } });
  });
});

describe('forcing success', () => {
  test('takes the Unit from its holder, whose reports are refused from then on', async () => {
    const { unitId, nextKind, lease } = await makeUnit('RUNNING');
    await operate('unitForceSucceed', unitId, { output: ['by', 'hand'], reason: 'it is there' });
    expect((await eventsOf(workshop, unitId)).at(-1)).toMatchObject({
      kind: 'unit.succeeded',
      from: 'RUNNING',
      to: 'SUCCEEDED',
      data: { reason: 'it is there', isForced: true },
    });
    const before = await positionOf(workshop);
    const { answers } = await workshop.report([
      { succeed: { lease: leaseOf(lease), output: 'mine' } },
      { snooze: { lease: leaseOf(lease), delayMs: 0 } },
      { checkpoint: { lease: leaseOf(lease), checkpoint: 1 } },
    ]);
    const lost = { code: 'LEASE_LOST', details: { reason: 'REVOKED' } };
    expect(answers).toMatchObject([{ error: lost }, { error: lost }, { error: lost }]);
    expect(await positionOf(workshop)).toBe(before);
    const [next] = await workshop.claim({ kinds: [nextKind] });
    expect(next?.inputs).toEqual({ unit: ['by', 'hand'] });
  });
});

describe.each(operations)('%s', (operation) => {
  const suitable = suitableStates[operation];

  test('with a key takes effect once, and is answered as the first time', async () => {
    const { unitId } = await makeUnit(suitable);
    const idempotencyKey = `${operation} once`;
    const first = await operate(operation, unitId, { idempotencyKey });
    expect(first).toMatchObject({ replayed: false, userErrors: [] });
    const before = await positionOf(workshop);
    expect(await operate(operation, unitId, { idempotencyKey })).toEqual({
      ...first,
      replayed: true,
    });
    expect(await positionOf(workshop)).toBe(before);
  });

  test('with a key that was used for another input is refused', async () => {
    const { unitId } = await makeUnit(suitable);
    const idempotencyKey = `${operation} twice`;
    await operate(operation, unitId, { idempotencyKey, reason: 'first' });
    const before = await positionOf(workshop);
    const changed = await operate(operation, unitId, { idempotencyKey, reason: 'second' });
    expect(changed).toMatchObject({
      unit: null,
      userErrors: [
        {
          category: 'CONFLICT',
          code: 'IDEMPOTENCY_KEY_REUSED',
          path: ['input', 'idempotencyKey'],
        },
      ],
    });
    const [other = operation] = operations.filter((name) => name !== operation);
    expect(await operate(other, unitId, { idempotencyKey, reason: 'first' })).toMatchObject({
      userErrors: [{ code: 'IDEMPOTENCY_KEY_REUSED' }],
    });
    expect(await positionOf(workshop)).toBe(before);
  });

  test('of a Unit that is not there is refused', async () => {
    const before = await positionOf(workshop);
    for (const unitId of ['unit_00000000000000000000000000', 'nonsense', '']) {
      expect(await operate(operation, unitId)).toMatchObject({
        unit: null,
        cursor: null,
        userErrors: [{ category: 'NOT_FOUND', code: 'UNIT_NOT_FOUND', details: { unitId } }],
      });
    }
    expect(await positionOf(workshop)).toBe(before);
  });

  test('with more text or JSON than is accepted is refused', async () => {
    const { unitId } = await makeUnit(suitable);
    const before = await positionOf(workshop);
    const tooLarge: [string, string][] = [['reason', 'x'.repeat(bounds.textLength + 1)]];
    const takesOutput = operation === 'unitSkip' || operation === 'unitForceSucceed';
    if (takesOutput) tooLarge.push(['output', 'x'.repeat(bounds.jsonBytes)]);
    for (const [field, value] of tooLarge) {
      expect(await operate(operation, unitId, { [field]: value })).toMatchObject({
        unit: null,
        userErrors: [{ category: 'LIMIT_EXCEEDED', code: 'TOO_LARGE', path: ['input', field] }],
      });
    }
    expect(await unitState(unitId)).toBe(suitable);
    expect(await positionOf(workshop)).toBe(before);
  });
});

test('a refusal under a key is repeated, even when the command would be accepted by then', async () => {
  const { unitId, kind } = await makeUnit('READY');
  const idempotencyKey = 'refused once';
  const first = await operate('unitRetry', unitId, { idempotencyKey });
  expect(first).toMatchObject({ userErrors: [{ code: 'UNIT_NOT_IN_STATE' }] });
  const [lease] = await workshop.claim({ kinds: [kind] });
  await workshop.report([failureOf(leaseOf(lease))]);
  expect(await operate('unitRetry', unitId, { idempotencyKey })).toEqual(first);
  expect(await unitState(unitId)).toBe('FAILED');
  expect(await operate('unitRetry', unitId)).toMatchObject({ unit: { state: 'READY' } });
});
