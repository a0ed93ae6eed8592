/** What one tick costs that changes many objects for many subscribers: a handful of statements. */
import { parse } from 'graphql';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createCursorCodec } from '../../src/feeds/cursor.ts';
import { createHub, type Hub } from '../../src/feeds/hub.ts';
import { createContext } from '../../src/graphql/context.ts';
import {
  createSubscriptions,
  isResultStream,
  type ResultStream,
  type Subscriptions,
} from '../../src/graphql/open-subscription.ts';
import { schema } from '../../src/graphql/schema.ts';
import type { Store } from '../../src/store/port.ts';
import { openPrisma, type ReadClient } from '../../src/store/prisma/open-prisma.ts';
import { type Kitchen, openKitchen } from '../engine/kitchen.ts';

let kitchen: Kitchen;
let prisma: ReadClient;
let hub: Hub;
let subscriptions: Subscriptions;
let statements: string[];

beforeEach(async () => {
  kitchen = await openKitchen();
  prisma = await openPrisma(kitchen.store);
  statements = [];
  const store: Store = {
    ...kitchen.store,
    query: (sql, parameters) => {
      statements.push(sql);
      return kitchen.store.query(sql, parameters);
    },
  };
  hub = createHub({ store });
  const backend = {
    engine: kitchen.engine,
    store,
    prisma,
    hub,
    cursors: createCursorCodec('epoch'),
    version: 'test',
    maxBodyBytes: 1_024,
  };
  subscriptions = createSubscriptions({
    countMax: 1_000,
    schema,
    createContext: (signal) => createContext(backend, { signal }),
    mask: (error) => {
      throw error;
    },
  });
});

afterEach(async () => {
  hub.stop();
  await prisma.$disconnect();
  await kitchen.close();
});

interface Told {
  readonly ids: readonly string[];
  /** The statements of all who were told, and of the journal. */
  readonly count: number;
}

const nouns = {
  job: 'nodes: jobs { id state unitCounts { running } topic { name } }',
  task: 'nodes: tasks { id state unitCounts { running } job { name } }',
  unit: 'nodes: units { id path state job { name } predecessors(first: 2) { key } }',
};

/** What subscribers are told, all at once, of Units that are claimed together. */
async function tellOf(
  noun: keyof typeof nouns,
  { jobCount, subscriberCount }: { readonly jobCount: number; readonly subscriberCount: number },
): Promise<Told> {
  const tasks = { first: { units: { a: [], b: [] } }, second: { units: { c: [] } } };
  for (let count = 0; count < jobCount; count += 1) await kitchen.submit(tasks);
  const document = parse(`subscription { ${noun}Changed(filter: { topic: "kitchen" }) {
    ${nouns[noun]} removedIds cursor caughtUp } }`);
  const streams: ResultStream[] = [];
  for (let count = 0; count < subscriberCount; count += 1) {
    const opened = await subscriptions.open({ document });
    if (!isResultStream(opened)) throw new Error(JSON.stringify(opened.errors));
    streams.push(opened);
    await opened.next();
  }
  await kitchen.claim({ max: 1_000 });
  statements = [];
  const waiting = streams.map((stream) => stream.next());
  const { topicId } = kitchen;
  hub.hint({ topicId, seq: Number.MAX_SAFE_INTEGER });
  const results = await Promise.all(waiting);
  const count = statements.length;
  expect(new Set(results).size).toBe(1);
  for (const stream of streams) stream.close();
  const { data } = JSON.parse(results[0]?.json ?? '{}');
  const { nodes }: { nodes: readonly { id: string }[] } = data[`${noun}Changed`];
  return { ids: nodes.map(({ id }) => id), count };
}

describe('a tick that changes many objects', () => {
  test.each<[keyof typeof nouns, number, number]>([
    ['job', 1, 3],
    ['task', 2, 3],
    ['unit', 3, 5],
  ])(
    'takes as many statements for each %s of 20 Jobs and 30 subscribers as for one',
    async (noun, perJob, most) => {
      const alone = await tellOf(noun, { jobCount: 1, subscriberCount: 1 });
      expect(alone.ids).toHaveLength(perJob);
      expect(alone.count).toBeLessThanOrEqual(most);
      await kitchen.workOff();
      const many = await tellOf(noun, { jobCount: 20, subscriberCount: 30 });
      expect(many.ids).toHaveLength(20 * perJob);
      expect(many.count).toBe(alone.count);
    },
  );

  test('takes one read for all who follow a Job of their own', async () => {
    const jobIds: string[] = [];
    for (let count = 0; count < 25; count += 1) {
      jobIds.push(await kitchen.submit({ meal: { units: { cook: [] } } }));
    }
    const document = parse(`subscription ($jobId: ID!) {
      jobChanged(filter: { jobId: $jobId }) { jobs { id unitCounts { running } } cursor } }`);
    const streams: ResultStream[] = [];
    for (const jobId of jobIds) {
      const opened = await subscriptions.open({ document, variableValues: { jobId } });
      if (!isResultStream(opened)) throw new Error(JSON.stringify(opened.errors));
      streams.push(opened);
      await opened.next();
    }
    await kitchen.claim({ max: 1_000 });
    statements = [];
    const waiting = streams.map((stream) => stream.next());
    hub.hint({ topicId: kitchen.topicId, seq: Number.MAX_SAFE_INTEGER });
    const told = (await Promise.all(waiting)).map((result) => JSON.parse(result?.json ?? '{}'));
    expect(told.map(({ data }) => data.jobChanged.jobs)).toEqual(
      jobIds.map((id) => [{ id, unitCounts: { running: 1 } }]),
    );
    expect(statements.filter((sql) => sql.includes('"Job"'))).toHaveLength(1);
    for (const stream of streams) stream.close();
  });
});
