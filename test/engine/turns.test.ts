/** Others have their turn while a command touches very many rows, and see nothing half done. */
import { expect, onTestFinished, test } from 'vitest';
import type { Command } from '../../src/domain/command.ts';
import { createEngine } from '../../src/engine/create-engine.ts';
import type { Store } from '../../src/store/port.ts';
import { definition, openKitchen } from './kitchen.ts';

const unitCount = 8_000;

test('a read is answered, with nothing half done, while a big Job is taken in', async () => {
  const { store, begun, execute, topicId } = await openWatched();
  const order: string[] = [];
  const submitted = execute(submission(topicId)).then(() => order.push('submitted'));
  await begun();
  order.push(`read ${await countUnits(store)}`);
  await submitted;
  expect(order).toEqual(['read 0', 'submitted']);
  expect(await countUnits(store)).toBe(unitCount);
});

test('a command that comes meanwhile waits, and then sees all of the big Job', async () => {
  const { begun, execute, topicId } = await openWatched();
  const order: string[] = [];
  const submitted = execute(submission(topicId)).then(() => order.push('submitted'));
  await begun();
  const claim = { worker: 'cook', kinds: null, max: 2, leaseMs: 1_000, requestId: null };
  const claimed = await execute<'claimUnits'>({ name: 'claimUnits', topicId, ...claim });
  order.push('claimed');
  await submitted;
  expect(order).toEqual(['submitted', 'claimed']);
  expect(claimed).toMatchObject({ result: { leases: [{ unit: { key: 'n0' } }] } });
});

test.each(['complete', 'cancel', 'fail'] as const)(
  'a read is answered while a command to %s makes thousands of Units follow',
  async (what) => {
    const { store, begun, execute, topicId } = await openWatched();
    const submitted = await execute<'submitJob'>(submission(topicId));
    const claim = { worker: 'cook', kinds: null, max: 1, leaseMs: 1_000, requestId: null };
    const claimed = await execute<'claimUnits'>({ name: 'claimUnits', topicId, ...claim });
    if (!submitted.isAccepted || !claimed.isAccepted) throw new Error('The Job did not begin.');
    const { unit, attempt, leaseId } = claimed.result.leases[0] ?? raise();
    const lease = { unitId: unit.id, attempt, leaseId };
    const failure = { code: 'BURNT', message: 'It is black.', details: null, retryAfterMs: null };
    const commands: Readonly<Record<typeof what, Command>> = {
      complete: { name: 'succeedUnit', lease, output: 'null' },
      fail: { name: 'failUnit', lease, ...failure, isRetryable: false },
      cancel: { name: 'cancelJob', jobId: submitted.result.jobId, reason: null },
    };
    const before = await countUnits(store, 'PENDING');
    const order: string[] = [];
    const done = execute(commands[what]).then(() => order.push('done'));
    await begun();
    order.push(`read ${await countUnits(store, 'PENDING')}`);
    await done;
    expect(order).toEqual([`read ${before}`, 'done']);
    // Of 1 → n - 2 → 1 only the last still waits, or nothing does.
    expect(await countUnits(store, 'PENDING')).toBe(what === 'complete' ? 1 : 0);
  },
);

test.each(['begin', 'replace'] as const)(
  'a read is answered while a command to %s concerns a Job of thousands of Units',
  async (what) => {
    const { store, begun, execute, topicId } = await openWatched();
    const keys = Array.from({ length: unitCount }, (_, index) => [`n${index}`, []] as const);
    const job = definition({ all: { units: Object.fromEntries(keys) } }, { key: 'all' });
    const startAt = store.now() + 1_000;
    const submitting = { name: 'submitJob', topicId, job, submission: { startAt } } as const;
    const submitted = await execute<'submitJob'>(submitting);
    if (!submitted.isAccepted) throw new Error('The Job was not taken in.');
    const { jobId } = submitted.result;
    const nothing = definition({}, { key: 'all' });
    const commands: Readonly<Record<typeof what, Command>> = {
      begin: { name: 'beginJob', jobId, reason: null },
      replace: { ...submitting, job: nothing, submission: { onConflict: 'REPLACE' } },
    };
    const order: string[] = [];
    const done = execute(commands[what]).then(() => order.push('done'));
    await begun();
    order.push(`read ${await countUnits(store, 'PENDING')}`);
    await done;
    expect(order).toEqual([`read ${unitCount}`, 'done']);
    expect(await countUnits(store, what === 'begin' ? 'READY' : 'CANCELLED')).toBe(unitCount);
  },
);

test('a read is answered while a Job of thousands of Units is started from a Template', async () => {
  const { store, begun, execute, topicId } = await openWatched();
  const units = Array.from({ length: unitCount }, (_, index) => ({
    key: `n${index}`,
    kind: 'cook',
    input: ['${{ params.dish }}'],
  }));
  const template = {
    ...{ name: 'all', description: null, paramsSchema: null, hash: 'all' },
    definition: JSON.stringify({ tasks: [{ key: 'all', units }] }),
  };
  await execute<'publishTemplate'>({ name: 'publishTemplate', topicId, template });
  const start = {
    ...{ template: { name: 'all', version: null }, isDeprecatedAllowed: false, hash: 'all' },
    ...{ params: '{"dish":"soup"}', name: null, key: null, priority: null, labels: null },
  };
  const order: string[] = [];
  const starting: Command<'startJob'> = { name: 'startJob', topicId, start };
  const started = execute<'startJob'>(starting).then(() => order.push('started'));
  await begun();
  order.push(`read ${await countUnits(store)}`);
  await started;
  expect(order).toEqual(['read 0', 'started']);
  expect(await countUnits(store, 'READY')).toBe(unitCount);
});

/** An engine over a store that tells when a transaction has begun to write or to read much. */
async function openWatched() {
  const kitchen = await openKitchen();
  let tell = (): void => undefined;
  const store: Store = {
    ...kitchen.store,
    transaction: (work) => {
      tell();
      return kitchen.store.transaction(work);
    },
  };
  const engine = createEngine({ store });
  onTestFinished(async () => {
    await engine.stop();
    await kitchen.close();
  });
  return {
    store,
    topicId: kitchen.topicId,
    execute: engine.execute,
    begun: async () => {
      await new Promise<void>((resolve) => {
        tell = resolve;
      });
      // The transaction is under way; whoever has a turn now has it in the middle.
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

function submission(topicId: string): Command<'submitJob'> {
  const keys = Array.from({ length: unitCount }, (_, index) => `n${index}`);
  const middle = keys.slice(1, -1);
  const units = Object.fromEntries(
    keys.map((key, index) => {
      if (index === 0) return [key, []];
      return [key, index === unitCount - 1 ? middle : ['n0']];
    }),
  );
  const job = definition({ all: { units } }, { onFailure: 'CANCEL_REST' });
  return { name: 'submitJob', topicId, job };
}

async function countUnits(store: Store, state = '%'): Promise<number> {
  const sql = 'SELECT count(*) AS "count" FROM "Unit" WHERE "state" LIKE ?1';
  const [row] = await store.query<{ count: number }>(sql, [state]);
  return row?.count ?? 0;
}

function raise(): never {
  throw new Error('Nothing was claimed.');
}
