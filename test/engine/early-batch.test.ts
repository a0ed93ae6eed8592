/**
 * What is decided while the batch before is still being committed: the store holds a commit back after
 * all of its statements, as a slow disk does, and the test says when it goes on and how it ends.
 */
import { describe, expect, test } from 'vitest';
import type { IdSource } from '../../src/domain/id.ts';
import { createEngine, type Engine } from '../../src/engine/create-engine.ts';
import { createIdSource } from '../../src/engine/id-source.ts';
import { nextTurn } from '../../src/engine/turns.ts';
import { CommitUnknown } from '../../src/store/port.ts';
import {
  accepted,
  claimRequest,
  codesOf,
  definition,
  type Kitchen,
  openKitchen,
} from './kitchen.ts';

const meal = definition({ meal: { units: { a: [] } } });

interface SlowEngine {
  readonly engine: Engine;
  /** How many leases were made so far. */
  leaseCount(): number;
  /** Holds the next commit; resolves with how it ends once all of its statements are given. */
  holdCommit(): Promise<EndCommit>;
  /** Lets no transaction begin from now on, until what it answers is called. */
  holdBeginnings(): () => void;
  /** Claims while the submission of the Unit is held, and sees that this has been decided. */
  claimEarly(): Promise<EarlyClaim>;
  close(): Promise<void>;
}

interface EarlyClaim {
  readonly end: EndCommit;
  readonly submission: ReturnType<typeof submit>;
  readonly leases: ReturnType<typeof claim>;
}

/** @param fault what the commit fails with, if it does */
type EndCommit = (fault?: Error) => void;

async function openSlow(kitchen: Kitchen): Promise<SlowEngine> {
  const { store } = kitchen;
  let onHeld: ((end: EndCommit) => void) | undefined;
  let beginning: Promise<void> = Promise.resolve();
  let leaseCount = 0;
  const ids = createIdSource(() => store.now());
  const counting: IdSource = {
    next: (kind) => ids.next(kind),
    nextLeaseId: () => {
      leaseCount += 1;
      return ids.nextLeaseId();
    },
  };
  const engine = createEngine({
    ids: counting,
    chance: () => 1,
    store: {
      ...store,
      transaction: async (work) => {
        await beginning;
        return await store.transaction(async (transaction) => {
          const result = await work(transaction);
          const tell = onHeld;
          onHeld = undefined;
          if (tell !== undefined) {
            const fault = await new Promise<Error | undefined>((resolve) => tell(resolve));
            if (fault !== undefined) throw fault;
          }
          return result;
        });
      },
    },
  });
  // From here on it knows that nothing can be claimed, and who claims.
  expect(await claim(engine)).toEqual([]);
  const holdCommit = () =>
    new Promise<EndCommit>((resolve) => {
      onHeld = resolve;
    });
  return {
    engine,
    leaseCount: () => leaseCount,
    holdCommit,
    claimEarly: async () => {
      const held = holdCommit();
      const submission = submit(engine, kitchen);
      const end = await held;
      const leases = claim(engine);
      await someTurns();
      expect(leaseCount).toBe(1);
      return { end, submission, leases };
    },
    holdBeginnings: () => {
      let begin: () => void = () => undefined;
      beginning = new Promise((resolve) => {
        begin = resolve;
      });
      return () => begin();
    },
    close: async () => {
      await engine.stop();
      await kitchen.closeAudited();
    },
  };
}

async function someTurns(): Promise<void> {
  for (let turn = 0; turn < 10; turn += 1) await nextTurn();
}

function submit(engine: Engine, { topicId }: Kitchen) {
  return engine.execute({ name: 'submitJob', topicId, job: meal });
}

async function claim(engine: Engine, more: Partial<typeof claimRequest> = {}) {
  const answer = await engine.claim({ ...claimRequest, ...more });
  return answer.isAccepted ? answer.leases : [];
}

describe('while a commit is under way', () => {
  test('the next commands are decided, and answered by their own commit', async () => {
    const kitchen = await openKitchen();
    const { engine, leaseCount, holdCommit, close } = await openSlow(kitchen);
    const held = holdCommit();
    const submission = submit(engine, kitchen);
    const end = await held;
    const answered: string[] = [];
    void submission.then(() => answered.push('submission'));
    const leases = claim(engine);
    void leases.then(() => answered.push('claim'));
    await someTurns();
    expect({ decided: leaseCount(), answered }).toEqual({ decided: 1, answered: [] });
    const heldToo = holdCommit();
    end();
    const endToo = await heldToo;
    await someTurns();
    expect(answered).toEqual(['submission']);
    endToo();
    expect(await leases).toMatchObject([{ attempt: 1, unit: { state: 'RUNNING' } }]);
    await close();
  });

  test('what is decided over a commit that comes to nothing is decided anew', async () => {
    const kitchen = await openKitchen();
    const { claimEarly, close } = await openSlow(kitchen);
    const { end, submission, leases } = await claimEarly();
    end(new Error('The disk is full.'));
    await expect(submission).rejects.toMatchObject({ code: 'INTERNAL' });
    expect(await leases).toEqual([]);
    expect(await kitchen.unitStates()).toEqual({});
    await close();
  });

  test('so it is over one of which nobody knows what has come of it', async () => {
    const kitchen = await openKitchen();
    const { claimEarly, close } = await openSlow(kitchen);
    const { end, submission, leases } = await claimEarly();
    end(new CommitUnknown('The line is dead.'));
    await expect(submission).rejects.toMatchObject({ code: 'OUTCOME_UNKNOWN' });
    expect(await leases).toEqual([]);
    await close();
  });

  test('so it is when another engine has written in between', async () => {
    const kitchen = await openKitchen();
    const { topicId } = kitchen;
    const { holdBeginnings, claimEarly, close } = await openSlow(kitchen);
    const { end, submission, leases } = await claimEarly();
    const begin = holdBeginnings();
    end();
    accepted(await submission);
    const holding = { resumeAt: null, interrupt: false, reason: null } as const;
    accepted(await kitchen.engine.execute({ name: 'pauseTopic', topicId, ...holding }));
    begin();
    expect(await leases).toEqual([]);
    await close();
  });

  test('so it is when another engine has written what looks the same by its numbers', async () => {
    const kitchen = await openKitchen();
    const { topicId } = kitchen;
    const { leaseCount, holdBeginnings, claimEarly, close } = await openSlow(kitchen);
    const { end, submission, leases } = await claimEarly();
    const begin = holdBeginnings();
    end(new Error('The disk is full.'));
    await expect(submission).rejects.toMatchObject({ code: 'INTERNAL' });
    accepted(await kitchen.engine.execute({ name: 'submitJob', topicId, job: meal }));
    begin();
    expect(await leases).toMatchObject([{ unit: { id: await kitchen.unitId('a') } }]);
    expect(leaseCount()).toBe(2);
    await close();
  });

  test('a command that repeats one of the commit is answered as that is', async () => {
    const kitchen = await openKitchen();
    const { topicId } = kitchen;
    const { engine, holdCommit, close } = await openSlow(kitchen);
    const submit = () =>
      engine.execute({
        ...{ name: 'submitJob', topicId, job: meal },
        idempotency: { key: 'once', inputHash: 'same' },
      });
    const held = holdCommit();
    const first = submit();
    const end = await held;
    const second = submit();
    await someTurns();
    end();
    const { jobId } = accepted(await first).result;
    expect(await second).toMatchObject({ isReplayed: true, result: { jobId } });
    await close();
  });

  test('no lease begins in the past, however long the commit takes', async () => {
    const kitchen = await openKitchen();
    const { leaseCount, claimEarly, close } = await openSlow(kitchen);
    const { end, submission, leases } = await claimEarly();
    await kitchen.pass(2_000);
    end();
    accepted(await submission);
    const claimedAt = kitchen.store.now();
    expect(await leases).toMatchObject([{ leaseMs: 30_000, unit: { claimedAt } }]);
    expect(leaseCount()).toBe(2);
    await close();
  });

  test('whoever waits is served by what is decided early', async () => {
    const kitchen = await openKitchen();
    const { topicId } = kitchen;
    const { engine, holdCommit, close } = await openSlow(kitchen);
    const waiting = claim(engine, { waitMs: 60_000 });
    await someTurns();
    const held = holdCommit();
    const naming = engine.execute({
      name: 'updateTopic',
      topicId,
      description: 'Meals.',
      defaults: null,
    });
    const end = await held;
    const submission = submit(engine, kitchen);
    await someTurns();
    end();
    accepted(await naming);
    accepted(await submission);
    expect(await waiting).toMatchObject([{ attempt: 1 }]);
    await close();
  });

  test('a worker that says how much it can hold is given no more than that, whatever it had before', async () => {
    const kitchen = await openKitchen();
    const { topicId } = kitchen;
    const { engine, holdCommit, close } = await openSlow(kitchen);
    const held = holdCommit();
    const job = definition({ meal: { units: { a: [], b: [], c: [] } } });
    const submission = engine.execute({ name: 'submitJob', topicId, job });
    const end = await held;
    const first = claim(engine, { max: 2 });
    await someTurns();
    const second = claim(engine, { max: 2, capacity: 2 });
    await someTurns();
    end();
    accepted(await submission);
    expect(await first).toHaveLength(2);
    expect(await second).toEqual([]);
    await close();
  });

  test('an engine that is stopped answers all that has come', async () => {
    const kitchen = await openKitchen();
    const { engine, holdCommit } = await openSlow(kitchen);
    const held = holdCommit();
    const first = submit(engine, kitchen);
    const end = await held;
    const second = submit(engine, kitchen);
    await someTurns();
    const stopped = engine.stop();
    end();
    await stopped;
    accepted(await first);
    accepted(await second);
    expect(codesOf(await submit(engine, kitchen))).toEqual(['DRAINING']);
    await kitchen.closeAudited();
  });
});
