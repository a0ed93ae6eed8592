/** Conditions, handled failures, clocks and the defaults of Topics, as they go in and out over the API. */
import { beforeAll, describe, expect, test } from 'vitest';
import { openWorkshop, refusalsOf, submitJob, type Workshop } from '../server/workshop.ts';

let workshop: Workshop;

beforeAll(async () => {
  workshop = await openWorkshop();
  return workshop.close;
});

const readNodes = `query($id: ID!) { job(by: { id: $id }) {
  tasks { nodes {
    key condition { expression onFalse metAt } handles isHandled
    units { nodes {
      key state condition { expression onFalse metAt } handles isHandled
      startByMs deadlineMs deadlineAt failsAt attemptTimeoutMs failure { code }
      retryPolicy { backoff delaysMs budgetMs }
    } }
  } }
} }`;

interface NodeAnswer {
  readonly key: string;
  readonly state?: string;
  readonly condition: { expression: string; onFalse: string; metAt: string | null } | null;
  readonly handles: boolean;
  readonly isHandled: boolean;
}

async function nodesOf(jobId: string): Promise<ReadonlyMap<string, NodeAnswer>> {
  const { job } = await workshop.data<{
    job: {
      tasks: { nodes: readonly (NodeAnswer & { units: { nodes: readonly NodeAnswer[] } })[] };
    };
  }>(readNodes, { id: jobId });
  const nodes = job.tasks.nodes.flatMap((task) => [task, ...task.units.nodes]);
  return new Map(nodes.map((node) => [node.key, node]));
}

describe('a condition', () => {
  test('is shown as it was submitted, with when it was seen to hold', async () => {
    const kind = crypto.randomUUID();
    const { id } = await workshop.submit(
      [
        {
          key: 'paint',
          when: 'labels.colour == "red"',
          units: [
            { key: 'prime', kind, when: 'payload.walls > 2', onFalse: 'FAIL' },
            { key: 'coat', kind, when: 'payload.walls > 9' },
          ],
        },
      ],
      { payload: { walls: 4 }, labels: { colour: 'red' } },
    );
    const nodes = await nodesOf(id);
    const metAt = expect.stringMatching(/^\d{4}-/);
    const isRed = { expression: 'labels.colour == "red"', onFalse: 'SKIP', metAt };
    expect(nodes.get('paint')).toMatchObject({ condition: isRed, handles: false });
    const isMany = { expression: 'payload.walls > 2', onFalse: 'FAIL', metAt };
    expect(nodes.get('prime')).toMatchObject({ state: 'READY', condition: isMany });
    const isLots = { expression: 'payload.walls > 9', onFalse: 'SKIP', metAt: null };
    expect(nodes.get('coat')).toMatchObject({ state: 'SKIPPED', condition: isLots });
  });

  test.each([
    ['does not parse', 'payload.walls >'],
    ['names what there is not', 'weather == "dry"'],
    ['is no question', '"red"'],
  ])('that %s is refused with its place', async (_, when) => {
    const tasks = [{ key: 'paint', units: [{ key: 'prime', kind: 'brush', when }] }];
    const input = { topic: 'workshop', name: 'order', tasks };
    const path = ['input', 'tasks', '0', 'units', '0', 'when'];
    expect(await refusalsOf(workshop, submitJob, { input })).toMatchObject([
      { code: 'CONDITION_INVALID', path },
    ]);
  });

  test('is one of as many characters as are accepted for a whole Job', async () => {
    const units = Array.from({ length: 40 }, (_, place) => ({
      key: `u${place}`,
      kind: 'brush',
      when: `payload.wall${place} == "${'x'.repeat(900)}"`,
    }));
    const input = { topic: 'workshop', name: 'order', tasks: [{ key: 'paint', units }] };
    expect(await refusalsOf(workshop, submitJob, { input })).toMatchObject([
      { code: 'TOO_MANY', path: ['input', 'tasks'] },
    ]);
  });
});

test('a failure shows that it was handled', async () => {
  const { id } = await workshop.submit([
    {
      key: 'hang',
      retry: { maxAttempts: 1 },
      units: [
        { key: 'nail', kind: 'nail' },
        {
          key: 'glue',
          kind: 'glue',
          dependsOn: ['nail'],
          join: { kind: 'ANY_FAILED' },
          handles: true,
        },
      ],
    },
  ]);
  const [nail] = await workshop.claim({ kinds: ['nail'] });
  const lease = { unitId: nail?.unitId, attempt: nail?.attempt, leaseId: nail?.leaseId };
  await workshop.report([{ fail: { lease, code: 'BENT', message: 'It is bent.' } }]);
  expect((await nodesOf(id)).get('nail')).toMatchObject({ state: 'FAILED', isHandled: false });
  await workshop.workOff();
  const nodes = await nodesOf(id);
  expect(nodes.get('nail')).toMatchObject({ state: 'FAILED', isHandled: true });
  expect(nodes.get('glue')).toMatchObject({ state: 'SUCCEEDED', handles: true });
});

describe('what a Topic says for its Units', () => {
  const updateTopic = `mutation($input: TopicUpdateInput!) { topicUpdate(input: $input) {
    topic { description defaults { startByMs deadlineMs attemptTimeoutMs retry { backoff delaysMs }
      kinds { kind startByMs retry { budgetMs maxAttempts } } } }
    cursor replayed userErrors { code path } } }`;

  test('is shown, holds for what is submitted from then on, and can be taken back', async () => {
    const defaults = {
      startByMs: 60_000,
      retry: { backoff: 'TABLE', delaysMs: [10, 20] },
      kinds: [{ kind: 'saw', startByMs: 90_000, retry: { budgetMs: 5_000 } }],
    };
    const input = { topicId: workshop.topicId, description: 'Wood', defaults };
    const answer = await workshop.data(updateTopic, { input });
    expect(answer).toMatchObject({ topicUpdate: { topic: { description: 'Wood', defaults } } });
    const { id } = await workshop.submit([{ key: 't', units: [{ key: 'cut', kind: 'saw' }] }]);
    expect((await nodesOf(id)).get('cut')).toMatchObject({
      startByMs: 90_000,
      failsAt: expect.stringMatching(/^\d{4}-/),
      deadlineAt: null,
      retryPolicy: { backoff: 'TABLE', delaysMs: [10, 20], budgetMs: 5_000 },
    });
    const nothing = { topicId: workshop.topicId, description: null, defaults: null };
    expect(await workshop.data(updateTopic, { input: nothing })).toMatchObject({
      topicUpdate: { topic: { description: null, defaults: null }, userErrors: [] },
    });
  });

  test.each([
    ['a Topic that is not there', { topicId: 'topic_0' }, 'TOPIC_NOT_FOUND'],
    ['a duration out of range', { defaults: { deadlineMs: 1 } }, 'INVALID_VALUE'],
    [
      'a kind named twice',
      { defaults: { kinds: [{ kind: 'a' }, { kind: 'a' }] } },
      'DUPLICATE_KEY',
    ],
    ['a table that is empty', { defaults: { retry: { backoff: 'TABLE' } } }, 'INVALID_VALUE'],
  ])('is refused for %s', async (_, more, code) => {
    const input = { topicId: workshop.topicId, ...more };
    const answer = await workshop.data(updateTopic, { input });
    expect(answer).toMatchObject({ topicUpdate: { topic: null, userErrors: [{ code }] } });
  });
});
