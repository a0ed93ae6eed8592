/** Watching Jobs, Tasks and Units themselves: what messages hold, and where they go on. */
import { beforeEach, describe, expect, test } from 'vitest';
import type { EventStream } from '../server/open-api.ts';
import { leaseOf, openWorkshop, taskOf, type Workshop } from '../server/workshop.ts';

let workshop: Workshop;

beforeEach(async () => {
  workshop = await openWorkshop();
  return workshop.close;
});

interface Changes {
  readonly nodes: readonly { readonly id: string; readonly [field: string]: unknown }[];
  readonly removedIds: readonly string[];
  readonly cursor: string;
  readonly caughtUp: boolean;
}

const parts = {
  job: 'nodes: jobs { id state unitCounts { ready running succeeded } taskCounts { succeeded } }',
  task: 'nodes: tasks { id key state unitCounts { running succeeded } }',
  unit: 'nodes: units { id path state }',
};

function follow(noun: keyof typeof parts, variables: object): Promise<EventStream> {
  const titled = { job: 'Job', task: 'Task', unit: 'Unit' }[noun];
  return workshop.stream(
    `subscription ($filter: ${titled}ChangeFilter!, $after: String) {
      changes: ${noun}Changed(filter: $filter, after: $after, throttleMs: 0) {
        ${parts[noun]} removedIds cursor caughtUp } }`,
    { filter: { topic: 'workshop' }, ...variables },
  );
}

async function nextOf(stream: EventStream): Promise<Changes> {
  const result = await stream.next<{ changes: Changes }>();
  if (result === undefined || result.errors !== undefined) throw new Error(JSON.stringify(result));
  return result.data.changes;
}

/** What comes of a stream until it has caught up, the last of each object. */
async function readOn(stream: EventStream): Promise<Changes & { messageCount: number }> {
  const nodes = new Map<string, Changes['nodes'][number]>();
  const removedIds: string[] = [];
  for (let messageCount = 1; ; messageCount += 1) {
    const changes = await nextOf(stream);
    for (const node of changes.nodes) nodes.set(node.id, node);
    removedIds.push(...changes.removedIds);
    if (changes.caughtUp)
      return { ...changes, nodes: [...nodes.values()], removedIds, messageCount };
  }
}

async function idsOf(jobId: string) {
  const { job } = await workshop.data<{
    job: {
      tasks: { nodes: readonly { id: string }[] };
      units: { nodes: readonly { id: string }[] };
    };
  }>(
    'query ($id: ID!) { job(by: { id: $id }) { tasks { nodes { id } } units { nodes { id } } } }',
    {
      id: jobId,
    },
  );
  return {
    taskIds: job.tasks.nodes.map(({ id }) => id),
    unitIds: job.units.nodes.map(({ id }) => id),
  };
}

describe('what begins without a cursor', () => {
  test('holds the object that the filter names, as it is', async () => {
    const { id } = await workshop.submit([taskOf('t', ['a'])]);
    const { taskIds, unitIds } = await idsOf(id);
    const first = async (noun: keyof typeof parts, filter: object) => {
      const stream = await follow(noun, { filter });
      const changes = await nextOf(stream);
      await stream.leave();
      return changes;
    };
    expect(await first('job', { jobId: id })).toMatchObject({
      nodes: [{ id, state: 'RUNNING', unitCounts: { ready: 1 } }],
      removedIds: [],
      caughtUp: true,
    });
    expect(await first('task', { taskId: taskIds[0] })).toMatchObject({ nodes: [{ key: 't' }] });
    expect(await first('unit', { unitId: unitIds[0] })).toMatchObject({ nodes: [{ path: 't/a' }] });
    for (const noun of ['job', 'task', 'unit'] as const) {
      expect(await first(noun, { topic: 'workshop' })).toMatchObject({ nodes: [], caughtUp: true });
    }
    expect(await first('unit', { jobId: id })).toMatchObject({ nodes: [], caughtUp: true });
  });
});

describe('what changes', () => {
  test('is told to those who follow the Unit, its Task and its Job', async () => {
    const { id } = await workshop.submit([taskOf('t', ['a', 'b'])]);
    const { taskIds, unitIds } = await idsOf(id);
    const [job, task, unit] = await Promise.all([
      follow('job', { filter: { jobId: id } }),
      follow('task', { filter: { taskId: taskIds[0] } }),
      follow('unit', { filter: { unitId: unitIds[0] } }),
    ]);
    for (const stream of [job, task, unit]) await nextOf(stream);
    await workshop.claim({ max: 1 });
    expect((await nextOf(job)).nodes).toEqual([
      {
        id,
        state: 'RUNNING',
        unitCounts: { ready: 1, running: 1, succeeded: 0 },
        taskCounts: { succeeded: 0 },
      },
    ]);
    expect((await nextOf(task)).nodes).toMatchObject([{ key: 't', unitCounts: { running: 1 } }]);
    expect((await nextOf(unit)).nodes).toMatchObject([{ path: 't/a', state: 'RUNNING' }]);
  });

  test('stands once in a message, as it is by then', async () => {
    const stream = await follow('unit', {});
    const { cursor } = await nextOf(stream);
    await stream.leave();
    await workshop.submit([taskOf('t', ['a']), taskOf('u', ['b'], { dependsOn: ['t'] })]);
    const [lease] = await workshop.claim();
    await workshop.report([{ succeed: { lease: leaseOf(lease) } }]);
    const again = await follow('unit', { after: cursor });
    const { nodes, caughtUp } = await nextOf(again);
    expect(caughtUp).toBe(true);
    expect(nodes.map(({ path, state }) => `${path} ${state}`).sort()).toEqual([
      't/a SUCCEEDED',
      'u/b READY',
    ]);
  });

  test('is all of a Job that comes, also what waits in it', async () => {
    const [jobs, tasks, units] = await Promise.all([
      follow('job', {}),
      follow('task', {}),
      follow('unit', {}),
    ]);
    for (const stream of [jobs, tasks, units]) await nextOf(stream);
    const { id } = await workshop.submit([
      taskOf('t', ['a']),
      taskOf('u', ['b', 'c'], { dependsOn: ['t'] }),
    ]);
    expect((await nextOf(jobs)).nodes).toMatchObject([{ id }]);
    expect((await nextOf(tasks)).nodes.map(({ key, state }) => `${key} ${state}`).sort()).toEqual([
      't RUNNING',
      'u PENDING',
    ]);
    const states = (await nextOf(units)).nodes.map(({ path, state }) => `${path} ${state}`);
    expect(states.sort()).toEqual(['t/a READY', 'u/b PENDING', 'u/c PENDING']);
  });

  test('is not what other Jobs, Tasks and Units do', async () => {
    const one = await workshop.submit([taskOf('t', ['a']), taskOf('u', ['b'])]);
    const { taskIds, unitIds } = await idsOf(one.id);
    const stream = await follow('unit', { filter: { unitId: unitIds[1] } });
    const ofTask = await follow('unit', { filter: { taskId: taskIds[1] } });
    for (const each of [stream, ofTask]) await nextOf(each);
    await workshop.submit([taskOf('t', ['c'])]);
    await workshop.claim({ max: 3 });
    expect((await nextOf(stream)).nodes).toMatchObject([{ path: 'u/b' }]);
    expect((await nextOf(ofTask)).nodes).toMatchObject([{ path: 'u/b' }]);
  });
});

describe('what is gone', () => {
  test('is named: Units that are removed, and Jobs with all that they held', async () => {
    const { id } = await workshop.submit([
      taskOf('t', ['a']),
      taskOf('u', ['b'], { dependsOn: ['t'] }),
    ]);
    const { unitIds } = await idsOf(id);
    const [jobs, units] = await Promise.all([follow('job', {}), follow('unit', {})]);
    for (const stream of [jobs, units]) await nextOf(stream);
    await workshop.data(
      'mutation ($id: ID!, $ids: [ID!]!) { unitsRemove(input: { jobId: $id, unitIds: $ids }) { userErrors { code } } }',
      { id, ids: [unitIds[1]] },
    );
    expect(await nextOf(units)).toMatchObject({ nodes: [], removedIds: [unitIds[1]] });
    await workshop.workOff();
    await workshop.data(
      'mutation ($id: ID!) { jobDelete(input: { jobId: $id }) { userErrors { code } } }',
      { id },
    );
    for (const stream of [jobs, units]) {
      let changes = await nextOf(stream);
      while (changes.removedIds.length === 0) changes = await nextOf(stream);
      expect(changes.removedIds).toContain(id);
    }
  });
});

describe('many changes', () => {
  test('come in several messages, and all again after a break between them', async () => {
    const stream = await follow('unit', {});
    const { cursor } = await nextOf(stream);
    const keys = Array.from({ length: 1_100 }, (_, at) => `u${at}`);
    await workshop.submit([taskOf('t', keys)]);
    const first = await nextOf(stream);
    expect(first).toMatchObject({ caughtUp: false, cursor });
    expect(first.nodes).toHaveLength(500);
    await stream.leave();
    const again = await follow('unit', { after: first.cursor });
    const { nodes, messageCount } = await readOn(again);
    expect(nodes).toHaveLength(1_100);
    expect(messageCount).toBeGreaterThan(2);
  });
});

describe('a cursor', () => {
  test('that is none, and what does not exist, are refused', async () => {
    const codeOf = async (variables: object) =>
      (await (await follow('job', variables)).next())?.errors?.[0]?.extensions.code;
    expect(await codeOf({ after: 'nonsense' })).toBe('CURSOR_INVALID');
    expect(await codeOf({ filter: {} })).toBe('INVALID_VALUE');
    expect(await codeOf({ filter: { jobId: 'job_none' } })).toBe('JOB_NOT_FOUND');
  });
});
