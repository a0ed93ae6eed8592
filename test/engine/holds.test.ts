import { beforeEach, describe, expect, test } from 'vitest';
import type { Holding } from '../../src/domain/asked.ts';
import type { Command, Outcome } from '../../src/domain/command.ts';
import type { LeasedUnit } from '../../src/domain/command-results.ts';
import { accepted, codesOf, type Kitchen, leaseOf, openKitchen } from './kitchen.ts';

let kitchen: Kitchen;

beforeEach(async () => {
  kitchen = await openKitchen();
  return kitchen.closeAudited;
});

type Verb = 'pause' | 'resume';
type Noun = 'Topic' | 'Job' | 'Task';

const holding: Holding = { reason: 'the oven smokes', by: 'ops', resumeAt: null, interrupt: false };
const meal = { meal: { units: { a: [], b: [], c: ['a', 'b'] } } };

/** The Job of the only Task there is, and what holds or lets go a whole of each kind. */
async function submitMeal(tasks = meal) {
  const jobId = await kitchen.submit(tasks);
  const [task] = await kitchen.store.query<{ id: string }>(
    'SELECT "id" FROM "Task" WHERE "jobId" = ?1 ORDER BY "id"',
    [jobId],
  );
  const { topicId } = kitchen;
  const taskId = task?.id ?? '';
  // What the engine has met before enters its queue in the order of the calls.
  accepted(await kitchen.engine.execute({ name: 'resumeTask', taskId, reason: null }));
  const on = (verb: Verb, noun: Noun, more: Partial<Holding> = {}): Promise<Outcome> => {
    const asked = { ...holding, ...more };
    switch (noun) {
      case 'Topic':
        return kitchen.engine.execute({ name: `${verb}Topic`, topicId, ...asked });
      case 'Job':
        return kitchen.engine.execute({ name: `${verb}Job`, jobId, ...asked });
      case 'Task':
        return kitchen.engine.execute({ name: `${verb}Task`, taskId, ...asked });
    }
  };
  return { jobId, taskId, on };
}

const claimOne: Omit<Command<'claimUnits'>, 'topicId'> = {
  name: 'claimUnits',
  worker: 'cook',
  kinds: null,
  max: 1,
  leaseMs: 30_000,
  requestId: null,
};

const keysOf = (leases: readonly LeasedUnit[]) => leases.map(({ unit }) => unit.key);

async function eventsOf(kind: string): Promise<readonly unknown[]> {
  const rows = await kitchen.store.query<{ data: string | null }>(
    'SELECT "data" FROM "Event" WHERE "kind" = ?1 ORDER BY "seq"',
    [kind],
  );
  return rows.map(({ data }) => (data === null ? null : JSON.parse(data)));
}

async function claimTwo(): Promise<readonly [LeasedUnit, LeasedUnit]> {
  const [first, second] = await kitchen.claim({ max: 2 });
  if (first === undefined || second === undefined) throw new Error('Two Units can be claimed.');
  return [first, second];
}

describe.each(['Topic', 'Job', 'Task'] as const)('a held %s', (noun) => {
  test('hands out nothing until it is resumed, and then in the old order', async () => {
    const { on } = await submitMeal();
    accepted(await on('pause', noun));
    await kitchen.pass(1_000);
    expect(await kitchen.claim()).toEqual([]);
    if (noun !== 'Topic') {
      await kitchen.submit({ later: { units: { d: [] } } });
      expect(keysOf(await kitchen.claim({ max: 1 }))).toEqual(['d']);
    }
    await kitchen.submit({ later: { units: { e: [] } } });
    accepted(await on('resume', noun));
    expect(keysOf(await kitchen.claim())).toEqual(['a', 'b', 'e']);
  });

  test('lets its running Units go on, and holds what becomes ready after them', async () => {
    const { jobId, on } = await submitMeal();
    const [a, b] = await claimTwo();
    accepted(await on('pause', noun));
    accepted(await kitchen.succeed(a));
    accepted(await kitchen.fail(b, { retryAfterMs: 0 }));
    expect(await kitchen.unitStates()).toEqual({ a: 'SUCCEEDED', b: 'READY', c: 'PENDING' });
    expect(await kitchen.claim()).toEqual([]);
    accepted(await on('resume', noun));
    const [again] = await kitchen.claim();
    if (again === undefined) throw new Error('b can be claimed.');
    accepted(await on('pause', noun));
    accepted(await kitchen.succeed(again));
    expect(await kitchen.unitStates()).toMatchObject({ c: 'READY' });
    expect(await kitchen.claim()).toEqual([]);
    accepted(await on('resume', noun));
    for (const leased of await kitchen.claim()) accepted(await kitchen.succeed(leased));
    expect(await kitchen.jobState(jobId)).toBe('SUCCEEDED');
  });

  test('keeps a delay that ends meanwhile, and one that ends later', async () => {
    const { on } = await submitMeal();
    const [a, b] = await claimTwo();
    await kitchen.fail(a, { retryAfterMs: 1_000 });
    await kitchen.fail(b, { retryAfterMs: 5_000 });
    accepted(await on('pause', noun));
    await kitchen.pass(2_000);
    expect(await eventsOf('unit.due')).toHaveLength(1);
    expect(await kitchen.claim()).toEqual([]);
    accepted(await on('resume', noun));
    expect(keysOf(await kitchen.claim())).toEqual(['a']);
    await kitchen.pass(3_000);
    expect(keysOf(await kitchen.claim())).toEqual(['b']);
  });

  test('with interruption takes its Units from their holders, who pay no attempt', async () => {
    const { on } = await submitMeal();
    const [a] = await claimTwo();
    accepted(await on('pause', noun, { interrupt: true }));
    expect(await kitchen.unitStates()).toEqual({ a: 'READY', b: 'READY', c: 'PENDING' });
    expect(await kitchen.succeed(a)).toMatchObject({
      rejections: [{ code: 'LEASE_LOST', details: { reason: 'PAUSED', unitState: 'READY' } }],
    });
    const wish = { name: 'pauseHeldUnit', reason: null, resumeAt: null } as const;
    const pausing = { ...wish, lease: leaseOf(a) };
    expect(codesOf(await kitchen.engine.execute(pausing))).toEqual(['LEASE_LOST']);
    const said = { reason: 'the oven smokes', by: 'ops' };
    expect(await eventsOf('unit.interrupted')).toEqual([said, said]);
    expect(await kitchen.claim()).toEqual([]);
    accepted(await on('resume', noun));
    const again = await kitchen.claim();
    expect(again.map(({ attempt, unit }) => [unit.key, attempt, unit.failureCount])).toEqual([
      ['a', 2, 0],
      ['b', 2, 0],
    ]);
  });

  test('is held once: the same again is a repetition, another word changes it', async () => {
    const { on } = await submitMeal();
    expect(accepted(await on('pause', noun)).isReplayed).toBe(false);
    expect(accepted(await on('pause', noun)).isReplayed).toBe(true);
    // There is nothing that runs, so nothing to interrupt either.
    expect(accepted(await on('pause', noun, { interrupt: true })).isReplayed).toBe(true);
    const resumeAt = kitchen.store.now() + 1_000;
    expect(accepted(await on('pause', noun, { by: 'chef', resumeAt })).isReplayed).toBe(false);
    expect(await eventsOf(`${noun.toLowerCase()}.paused`)).toEqual([
      { reason: 'the oven smokes', by: 'ops' },
      { reason: 'the oven smokes', by: 'chef', resumeAt },
    ]);
    accepted(await on('resume', noun));
    expect(accepted(await on('resume', noun)).isReplayed).toBe(true);
    expect(await eventsOf(`${noun.toLowerCase()}.resumed`)).toHaveLength(1);
  });

  test('goes on by itself when its time has come', async () => {
    const { on } = await submitMeal();
    accepted(await on('pause', noun, { resumeAt: kitchen.store.now() + 1_000 }));
    await kitchen.pass(999);
    expect(await kitchen.claim()).toEqual([]);
    await kitchen.pass(1);
    expect(keysOf(await kitchen.claim())).toEqual(['a', 'b']);
    expect(await eventsOf(`${noun.toLowerCase()}.resumed`)).toEqual([null]);
  });

  test('is held, let go and held again within one batch', async () => {
    const { on } = await submitMeal();
    const claim = () => kitchen.engine.execute({ ...claimOne, topicId: kitchen.topicId });
    const [, held, , free, , heldAgain] = await Promise.all([
      on('pause', noun),
      claim(),
      on('resume', noun),
      claim(),
      on('pause', noun, { interrupt: true }),
      claim(),
    ]);
    const keys = [held, free, heldAgain].map((outcome) =>
      keysOf(accepted(outcome as Outcome<'claimUnits'>).result.leases),
    );
    expect(keys).toEqual([[], ['a'], []]);
    expect(await kitchen.unitStates()).toEqual({ a: 'READY', b: 'READY', c: 'PENDING' });
  });

  test('wakes who waits when it is resumed, and not before', async () => {
    const { on } = await submitMeal();
    accepted(await on('pause', noun));
    let isServed = false;
    const waiting = kitchen.claim({ waitMs: 60_000 }).finally(() => {
      isServed = true;
    });
    await on('pause', noun, { reason: 'still smoking' });
    expect(isServed).toBe(false);
    accepted(await on('resume', noun));
    expect(keysOf(await waiting)).toEqual(['a', 'b']);
  });
});

describe('a Job and a Task in it that are both held', () => {
  test.each([
    ['Job', 'Task'],
    ['Task', 'Job'],
  ] as const)('hand out nothing until the %s and then the %s goes on', async (first, second) => {
    const { on } = await submitMeal();
    accepted(await on('pause', 'Job'));
    accepted(await on('pause', 'Task'));
    accepted(await on('resume', first));
    expect(await kitchen.claim()).toEqual([]);
    accepted(await on('resume', second));
    expect(await kitchen.claim()).toHaveLength(2);
  });
});

describe('a hold', () => {
  test.each(['Job', 'Task'] as const)(
    'of a %s leaves a claim of its batch what stands behind',
    async (noun) => {
      const { on } = await submitMeal();
      await kitchen.submit({ later: { units: { d: [] } } });
      const { topicId } = kitchen;
      const [, claimed] = await Promise.all([
        on('pause', noun),
        kitchen.engine.execute({ ...claimOne, topicId }),
      ]);
      expect(keysOf(accepted(claimed).result.leases)).toEqual(['d']);
    },
  );

  test('of a Task that waits is there when it opens', async () => {
    await kitchen.submit({
      first: { units: { a: [] } },
      second: { dependsOn: ['first'], units: { b: [] } },
    });
    const [, second] = await kitchen.store.query<{ id: string }>(
      'SELECT "id" FROM "Task" ORDER BY "id"',
    );
    const taskId = second?.id ?? '';
    accepted(await kitchen.engine.execute({ name: 'pauseTask', taskId, ...holding }));
    for (const leased of await kitchen.claim()) await kitchen.succeed(leased);
    expect(await kitchen.unitStates()).toEqual({ a: 'SUCCEEDED', b: 'READY' });
    expect(await kitchen.claim()).toEqual([]);
  });

  test('ends with what it holds, and what is finished cannot be held', async () => {
    const { jobId, on } = await submitMeal();
    accepted(await on('pause', 'Task'));
    accepted(await on('pause', 'Job'));
    accepted(await kitchen.engine.execute({ name: 'cancelJob', jobId, reason: null }));
    for (const verb of ['pause', 'resume'] as const) {
      expect(codesOf(await on(verb, 'Job'))).toEqual(['JOB_FINISHED']);
      expect(codesOf(await on(verb, 'Task'))).toEqual(['TASK_FINISHED']);
    }
    const [unit] = await kitchen.store.query<{ id: string }>('SELECT "id" FROM "Unit"');
    accepted(
      await kitchen.engine.execute({ name: 'retryUnit', unitId: unit?.id ?? '', reason: null }),
    );
    expect(keysOf(await kitchen.claim())).toEqual(['a']);
  });

  test('of a Unit says anew by whom and until when, and its worker signs its own', async () => {
    await submitMeal();
    const [{ unit, attempt, leaseId }] = await claimTwo();
    const lease = leaseOf({ unit, attempt, leaseId, leaseMs: 0 });
    const own = {
      name: 'pauseHeldUnit',
      lease,
      reason: 'a yes is missing',
      resumeAt: null,
    } as const;
    accepted(await kitchen.engine.execute(own));
    const resumeAt = kitchen.store.now() + 1_000;
    const again = {
      name: 'pauseUnit',
      unitId: unit.id,
      reason: null,
      by: 'ops',
      resumeAt,
    } as const;
    expect(accepted(await kitchen.engine.execute(again)).isReplayed).toBe(false);
    expect(accepted(await kitchen.engine.execute(again)).isReplayed).toBe(true);
    expect(await eventsOf('unit.paused')).toEqual([
      { reason: 'a yes is missing', by: 'cook' },
      { by: 'ops', resumeAt },
    ]);
    await kitchen.pass(1_000);
    expect(await kitchen.unitStates()).toMatchObject({ a: 'READY' });
  });
});
