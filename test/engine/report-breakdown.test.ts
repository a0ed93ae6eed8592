/** What is told of a request with reports and a claim when some of it breaks down, or all. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { audit } from '../../src/audit/audit.ts';
import { createEngine, type Engine } from '../../src/engine/create-engine.ts';
import { migrate } from '../../src/store/migrate.ts';
import { openStore } from '../../src/store/open-store.ts';
import { CommitUnknown, DatabaseUnavailable, type Store } from '../../src/store/port.ts';
import { accepted, claimRequest, definition, leaseOf } from './kitchen.ts';

let store: Store;

beforeEach(async () => {
  store = await openStore({ database: 'memory:' });
  await migrate(store);
});

afterEach(async () => {
  expect(await audit(store)).toEqual([]);
  await store.close();
});

/** A request that reports so many Units, behind each of which is another, and claims those. */
async function prepareRequest(keys: readonly string[]) {
  const engine = createEngine({ store });
  const topic = { name: 'createTopic', topicName: 'kitchen', description: null } as const;
  const { topicId } = accepted(await engine.execute(topic));
  const units = Object.fromEntries(
    keys.flatMap((key): [string, string[]][] => [
      [key, []],
      [`after-${key}`, [key]],
    ]),
  );
  const job = definition({ meal: { units } });
  accepted(await engine.execute({ name: 'submitJob', topicId, job }));
  const answer = await engine.claim(claimRequest);
  if (!answer.isAccepted) throw new Error(answer.rejections[0].message);
  const reports = answer.leases.map((leased) => {
    const output = JSON.stringify(leased.unit.key);
    return { name: 'succeedUnit', lease: leaseOf(leased), output } as const;
  });
  await engine.stop();
  return { reports, claim: { ...claimRequest, requestId: 'once' } };
}

async function codeOf(engine: Engine, request: Parameters<Engine['report']>[0]): Promise<unknown> {
  const [settled] = await Promise.allSettled([engine.report(request)]);
  return settled.status === 'fulfilled' ? 'answered' : settled.reason.code;
}

async function poison(column: string, value: string): Promise<void> {
  // A trigger stands in for whatever the database may find wrong with a row.
  await store.transaction((transaction) =>
    transaction.script(`CREATE TRIGGER poison BEFORE UPDATE ON "Unit"
      WHEN NEW."${column}" = '${value}' BEGIN SELECT RAISE(ABORT, 'poisoned'); END`),
  );
}

async function unitStates(): Promise<readonly string[]> {
  const units = await store.query<{ state: string }>('SELECT "state" FROM "Unit" ORDER BY "key"');
  return units.map(({ state }) => state);
}

test('that all of it has changed nothing is told as it is', async () => {
  const request = await prepareRequest(['a']);
  await poison('output', '"a"');
  const engine = createEngine({ store });
  // Nothing became ready, so nothing was claimed.
  expect(await codeOf(engine, request)).toBe('INTERNAL');
  expect(await unitStates()).toEqual(['RUNNING', 'PENDING']);
  await engine.stop();
});

test('when others have taken effect it is not said that nothing has', async () => {
  const request = await prepareRequest(['a', 'b']);
  await poison('output', '"b"');
  const engine = createEngine({ store });
  expect(await codeOf(engine, request)).toBe('OUTCOME_UNKNOWN');
  expect(await unitStates()).toEqual(['SUCCEEDED', 'RUNNING', 'PENDING', 'RUNNING']);
  // By the same request the worker hears of what it holds, once that no longer breaks down.
  await store.transaction((transaction) => transaction.script('DROP TRIGGER poison'));
  const again = await engine.report(request);
  expect(again.outcomes).toMatchObject([{ isReplayed: true }, { isReplayed: false }]);
  expect(again.claim).toMatchObject({ leases: [{ unit: { key: 'after-a' } }], isReplayed: true });
  await engine.stop();
});

test('when the claim breaks down the reports count', async () => {
  const request = await prepareRequest(['a']);
  await poison('worker', 'poison');
  const engine = createEngine({ store });
  const poisoned = { ...request, claim: { ...request.claim, worker: 'poison' } };
  expect(await codeOf(engine, poisoned)).toBe('OUTCOME_UNKNOWN');
  expect(await unitStates()).toEqual(['SUCCEEDED', 'READY']);
  await engine.stop();
});

test.each([
  ['OUTCOME_UNKNOWN', new CommitUnknown('The connection is gone.')],
  ['DATABASE_UNAVAILABLE', new DatabaseUnavailable('It cannot be reached.')],
])(
  'a commit of which is told %s is told so of all, and the claim does not wait',
  async (code, fault) => {
    const { reports, claim } = await prepareRequest(['a']);
    let transactionCount = 0;
    const broken: Store = {
      ...store,
      transaction: () => {
        transactionCount += 1;
        return Promise.reject(fault);
      },
    };
    const engine = createEngine({ store: broken });
    const waiting = { ...claim, waitMs: 60_000 };
    expect(await codeOf(engine, { reports, claim: waiting })).toBe(code);
    expect(transactionCount).toBe(1);
    await engine.stop();
  },
);
