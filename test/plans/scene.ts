/** Everything that is asked of a server, in a Topic that is filled: all commands, the clock, and reads. */
import fc from 'fast-check';
import { graphql } from 'graphql';
import { createEngine, type Engine } from '../../src/engine/create-engine.ts';
import { createCursorCodec } from '../../src/feeds/cursor.ts';
import { createHub } from '../../src/feeds/hub.ts';
import { createContext } from '../../src/graphql/context.ts';
import { schema } from '../../src/graphql/schema.ts';
import { type OpenStore, openStore } from '../../src/store/open-store.ts';
import type { Store } from '../../src/store/port.ts';
import { openPrisma } from '../../src/store/prisma/open-prisma.ts';
import { listNodeIds } from '../../src/store/reads/node-ids.ts';
import { accepted, claimRequest } from '../engine/kitchen.ts';
import { everyTenMinutes } from '../engine/scheduled-kitchen.ts';
import { stepArbitrary } from '../model/actions.ts';
import type { Driver } from '../model/driver.ts';
import { answerOf } from '../model/engine-driver.ts';
import { differencesIn } from '../model/model-run.ts';
import { nodesFrom, type Rows } from '../model/rows.ts';
import type { TestEngine } from '../open-engine.ts';
import { requires } from './filled-topics.ts';
import { type Measured, measuring } from './measured-store.ts';
import { queriesOf } from './queries.ts';

/** Plays it, and answers what each statement has cost. @param startedAt later than all that there is */
export async function playScene(
  database: string,
  { topicName, startedAt }: { readonly topicName: string; readonly startedAt: number },
): Promise<readonly Measured[]> {
  let now = startedAt;
  const opened = await openStore({ database, now: () => now, connectionCountMax: 3 });
  const { store, measured } = measuring(opened);
  const faults: unknown[] = [];
  const onFault = (fault: unknown) => faults.push(fault);
  const engine = createEngine({ store, chance: () => 1, onFault });
  const pass = async (durationMs: number) => {
    now += durationMs;
    await engine.tick();
  };
  const close = async () => {
    await engine.stop();
    await opened.close();
  };
  const test = { engine, store: opened, faults, pass, close };
  try {
    const found = 'SELECT "id" FROM "Topic" WHERE "name" = ?1';
    const [topic] = await opened.query<{ id: string }>(found, [topicName]);
    const topicId = topic?.id ?? '';
    await doAsTheModel(test, topicId, startedAt);
    await ask(opened, { engine, store }, topicName);
    await limitAndPlan(test, topicId);
    await clearAway(test, topicId);
  } finally {
    await close();
  }
  if (faults.length > 0) throw new AggregateError(faults, 'The scene broke down.');
  return measured;
}

/** Commands of all sorts at random, which have to be answered as in a Topic without a past. */
async function doAsTheModel(test: TestEngine, topicId: string, startedAt: number): Promise<void> {
  const rowsSince = async <Row extends object>(table: string, column = 'createdAt') =>
    await test.store.query<Row>(
      `SELECT * FROM "${table}" WHERE "topicId" = ?1 AND "${column}" >= ?2`,
      [topicId, startedAt],
    );
  const driver: Driver = {
    topicId,
    startedAt,
    isOrdered: true,
    execute: async (commands) => (await test.engine.executeAll(commands)).map(answerOf),
    pass: (durationMs) => test.pass(durationMs),
    close: () => test.close(),
    faults: () => Promise.resolve(test.faults.map(String)),
    read: async () =>
      nodesFrom({
        workers: await rowsSince<Rows['workers'][number]>('Worker', 'firstSeenAt'),
        jobs: await rowsSince<Rows['jobs'][number]>('Job'),
        tasks: await rowsSince<Rows['tasks'][number]>('Task'),
        units: await rowsSince<Rows['units'][number]>('Unit'),
      }),
  };
  const manySteps = fc.array(stepArbitrary, { minLength: 150, maxLength: 150, size: 'max' });
  const [steps = []] = fc.sample(manySteps, { seed: 3, numRuns: 1 });
  const differences = await differencesIn(driver, steps);
  if (differences.length > 0) throw new Error(differences.join('\n'));
}

/** What people and dashboards ask for. */
async function ask(
  opened: OpenStore,
  { engine, store }: { readonly engine: Engine; readonly store: Store },
  topicName: string,
): Promise<void> {
  const prisma = await openPrisma(opened);
  const hub = createHub({ store });
  const cursors = createCursorCodec('epoch');
  const backend = { engine, store, prisma, hub, cursors, version: 'test', maxBodyBytes: 1_024 };
  try {
    for (const source of await queriesOf(opened, topicName)) {
      const contextValue = createContext(backend);
      const result = await graphql({ schema, source, contextValue });
      if (result.errors !== undefined) throw new Error(`${source}: ${result.errors.join()}`);
    }
    const [job] = await opened.query<{ id: string }>('SELECT "jobId" AS "id" FROM "Unit" LIMIT 1');
    const places = [{ parentId: job?.id ?? '' }];
    for (const list of ['TASKS_OF_JOBS', 'UNITS_OF_JOBS'] as const) {
      await listNodeIds(store, list, { places, limit: 500 });
    }
  } finally {
    hub.stop();
    await prisma.$disconnect();
  }
}

/** Limits that are full, Templates and Schedules, which the model knows nothing of. */
async function limitAndPlan(test: TestEngine, topicId: string): Promise<void> {
  const { engine, store } = test;
  const asked = { topicId, reason: null, by: null } as const;
  const rules = { startMax: null, intervalMs: null, startMin: null, weight: null };
  const limit = { ...rules, isAdaptive: 0, runningMax: 1, scope: 'KEY', pattern: '*' } as const;
  const says = { description: undefined, defaults: undefined };
  const texts = { definition: JSON.stringify(lunch), paramsSchema: null };
  const template = { name: 'lunch', description: null, ...texts, hash: 'lunch' };
  await engine.execute({ name: 'resumeTopic', ...asked });
  await engine.execute({ name: 'openIntake', ...asked });
  const [found] = await store.query<{ name: string }>(
    'SELECT "name" FROM "Topic" WHERE "id" = ?1',
    [topicId],
  );
  const topics = [found?.name ?? ''];
  const claim = { ...claimRequest, topics, worker: 'pilot', labels: requires, kinds: ['fry'] };
  for (const isFair of [false, true]) {
    accepted(await engine.execute({ name: 'updateTopic', topicId, ...says, isFair }));
    accepted(await engine.execute({ name: 'setLimit', ...asked, ...limit }));
    for (const max of [1, 100]) {
      const answer = await engine.claim({ ...claim, max });
      if (!answer.isAccepted || answer.leases.length !== max) throw new Error('It got too little.');
    }
  }
  accepted(await engine.execute({ name: 'publishTemplate', topicId, template, by: null }));
  const schedule = { ...everyTenMinutes, overlap: 'QUEUE' } as const;
  accepted(await engine.execute({ name: 'setSchedule', topicId, schedule, by: null }));
  for (let count = 0; count < 3; count += 1) await test.pass(600_000);
}

const lunch = { tasks: [{ key: 'cook', units: [{ key: 'soup', kind: 'cook' }] }] };

/** The clock lets what is over go: Jobs with all that belongs to them, and what was kept for a time. */
async function clearAway({ engine, pass }: TestEngine, topicId: string): Promise<void> {
  const says = { description: undefined, defaults: undefined };
  accepted(await engine.execute({ name: 'updateTopic', topicId, ...says, retentionMs: 1_000 }));
  for (let count = 0; count < 4; count += 1) await pass(90_000_000);
}
