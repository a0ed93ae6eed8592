/** How many statements an operation may cost: as many as it has levels, never as it has rows. */
import { graphql } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createCursorCodec } from '../../src/feeds/cursor.ts';
import { createHub } from '../../src/feeds/hub.ts';
import { type Context, createContext } from '../../src/graphql/context.ts';
import { schema } from '../../src/graphql/schema.ts';
import type { Store } from '../../src/store/port.ts';
import { openPrisma, type ReadClient } from '../../src/store/prisma/open-prisma.ts';
import { type Kitchen, openKitchen } from '../engine/kitchen.ts';

let kitchen: Kitchen;
let prisma: ReadClient;
let statements: string[];

beforeAll(async () => {
  kitchen = await openKitchen();
  prisma = await openPrisma(kitchen.store);
  const units = Object.fromEntries(
    Array.from({ length: 12 }, (_, at) => [`u${at}`, at === 0 ? [] : ['u0']]),
  );
  for (let count = 0; count < 10; count += 1) {
    await kitchen.submit({ first: { units }, second: { dependsOn: ['first'], units } });
  }
  const leases = await kitchen.claim({ max: 10 });
  await Promise.all(leases.map((lease) => kitchen.succeed(lease, '1')));
});

afterAll(async () => {
  await prisma.$disconnect();
  await kitchen.close();
});

async function run(source: string) {
  statements = [];
  const store: Store = {
    ...kitchen.store,
    query: (sql, parameters) => {
      statements.push(sql);
      return kitchen.store.query(sql, parameters);
    },
  };
  const context = createContext({
    engine: kitchen.engine,
    store,
    prisma: countPrisma(prisma),
    hub: createHub({ store }),
    cursors: createCursorCodec('epoch'),
    version: 'test',
    maxBodyBytes: 1_024,
  });
  const result = await graphql({ schema, source, contextValue: context });
  if (result.errors !== undefined) throw new Error(JSON.stringify(result.errors));
  return { data: result.data, count: statements.length };
}

function countPrisma(client: ReadClient): Context['prisma'] {
  const counting = client.$extends({
    query: {
      $allOperations: ({ operation, model, args, query }) => {
        statements.push(`prisma ${model}.${operation}`);
        return query(args);
      },
    },
  });
  // The extended client does all that the client does; its type leaves out what is not used here.
  return counting as unknown as Context['prisma'];
}

describe('the statements of an operation', () => {
  test.each([
    ['a single Job with its Topic', 2, '{ jobs(first: 1) { nodes { name topic { name } } } }'],
    [
      'Jobs with their Topics, Tasks and Units',
      5,
      `{ jobs { nodes { name topic { name unitCounts { total } } tasks { nodes { key
           units(first: 5) { nodes { key state path } pageInfo { hasNextPage } } } } } } }`,
    ],
    [
      'Units with all that is around them',
      11,
      `{ jobs { nodes { units(first: 10) { nodes {
           path task { key } job { name } predecessors { key } dependants { key } inputs
           attempts { nodes { number } } logs { nodes { line } } } } } } }`,
    ],
    [
      'why Units wait, and how long',
      11,
      `{ jobs { nodes { units(first: 10, filter: { states: [READY, PENDING] }) { nodes {
           waitingFor { kind message workers { name } } queuePosition estimatedStartAt } } } } }`,
    ],
    [
      'Topics with Jobs by state',
      2,
      '{ topics { nodes { jobs(filter: { states: [RUNNING] }) { nodes { id } } } } }',
    ],
    [
      'Topics with Templates and their versions',
      3,
      '{ topics { nodes { templates { nodes { name versions { nodes { version } } } } } } }',
    ],
    [
      'the graphs of many Jobs',
      3,
      `{ jobs { nodes { graph { nodes { task { key } layer isOnCriticalPath } edges { fromKey } layers
         criticalPath { durationMs nodeCount }
         descendants(of: { key: "first" }, first: 5) { nodes { task { key } } } } } } }`,
    ],
    [
      'Tasks and Units by their keys in many Jobs',
      4,
      '{ jobs { nodes { task(key: "first") { key } unit(path: "second/u1") { path } } } }',
    ],
    [
      'Jobs with all that is below them, and the position that goes with it',
      7,
      `{ jobs { nodes { cursor topic { cursor } tasks { nodes { cursor
           units(first: 5) { nodes { cursor job { cursor } } } } } } } }`,
    ],
    [
      'Topics and their Jobs, whose position goes with all of it',
      2,
      '{ topics { nodes { cursor jobs { nodes { cursor } } } } }',
    ],
    [
      'counts, which are counters',
      1,
      '{ topics { nodes { jobCounts { total } unitCounts { total } } } }',
    ],
  ])('for %s are at most %i', async (_, most, query) => {
    const { count } = await run(query);
    expect(count).toBeLessThanOrEqual(most);
    expect(count).toBeGreaterThan(0);
  });

  test('read no more rows for a list than its page holds', async () => {
    const { data } = await run(
      '{ jobs(first: 2) { nodes { units(first: 3) { nodes { key } } } } }',
    );
    expect(data).toEqual({
      jobs: {
        nodes: Array.from({ length: 2 }, () => ({
          units: { nodes: ['u0', 'u1', 'u2'].map((key) => ({ key })) },
        })),
      },
    });
  });

  test('of many submissions do not depend on their number', async () => {
    const jobs = Array.from({ length: 20 }, () => '{ topic: "kitchen", name: "n", tasks: [] }');
    const { data, count } = await run(
      `mutation { jobsSubmit(input: { jobs: [${jobs.join()}] }) {
        answers { jobId job { name topic { name } } } } }`,
    );
    expect(data).toMatchObject({ jobsSubmit: { answers: { length: 20 } } });
    // The Topic by its name, the Jobs, and the Topic that they have.
    expect(count).toBeLessThanOrEqual(3);
    const ids = await run(
      `mutation { jobsSubmit(input: { jobs: [${jobs.join()}] }) { answers { jobId } } }`,
    );
    expect(ids.count).toBeLessThanOrEqual(1);
  });

  test('of a claim with all that workers need never go through Prisma', async () => {
    const { data, count } = await run(
      `mutation { unitsClaim(input: { worker: "w", topics: ["kitchen"], max: 50 }) {
        leases { leaseId inputs payload unit { path kind input job { name } task { key } } } } }`,
    );
    expect(data).toMatchObject({
      unitsClaim: { leases: expect.arrayContaining([expect.objectContaining({ payload: null })]) },
    });
    expect(statements.filter((statement) => statement.startsWith('prisma'))).toEqual([]);
    expect(count).toBeLessThanOrEqual(6);
  });
});
