/** Edits of a live graph, what workers spawn and the context they share, over the API. */
import { beforeAll, describe, expect, test } from 'vitest';
import {
  errorParts,
  type Lease,
  leaseOf,
  openWorkshop,
  type Refusal,
  taskOf,
  type Workshop,
} from '../server/workshop.ts';

let workshop: Workshop;

beforeAll(async () => {
  workshop = await openWorkshop();
  return workshop.close;
});

interface Payload {
  readonly replayed: boolean;
  readonly userErrors: readonly Refusal[];
}

/** Does a mutation whose input type has its name. */
async function edit(mutation: string, input: object): Promise<Payload> {
  const type = `${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}Input!`;
  const data = await workshop.data<Record<string, Payload>>(
    `mutation($input: ${type}) { ${mutation}(input: $input) { replayed cursor ${errorParts} } }`,
    { input },
  );
  const payload = data[mutation];
  if (payload === undefined) throw new Error(`There is no answer to ${mutation}.`);
  return payload;
}

async function codesOf(mutation: string, input: object): Promise<readonly string[]> {
  return (await edit(mutation, input)).userErrors.map(({ code }) => code);
}

interface JobView {
  readonly context: unknown;
  readonly tasks: { readonly nodes: readonly { id: string; key: string; parent: object | null }[] };
  readonly units: {
    readonly nodes: readonly {
      id: string;
      path: string;
      state: string;
      parent: { path: string } | null;
      children: { nodes: readonly { path: string }[] };
    }[];
  };
}

async function look(jobId: string): Promise<JobView> {
  const { job } = await workshop.data<{ job: JobView }>(
    `query($id: ID!) { job(by: { id: $id }) { context
       tasks(first: 20) { nodes { id key parent { path } } }
       units(first: 50) { nodes {
         id path state parent { path } children(first: 2) { nodes { path } } } } } }`,
    { id: jobId },
  );
  return job;
}

async function statesOf(jobId: string): Promise<Readonly<Record<string, string>>> {
  const { units } = await look(jobId);
  return Object.fromEntries(units.nodes.map(({ path, state }) => [path, state]));
}

/** A Job of one Task, and the lease of its only Unit that can be claimed. */
async function hold(more: object = {}): Promise<{ jobId: string; lease: Lease }> {
  const kind = crypto.randomUUID();
  const units = [
    { key: 'first', kind },
    { key: 'last', kind, dependsOn: ['first'] },
  ];
  const { id } = await workshop.submit([{ key: 'pan', units }], more);
  const [lease] = await workshop.claim({ kinds: [kind] });
  if (lease === undefined) throw new Error('Nothing was claimed.');
  return { jobId: id, lease };
}

describe('the graph of a Job that runs', () => {
  test('gets Tasks, Units and dependencies, and loses them again', async () => {
    const { id: jobId } = await workshop.submit([taskOf('pan', ['egg'])]);
    const tasks = [taskOf('oven', ['bread'], { dependsOn: ['pan'] })];
    expect((await edit('jobAddTasks', { jobId, tasks })).userErrors).toEqual([]);
    const taskId = (await look(jobId)).tasks.nodes[0]?.id;
    const units = [{ key: 'ham', kind: 'saw', dependsOn: ['egg'] }];
    expect((await edit('taskAddUnits', { taskId, units })).userErrors).toEqual([]);
    const dependencies = [{ predecessor: 'pan/egg', dependant: 'pan/ham' }];
    expect(await codesOf('jobRemoveDependencies', { jobId, dependencies })).toEqual([]);
    expect((await statesOf(jobId))['pan/ham']).toBe('READY');
    expect(await codesOf('jobAddDependencies', { jobId, dependencies })).toEqual([]);
    expect((await statesOf(jobId))['pan/ham']).toBe('PENDING');
    const egg = (await look(jobId)).units.nodes.find(({ path }) => path === 'pan/egg');
    const removal = { jobId, unitIds: [egg?.id], idempotencyKey: crypto.randomUUID() };
    expect(await codesOf('unitsRemove', removal)).toEqual([]);
    expect(await edit('unitsRemove', removal)).toMatchObject({ replayed: true, userErrors: [] });
    expect(await statesOf(jobId)).toEqual({ 'oven/bread': 'PENDING', 'pan/ham': 'READY' });
  });

  test('is edited once under one key', async () => {
    const { id: jobId } = await workshop.submit([taskOf('pan', ['egg'])]);
    const input = { jobId, tasks: [taskOf('oven', ['bread'])], idempotencyKey: jobId };
    expect((await edit('jobAddTasks', input)).replayed).toBe(false);
    expect(await edit('jobAddTasks', input)).toMatchObject({ replayed: true, userErrors: [] });
    const again = { ...input, idempotencyKey: null };
    const { userErrors } = await edit('jobAddTasks', again);
    expect(userErrors).toMatchObject([
      { category: 'VALIDATION', code: 'DUPLICATE_KEY', path: ['input', 'tasks', '0', 'key'] },
    ]);
  });

  test('stays as it is where an edit is refused', async () => {
    const { jobId } = await hold();
    const before = await look(jobId);
    const circle = [{ predecessor: 'pan/last', dependant: 'pan/first' }];
    expect(await codesOf('jobAddDependencies', { jobId, dependencies: circle })).toEqual([
      'NODE_STARTED',
    ]);
    const unitIds = before.units.nodes.map(({ id }) => id);
    expect(await codesOf('unitsRemove', { jobId, unitIds })).toEqual(['NODE_STARTED']);
    const taskId = 'task_01k00000007000800000000000';
    expect(await codesOf('taskAddUnits', { taskId, units: [] })).toEqual(['TASK_NOT_FOUND']);
    expect(await look(jobId)).toEqual(before);
  });
});

describe('a worker', () => {
  test('spawns Units and Tasks that know their parent', async () => {
    const { jobId, lease } = await hold();
    const spawn = {
      lease: leaseOf(lease),
      units: ['a', 'b', 'c'].map((key) => ({ key, kind: 'saw' })),
      tasks: [taskOf('oven', ['bread'])],
      join: true,
    };
    const { answers } = await workshop.report([{ spawn }, { spawn }]);
    expect(answers).toMatchObject([
      { accepted: true, replayed: false, state: 'RUNNING' },
      { accepted: true, replayed: true, state: 'RUNNING' },
    ]);
    const { units, tasks } = await look(jobId);
    const parent = units.nodes.find(({ path }) => path === 'pan/first');
    expect(parent?.children.nodes).toEqual([{ path: 'pan/a' }, { path: 'pan/b' }]);
    const child = units.nodes.find(({ path }) => path === 'pan/c');
    expect(child).toMatchObject({ parent: { path: 'pan/first' }, state: 'READY' });
    expect(tasks.nodes.map(({ key, parent: own }) => [key, own])).toEqual([
      ['pan', null],
      ['oven', { path: 'pan/first' }],
    ]);
    await workshop.report([{ succeed: { lease: leaseOf(lease) } }]);
    expect((await statesOf(jobId))['pan/last']).toBe('PENDING');
  });

  test('spawns by a mutation of its own, and is told what is wrong with it', async () => {
    const { lease } = await hold();
    const units = [{ key: 'last', kind: 'saw' }];
    const { userErrors } = await edit('unitSpawn', { lease: leaseOf(lease), units });
    expect(userErrors).toMatchObject([
      { code: 'DUPLICATE_KEY', path: ['input', 'units', '0', 'key'] },
    ]);
    const spawn = { lease: leaseOf(lease), units };
    const { answers } = await workshop.report([{ spawn }]);
    expect(answers).toMatchObject([
      { error: { path: ['input', 'reports', '0', 'spawn', 'units', '0', 'key'] } },
    ]);
  });

  test('shares a context with the others, which operators change as well', async () => {
    const { jobId, lease } = await hold({ context: { salt: 1, oil: 'olive' } });
    const merge = { lease: leaseOf(lease), values: { salt: null, egg: 2 } };
    expect(await codesOf('unitMergeContext', merge)).toEqual([]);
    expect((await look(jobId)).context).toEqual({ oil: 'olive', egg: 2 });
    const { answers } = await workshop.report([{ mergeContext: merge }]);
    expect(answers).toMatchObject([{ accepted: true, replayed: true }]);
    const change = { jobId, values: { oil: null }, by: 'Ada', reason: 'none left' };
    expect(await codesOf('jobMergeContext', change)).toEqual([]);
    await workshop.report([{ succeed: { lease: leaseOf(lease) } }]);
    const { unitsClaim } = await workshop.data<{ unitsClaim: { leases: readonly object[] } }>(
      `mutation { unitsClaim(input: { worker: "bob", topics: ["workshop"], max: 100 }) {
         leases { context unit { job { id } } } } }`,
    );
    expect(unitsClaim.leases).toContainEqual({ context: { egg: 2 }, unit: { job: { id: jobId } } });
    expect(await codesOf('jobMergeContext', { jobId, values: [1] })).toEqual(['INVALID_VALUE']);
  });
});
