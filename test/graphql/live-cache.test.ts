/**
 * Random commands, among them the deletion of Jobs, while caches of every scope follow what changes,
 * leave at any time and come back: in the end each holds what a query answers.
 */
import { setImmediate as turn } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createCursorCodec } from '../../src/feeds/cursor.ts';
import { createHub } from '../../src/feeds/hub.ts';
import { openPrisma } from '../../src/store/prisma/open-prisma.ts';
import { createHandTimers } from '../feeds/hand-timers.ts';
import { stepArbitrary } from '../model/actions.ts';
import type { Driver } from '../model/driver.ts';
import { driverOf } from '../model/engine-driver.ts';
import { differencesIn } from '../model/model-run.ts';
import { openEngine } from '../open-engine.ts';
import { ask, LiveCache, type Noun, readEntries } from './live-cache.ts';

/** What the followers do between commands. */
type Move = 'NOTHING' | 'HEAR' | 'FOLLOW' | 'RECONNECT' | 'JOIN';

interface Watching {
  move(move: Move): Promise<void>;
  /** Deletes half of what has finished, and says what caches have wrong in the end. */
  differences(): Promise<readonly string[]>;
  close(): Promise<void>;
}

interface Row {
  readonly id: string;
  readonly jobId: string;
  readonly taskId: string | null;
}

const rowsOf: Readonly<Record<Noun, string>> = {
  job: 'SELECT "id", "id" AS "jobId", NULL AS "taskId" FROM "Job" WHERE "deletingAt" IS NULL',
  task: `SELECT t."id", t."jobId", t."id" AS "taskId" FROM "Task" t
         JOIN "Job" j ON j."id" = t."jobId" WHERE j."deletingAt" IS NULL`,
  unit: `SELECT u."id", u."jobId", u."taskId" FROM "Unit" u
         JOIN "Job" j ON j."id" = u."jobId" WHERE j."deletingAt" IS NULL`,
};

interface Scope {
  readonly noun: Noun;
  readonly filter: { readonly jobId?: string; readonly taskId?: string; readonly unitId?: string };
}

function isIn({ filter }: Scope, { id, jobId, taskId }: Row): boolean {
  return (
    (filter.jobId ?? jobId) === jobId &&
    (filter.taskId ?? taskId) === taskId &&
    (filter.unitId ?? id) === id
  );
}

async function openWatching(
  test: Awaited<ReturnType<typeof openEngine>>,
  topicId: string,
): Promise<Watching> {
  const { store, engine } = test;
  const timers = createHandTimers();
  const hub = createHub({ store, timers, ringSize: 16 });
  const prisma = await openPrisma(store);
  const cursors = createCursorCodec('epoch');
  const backend = { engine, store, prisma, hub, cursors, version: 'test', maxBodyBytes: 1_024 };
  const followers: { readonly scope: Scope; readonly cache: LiveCache }[] = [];

  const readHead = async () => {
    const { topic } = await ask<{ topic: { cursor: string } }>(
      backend,
      'query ($topicId: ID!) { topic(by: { id: $topicId }) { cursor } }',
      { topicId },
    );
    return topic.cursor;
  };
  const readScope = async (scope: Scope) => {
    const rows = await store.query<Row>(rowsOf[scope.noun]);
    const ids = rows.filter((row) => isIn(scope, row)).map(({ id }) => id);
    return await readEntries(backend, scope.noun, ids);
  };
  const join = async (scope: Scope, isFromNow: boolean) => {
    const cursor = isFromNow ? await readHead() : undefined;
    const entries = isFromNow ? await readScope(scope) : [];
    const throttleMs = followers.length % 2 === 0 ? 0 : 500;
    const filter = { topicId, ...scope.filter };
    const cache = new LiveCache({ backend, noun: scope.noun, filter, throttleMs, cursor, entries });
    await cache.reconnect();
    followers.push({ scope, cache });
  };
  /** One of each scope: about the newest Unit there is, which must be there. */
  const joinAll = async () => {
    for (const noun of ['job', 'task', 'unit'] as const) await join({ noun, filter: {} }, true);
    const [newest] = await store.query<Row>(`${rowsOf.unit} ORDER BY u."id" DESC LIMIT 1`);
    if (newest === undefined) return;
    const { id: unitId, jobId, taskId } = newest;
    const ofTask = taskId === null ? {} : { taskId };
    await join({ noun: 'job', filter: { jobId } }, followers.length % 2 === 0);
    await join({ noun: 'task', filter: { jobId } }, true);
    await join({ noun: 'task', filter: ofTask }, followers.length % 2 === 0);
    await join({ noun: 'unit', filter: { jobId } }, true);
    await join({ noun: 'unit', filter: ofTask }, true);
    await join({ noun: 'unit', filter: { unitId } }, followers.length % 2 === 0);
  };
  const settle = async () => {
    for (let count = 0; count < 5; count += 1) await turn();
  };
  /** What caches have wrong that had time to hear of everything. */
  const compare = async () => {
    const found: string[] = [];
    for (const { scope, cache } of followers) {
      const where = JSON.stringify(scope);
      found.push(...cache.errors.map((error) => `${where}: ${JSON.stringify(error)}`));
      const expected = await readScope(scope);
      for (const entry of expected) {
        const [known, now] = [cache.entries.get(entry.id), entry].map((each) =>
          JSON.stringify(each),
        );
        if (known !== now) found.push(`${where}: ${known}, not ${now}`);
      }
      const ids = new Set(expected.map(({ id }) => id));
      const gone = [...cache.entries.keys()].filter((id) => !ids.has(id));
      found.push(...gone.map((id) => `${where}: ${id} is gone`));
    }
    return found;
  };
  const deleteSome = async () => {
    const finished = await store.query<{ id: string }>(
      `SELECT "id" FROM "Job" WHERE "state" <> 'RUNNING' AND "deletingAt" IS NULL ORDER BY "id"`,
    );
    for (const { id: jobId } of finished.filter((_, place) => place % 2 === 0)) {
      await engine.execute({ name: 'deleteJob', jobId, reason: null });
      await settle();
    }
    await test.pass(1_000);
  };
  return {
    move: async (move) => {
      if (move === 'HEAR' || move === 'FOLLOW') timers.pass(1_000);
      if (move === 'FOLLOW') await settle();
      if (move === 'RECONNECT') for (const { cache } of followers) await cache.reconnect();
      if (move === 'JOIN' && followers.length < 18) await joinAll();
    },
    differences: async () => {
      await joinAll();
      await deleteSome();
      for (let round = 0; ; round += 1) {
        timers.pass(15_000);
        await settle();
        const found = round < 10 ? ['not yet'] : await compare();
        if (found.length === 0 || round === 100) return found;
      }
    },
    close: async () => {
      await Promise.all(followers.map(({ cache }) => cache.leave()));
      hub.stop();
      await prisma.$disconnect();
      expect({ feeds: hub.feedCount(), timers: timers.count() }).toEqual({ feeds: 0, timers: 0 });
    },
  };
}

async function openWatchedDriver(moves: readonly Move[]): Promise<Driver> {
  const test = await openEngine();
  const driver = await driverOf(test);
  const watching = await openWatching(test, driver.topicId);
  let count = 0;
  const move = () => watching.move(moves[count++ % moves.length] ?? 'FOLLOW');
  return {
    ...driver,
    execute: async (commands) => {
      const answers = await driver.execute(commands);
      await move();
      return answers;
    },
    pass: async (durationMs) => {
      await driver.pass(durationMs);
      await move();
    },
    // Deletions are no part of the model: they come once it has been compared.
    faults: async () => [...(await watching.differences()), ...(await driver.faults())],
    close: async () => {
      await watching.close();
      await driver.close();
    },
  };
}

const moveArbitrary = fc.constantFrom<Move>(
  'NOTHING',
  'HEAR',
  'HEAR',
  'FOLLOW',
  'FOLLOW',
  'RECONNECT',
  'JOIN',
);

describe('a cache that is told of changes', () => {
  test('holds in the end what queries answer, at every scope', { timeout: 600_000 }, async () => {
    const runs = fc.asyncProperty(
      fc.array(stepArbitrary, { minLength: 5, maxLength: 25, size: 'max' }),
      fc.array(moveArbitrary, { minLength: 1, maxLength: 10 }),
      async (steps, moves) => {
        const driver = await openWatchedDriver(moves);
        try {
          expect(await differencesIn(driver, steps)).toEqual([]);
        } finally {
          await driver.close();
        }
      },
    );
    // A failure is told as it was found: making it smaller would take longer than anybody waits.
    const numRuns = Number(process.env['JUNJO_MODEL_RUNS'] ?? 8);
    await fc.assert(runs, { endOnFailure: true, numRuns });
  });
});
