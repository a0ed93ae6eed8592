/** Joins and tolerance as they are submitted over the API: what they do, and how they are refused. */
import { beforeAll, describe, expect, test } from 'vitest';
import { bounds } from '../../src/domain/bounds.ts';
import {
  leaseOf,
  openWorkshop,
  positionOf,
  refusalsOf,
  submitJob,
  taskOf,
  type Workshop,
} from '../server/workshop.ts';
import { cancelUnit, failureOf, jobStateOf, operate, unitIdOf } from './made-unit.ts';

let workshop: Workshop;

beforeAll(async () => {
  workshop = await openWorkshop();
  return workshop.close;
});

/** Three predecessors, and `x` that joins them: as Units of one Task, or as Tasks of one Unit each. */
const graphs = {
  Unit: (join: object | undefined, kind: string) => ({
    tasks: [
      {
        key: 't',
        units: [
          ...['a', 'b', 'c'].map((key) => ({ key, kind: `${kind}-${key}` })),
          { key: 'x', kind, dependsOn: ['a', 'b', 'c'], join },
        ],
      },
    ],
    pathOf: (key: string) => `t/${key}`,
  }),
  Task: (join: object | undefined, kind: string) => ({
    tasks: [
      ...['a', 'b', 'c'].map((key) => ({ key, units: [{ key: 'u', kind: `${kind}-${key}` }] })),
      { key: 'x', dependsOn: ['a', 'b', 'c'], join, units: [{ key: 'u', kind }] },
    ],
    pathOf: (key: string) => `${key}/u`,
  }),
} as const;

type Fate = 'succeeds' | 'fails' | 'is cancelled' | 'is skipped' | 'goes on';

const good = 'succeeds';
const bad = 'fails';
const cancelled = 'is cancelled';
const skipped = 'is skipped';
const open = 'goes on';

/** Submits the graph, lets the predecessors meet their fates, and answers the state of the last Unit. */
async function joinAfter(
  level: keyof typeof graphs,
  join: object | undefined,
  fates: readonly Fate[],
): Promise<string> {
  const kind = crypto.randomUUID();
  const { tasks, pathOf } = graphs[level](join, kind);
  const job = await workshop.submit(tasks);
  for (const [index, key] of ['a', 'b', 'c'].entries()) {
    const unitId = await unitIdOf(workshop, job.id, pathOf(key));
    const fate = fates[index];
    if (fate === 'is cancelled') await cancelUnit(workshop, unitId);
    if (fate === 'is skipped') await operate(workshop, 'unitSkip', { unitId });
    if (fate !== 'succeeds' && fate !== 'fails') continue;
    const [claimed] = await workshop.claim({ kinds: [`${kind}-${key}`] });
    const lease = leaseOf(claimed);
    await workshop.report([fate === 'succeeds' ? { succeed: { lease } } : failureOf(lease)]);
  }
  const { job: found } = await workshop.data<{ job: { unit: { state: string } } }>(
    'query($id: ID!, $path: String!) { job(by: { id: $id }) { unit(path: $path) { state } } }',
    { id: job.id, path: pathOf('x') },
  );
  return found.unit.state;
}

describe.each(['Unit', 'Task'] as const)('a %s that joins by', (level) => {
  test.each<[string, object | undefined, readonly Fate[], string]>([
    ['nothing said', undefined, [good, good, good], 'READY'],
    ['ALL_SUCCEEDED', { kind: 'ALL_SUCCEEDED' }, [good, good, open], 'PENDING'],
    ['ALL_SUCCEEDED', { kind: 'ALL_SUCCEEDED' }, [good, skipped, good], 'READY'],
    ['ALL_SUCCEEDED', { kind: 'ALL_SUCCEEDED' }, [good, bad, good], 'PENDING'],
    ['ALL_SUCCEEDED', { kind: 'ALL_SUCCEEDED' }, [good, cancelled, good], 'PENDING'],
    ['ALL_FINISHED', { kind: 'ALL_FINISHED' }, [good, bad, open], 'PENDING'],
    ['ALL_FINISHED', { kind: 'ALL_FINISHED' }, [cancelled, bad, skipped], 'READY'],
    ['ANY_SUCCEEDED', { kind: 'ANY_SUCCEEDED' }, [bad, cancelled, open], 'PENDING'],
    ['ANY_SUCCEEDED', { kind: 'ANY_SUCCEEDED' }, [good, open, open], 'READY'],
    ['ANY_SUCCEEDED', { kind: 'ANY_SUCCEEDED' }, [bad, cancelled, skipped], 'READY'],
    ['ANY_SUCCEEDED', { kind: 'ANY_SUCCEEDED' }, [bad, bad, cancelled], 'PENDING'],
    ['AT_LEAST two', { kind: 'AT_LEAST', count: 2 }, [good, open, open], 'PENDING'],
    ['AT_LEAST two', { kind: 'AT_LEAST', count: 2 }, [good, open, good], 'READY'],
    ['AT_LEAST two', { kind: 'AT_LEAST', count: 2 }, [bad, good, bad], 'PENDING'],
    ['ANY_FAILED', { kind: 'ANY_FAILED' }, [open, open, bad], 'READY'],
    ['ANY_FAILED', { kind: 'ANY_FAILED' }, [good, good, open], 'PENDING'],
    ['ANY_FAILED', { kind: 'ANY_FAILED' }, [good, good, good], 'SKIPPED'],
    ['ANY_FAILED', { kind: 'ANY_FAILED' }, [good, cancelled, skipped], 'SKIPPED'],
  ])('%s, when of its predecessors %3$j', async (_, join, fates, state) => {
    expect(await joinAfter(level, join, fates)).toBe(state);
  });
});

test('joins and tolerance are shown as they were submitted', async () => {
  const units = [
    { key: 'a', kind: 'shown' },
    { key: 'b', kind: 'shown', dependsOn: ['a'], join: { kind: 'AT_LEAST', count: 1 } },
  ];
  const job = await workshop.submit([
    { key: 'one', units, tolerate: { count: 1, share: 0.25 } },
    { key: 'two', units: [], dependsOn: ['one'], join: { kind: 'ALL_FINISHED' } },
  ]);
  const query = `query($id: ID!) { job(by: { id: $id }) {
    a: unit(path: "one/a") { join { kind count } }
    b: unit(path: "one/b") { join { kind count } }
    tasks(first: 2) { nodes { join { kind count } tolerateCount tolerateShare } }
  } }`;
  const plain = { kind: 'ALL_SUCCEEDED', count: null };
  expect(await workshop.data(query, { id: job.id })).toEqual({
    job: {
      a: { join: plain },
      b: { join: { kind: 'AT_LEAST', count: 1 } },
      tasks: {
        nodes: [
          { join: plain, tolerateCount: 1, tolerateShare: 0.25 },
          { join: { kind: 'ALL_FINISHED', count: null }, tolerateCount: null, tolerateShare: null },
        ],
      },
    },
  });
});

describe('a Task that tolerates', () => {
  test.each<[object, number, string]>([
    [{ count: 1 }, 1, 'SUCCEEDED'],
    [{ count: 1 }, 2, 'FAILED'],
    [{ share: 0.5 }, 2, 'SUCCEEDED'],
    [{ share: 0.49 }, 2, 'FAILED'],
    [{ count: 1, share: 0.5 }, 2, 'SUCCEEDED'],
    [{ count: 2, share: 0 }, 2, 'SUCCEEDED'],
    [{ share: 1 }, 4, 'SUCCEEDED'],
    [{ count: 0 }, 1, 'FAILED'],
  ])('%j has, with %i of its 4 Units failed, %s', async (tolerate, failureCount, state) => {
    const kind = crypto.randomUUID();
    const units = ['a', 'b', 'c', 'd'].map((key) => ({ key, kind }));
    const job = await workshop.submit([
      { key: 'survey', units, tolerate },
      { key: 'after', dependsOn: ['survey'], units: [{ key: 'sum', kind: `${kind}-sum` }] },
    ]);
    const leases = await workshop.claim({ kinds: [kind] });
    await workshop.report(
      leases.map((held, index) =>
        index < failureCount ? failureOf(leaseOf(held)) : { succeed: { lease: leaseOf(held) } },
      ),
    );
    const after = await workshop.claim({ kinds: [`${kind}-sum`] });
    await workshop.report(after.map((held) => ({ succeed: { lease: leaseOf(held) } })));
    expect(after).toHaveLength(state === 'SUCCEEDED' ? 1 : 0);
    expect(await jobStateOf(workshop, job.id)).toBe(state);
  });
});

describe('a submission is refused, and nothing of it kept,', () => {
  const unit = (more: object) => [
    {
      key: 't',
      units: [
        { key: 'a', kind: 'k' },
        { key: 'x', kind: 'k', ...more },
      ],
    },
  ];
  const task = (more: object) => [taskOf('a', ['u']), taskOf('x', ['u'], more)];
  const unitPath = ['input', 'tasks', '0', 'units', '1', 'join'];
  const taskPath = ['input', 'tasks', '1'];
  const impossible: [string, object][] = [
    ['for one of no predecessors', { join: { kind: 'AT_LEAST', count: 1 } }],
    ['without a count', { dependsOn: ['a'], join: { kind: 'AT_LEAST' } }],
    ['for none of them', { dependsOn: ['a'], join: { kind: 'AT_LEAST', count: 0 } }],
    ['for less than none', { dependsOn: ['a'], join: { kind: 'AT_LEAST', count: -1 } }],
    ['for more than there are', { dependsOn: ['a'], join: { kind: 'AT_LEAST', count: 2 } }],
    ['for a failure of nobody', { join: { kind: 'ANY_FAILED' } }],
  ];

  test.each<[string, object, object]>([
    ...impossible.flatMap(([words, more]): [string, object, object][] => {
      const facts = { category: 'VALIDATION', code: 'JOIN_UNSATISFIABLE', retryable: false };
      return [
        [`when a Unit asks ${words}`, unit(more), { ...facts, path: unitPath }],
        [`when a Task asks ${words}`, task(more), { ...facts, path: [...taskPath, 'join'] }],
      ];
    }),
    ...[
      ['count', -1],
      ['count', bounds.unitCountPerJob + 1],
      ['share', -0.01],
      ['share', 1.01],
    ].map(([field, value]): [string, object, object] => [
      `when a Task tolerates a ${field} of ${value}`,
      task({ tolerate: { [`${field}`]: value } }),
      { category: 'VALIDATION', code: 'INVALID_VALUE', path: [...taskPath, 'tolerate', field] },
    ]),
  ])('%s', async (_, tasks, refusal) => {
    const before = await positionOf(workshop);
    const input = { topic: 'workshop', name: 'impossible', tasks };
    expect(await refusalsOf(workshop, submitJob, { input })).toMatchObject([refusal]);
    expect(await positionOf(workshop)).toBe(before);
  });

  test('when a join is of no kind that there is', async () => {
    const before = await positionOf(workshop);
    const tasks = unit({ dependsOn: ['a'], join: { kind: 'MOST' } });
    const input = { topic: 'workshop', name: 'unheard of', tasks };
    const { status, errors } = await workshop.call(submitJob, { input });
    expect(status).toBe(400);
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
    expect(await positionOf(workshop)).toBe(before);
  });
});

describe('a join tells submissions apart:', () => {
  const submission = (idempotencyKey: string, join?: object) => ({
    input: {
      topic: 'workshop',
      name: 'told apart',
      idempotencyKey,
      tasks: [
        taskOf('a', ['u']),
        taskOf('b', ['u']),
        taskOf('x', [], { dependsOn: ['a', 'b'], join }),
      ],
    },
  });

  test('what is said by default may be said or left out under one key', async () => {
    const first = await workshop.data<{ jobSubmit: object }>(submitJob, submission('plain'));
    const before = await positionOf(workshop);
    const second = await workshop.data(
      submitJob,
      submission('plain', { kind: 'ALL_SUCCEEDED', count: null }),
    );
    expect(second).toEqual({ jobSubmit: { ...first.jobSubmit, replayed: true } });
    expect(await positionOf(workshop)).toBe(before);
  });

  test.each([
    ['another kind', { kind: 'ALL_FINISHED' }],
    ['another count', { kind: 'AT_LEAST', count: 2 }],
  ])('%s under the same key is refused', async (words, join) => {
    await workshop.data(submitJob, submission(words, { kind: 'AT_LEAST', count: 1 }));
    const before = await positionOf(workshop);
    expect(await refusalsOf(workshop, submitJob, submission(words, join))).toMatchObject([
      { code: 'IDEMPOTENCY_KEY_REUSED', path: ['input', 'idempotencyKey'] },
    ]);
    expect(await positionOf(workshop)).toBe(before);
  });
});
