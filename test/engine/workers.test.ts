/** The registry of Workers: who is known, what is asked of them, and what is taken back. */
import { beforeEach, describe, expect, test } from 'vitest';
import type { Command, Outcome } from '../../src/domain/command.ts';
import type { Worker, WorkerMode } from '../../src/domain/worker.ts';
import type { ClaimRequest } from '../../src/engine/claim-request.ts';
import { accepted, claimRequest, codesOf, type Kitchen, leaseOf, openKitchen } from './kitchen.ts';

let kitchen: Kitchen;

beforeEach(async () => {
  kitchen = await openKitchen();
  return kitchen.closeAudited;
});

const three = { meal: { units: { a: [], b: [], c: [] } } };

async function listWorkers(): Promise<readonly Worker[]> {
  return await kitchen.store.query<Worker>('SELECT * FROM "Worker" ORDER BY "id"');
}

async function findCook(): Promise<Worker> {
  const cook = (await listWorkers()).find(({ name }) => name === 'cook');
  if (cook === undefined) throw new Error('The cook is not known.');
  return cook;
}

/** Asks something of the cook, who has claimed before. */
async function ask(
  mode: WorkerMode,
  more: Partial<Command<'setWorkerMode'>> = {},
): Promise<Outcome<'setWorkerMode'>> {
  const { id: workerId } = await findCook();
  const asked = { workerId, mode, reason: null, ...more };
  return await kitchen.engine.execute<'setWorkerMode'>({ name: 'setWorkerMode', ...asked });
}

async function revoke(isQuieting = false): Promise<Outcome<'revokeWorker'>> {
  const { id: workerId } = await findCook();
  const asked = { workerId, isQuieting, reason: 'stuck', by: 'ops' };
  return await kitchen.engine.execute<'revokeWorker'>({ name: 'revokeWorker', ...asked });
}

async function directivesOf(more: Partial<ClaimRequest> = {}) {
  const answer = await kitchen.engine.claim({ ...claimRequest, ...more });
  return answer.isAccepted ? answer.directives : [];
}

describe('the registry', () => {
  test('knows a worker from its first claim on, by what it says of itself', async () => {
    const labels = '{"zone":"b","arch":"arm"}';
    await kitchen.claim({ kinds: ['fry', 'bake'], labels, capacity: 3 });
    expect(await listWorkers()).toMatchObject([
      {
        name: 'cook',
        labels: '{"arch":"arm","zone":"b"}',
        kinds: '["bake","fry"]',
        capacity: 3,
        mode: 'ACTIVE',
      },
    ]);
    expect(await kitchen.eventKinds()).toEqual(['topic.created', 'worker.registered']);
  });

  test('writes nothing for a claim in vain that says the same in another order', async () => {
    await kitchen.claim({ kinds: ['fry', 'bake'] });
    const before = await findCook();
    await kitchen.pass(5_000);
    await kitchen.claim({ kinds: ['bake', 'fry', 'fry'] });
    expect(await findCook()).toEqual(before);
    expect(await kitchen.eventKinds()).toEqual(['topic.created', 'worker.registered']);
  });

  test('notes at once that a worker says something else, and then every ten seconds at most', async () => {
    await kitchen.claim();
    for (const capacity of [1, 2, 3]) await kitchen.claim({ capacity });
    expect(await findCook()).toMatchObject({ capacity: 1 });
    await kitchen.pass(10_000);
    await kitchen.claim({ capacity: 3 });
    expect(await findCook()).toMatchObject({ capacity: 3 });
    const kinds = await kitchen.eventKinds();
    expect(kinds.filter((kind) => kind === 'worker.changed')).toHaveLength(2);
  });

  test.each(['claims', 'renews', 'reports'])('sees a worker that %s', async (doing) => {
    await kitchen.submit(three);
    const held = await kitchen.claimOne();
    const { lastSeenAt } = await findCook();
    await kitchen.pass(12_000);
    if (doing === 'claims') await kitchen.claim({ kinds: ['nothing'] });
    else if (doing === 'reports') await kitchen.succeed(held);
    else {
      const lease = leaseOf(held);
      await kitchen.engine.execute({ name: 'renewLease', lease, leaseMs: null });
    }
    expect((await findCook()).lastSeenAt).toBe(lastSeenAt + 12_000);
  });

  test('sees who waits in several Topics in each of them', async () => {
    const topic = { name: 'createTopic', topicName: 'bakery', description: null } as const;
    await kitchen.engine.execute(topic);
    await kitchen.claim({ topics: ['kitchen', 'bakery'] });
    expect((await listWorkers()).map(({ name }) => name)).toEqual(['cook', 'cook']);
  });
});

describe('a worker that is to rest or to stop', () => {
  test.each([
    ['QUIET', 'QUIET'],
    ['DRAINING', 'DRAIN'],
  ] as const)(
    'gets nothing while it is %s, keeps what it holds, and is told',
    async (mode, kind) => {
      await kitchen.submit(three);
      const held = await kitchen.claimOne();
      await ask(mode, { reason: 'deploy', by: 'ops' });
      const { result } = accepted(await kitchen.succeed(held));
      expect(result.directive).toMatchObject({ kind, topicName: 'kitchen', isNew: true });
      expect(result.directive?.message).toContain('"ops" asks the Worker "cook"');
      expect(await kitchen.claim()).toEqual([]);
      expect(await kitchen.claim({ worker: 'maid' })).toHaveLength(2);
    },
  );

  test('is written down as told with the first answer that says so', async () => {
    await kitchen.claim();
    await ask('DRAINING');
    const asked = await findCook();
    expect(asked.toldAt).toBeNull();
    await kitchen.pass(1_000);
    expect(await directivesOf()).toMatchObject([{ kind: 'DRAIN', isNew: true }]);
    await kitchen.pass(1_000);
    expect(await directivesOf()).toMatchObject([{ kind: 'DRAIN', isNew: false }]);
    expect((await findCook()).toldAt).toBe((asked.modeAt ?? 0) + 1_000);
  });

  test('is answered at once while it waits', async () => {
    await kitchen.claim();
    const waiting = directivesOf({ waitMs: 60_000 });
    await ask('DRAINING');
    expect(await waiting).toMatchObject([{ kind: 'DRAIN' }]);
  });

  test('waits like on an empty Topic once it was told, until it may claim again', async () => {
    await kitchen.submit(three);
    await kitchen.claim({ kinds: ['nothing'] });
    await ask('QUIET');
    expect(await directivesOf()).toHaveLength(1);
    const waiting = kitchen.claim({ waitMs: 60_000 });
    await ask('ACTIVE');
    expect(await waiting).toHaveLength(3);
  });

  test('is told by the one of its Topics in which it is asked', async () => {
    const topic = { name: 'createTopic', topicName: 'bakery', description: null } as const;
    await kitchen.engine.execute(topic);
    const topics = ['bakery', 'kitchen'];
    await kitchen.claim({ topics });
    const workerId = (await listWorkers()).find(({ topicId }) => topicId === kitchen.topicId)?.id;
    const waiting = directivesOf({ topics, waitMs: 60_000 });
    const asked = { workerId: workerId ?? '', mode: 'DRAINING', reason: null } as const;
    await kitchen.engine.execute({ name: 'setWorkerMode', ...asked });
    expect(await waiting).toMatchObject([{ kind: 'DRAIN', topicName: 'kitchen' }]);
  });

  test('changes its mode once: the same again is no change, another reason is told', async () => {
    await kitchen.claim();
    expect(accepted(await ask('QUIET', { reason: 'a' })).isReplayed).toBe(false);
    expect(accepted(await ask('QUIET', { reason: 'a' })).isReplayed).toBe(true);
    expect(accepted(await ask('QUIET', { reason: 'b' })).isReplayed).toBe(false);
    expect(accepted(await ask('ACTIVE', { reason: 'c' })).isReplayed).toBe(false);
    expect(accepted(await ask('ACTIVE', { reason: 'd' })).isReplayed).toBe(true);
    const kinds = (await kitchen.eventKinds()).filter((kind) => kind.startsWith('worker.'));
    expect(kinds.slice(1)).toEqual(['worker.quieted', 'worker.quieted', 'worker.activated']);
  });

  test('is asked only in the mode that is named, and only if it is known', async () => {
    await kitchen.claim();
    const ifState = ['DRAINING'] as const;
    expect(codesOf(await ask('ACTIVE', { ifState }))).toEqual(['STATE_NOT_AS_EXPECTED']);
    expect(codesOf(await ask('ACTIVE', { ifState: [] }))).toEqual(['INVALID_VALUE']);
    expect(codesOf(await ask('QUIET', { workerId: 'worker_0' }))).toEqual(['WORKER_NOT_FOUND']);
  });
});

describe('what is taken back', () => {
  test('is all that the worker holds, ready again in its old place', async () => {
    await kitchen.submit(three);
    const held = await kitchen.claim({ max: 2 });
    const [other] = await kitchen.claim({ worker: 'maid' });
    expect(accepted(await revoke()).result.revokedCount).toBe(2);
    expect(await kitchen.unitStates()).toEqual({ a: 'READY', b: 'READY', c: 'RUNNING' });
    for (const leased of held) {
      const outcome = await kitchen.succeed(leased);
      expect(codesOf(outcome)).toEqual(['LEASE_LOST']);
      expect(outcome).toMatchObject({ rejections: [{ details: { reason: 'REVOKED' } }] });
    }
    const again = await kitchen.claim({ worker: 'maid' });
    expect(again.map(({ unit, attempt }) => [unit.key, attempt, unit.failureCount])).toEqual([
      ['a', 2, 0],
      ['b', 2, 0],
    ]);
    if (other !== undefined) expect(accepted(await kitchen.succeed(other)).isReplayed).toBe(false);
  });

  test('does not come to the same worker again when it is quieted with it', async () => {
    await kitchen.submit(three);
    await kitchen.claim();
    accepted(await revoke(true));
    expect(await findCook()).toMatchObject({ mode: 'QUIET', modeBy: 'ops', modeReason: 'stuck' });
    expect(await kitchen.claim()).toEqual([]);
  });

  test('is nothing of a worker that holds nothing', async () => {
    await kitchen.claim();
    expect(accepted(await revoke())).toMatchObject({ isReplayed: true });
    expect(await kitchen.eventKinds()).not.toContain('worker.revoked');
  });

  test('includes what a claim of the same batch has given it', async () => {
    await kitchen.submit(three);
    await kitchen.claimOne();
    const { id: workerId } = await findCook();
    // Once it was looked up, the command enters the queue with the others.
    await ask('ACTIVE');
    const claim = { name: 'claimUnits', topicId: kitchen.topicId, worker: 'cook' } as const;
    const [, revoked] = await Promise.all([
      kitchen.engine.execute<'claimUnits'>({
        ...claim,
        ...{ kinds: null, max: 9, leaseMs: 30_000, requestId: null },
      }),
      kitchen.engine.execute<'revokeWorker'>({
        name: 'revokeWorker',
        ...{ workerId, isQuieting: false, reason: null },
      }),
    ]);
    expect(accepted(revoked).result.revokedCount).toBe(3);
  });

  test('is one Unit, if that is what is asked', async () => {
    await kitchen.submit({ meal: { units: { a: [], b: ['a'] } } });
    const held = await kitchen.claimOne();
    const take = async (key: string) =>
      kitchen.engine.execute<'revokeUnit'>({
        name: 'revokeUnit',
        unitId: await kitchen.unitId(key),
        reason: null,
      });
    expect(accepted(await take('a')).isReplayed).toBe(false);
    expect(accepted(await take('a')).isReplayed).toBe(true);
    expect(codesOf(await take('b'))).toEqual(['UNIT_NOT_IN_STATE']);
    expect(codesOf(await kitchen.succeed(held))).toEqual(['LEASE_LOST']);
  });
});
