import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseJobFile } from '../../../src/cli/job-file/read-job-file.ts';
import { graphs } from './graphs.ts';
import { closureOf, unitOrderOf } from './order.ts';
import {
  bagAndCollector,
  bipartite,
  chains,
  forkJoin,
  mosaic,
  type WorkflowTask,
  wfFormat,
} from './workflows.ts';

function parseWorkflow(tasks: readonly WorkflowTask[]) {
  return parseJobFile('workflow.json', JSON.stringify(wfFormat('sample', tasks))).job;
}

function orderOfParents(tasks: readonly WorkflowTask[]): ReadonlySet<string> {
  const edges = tasks.flatMap(({ id, parents }) => parents.map((parent) => [parent, id] as const));
  return closureOf(
    tasks.map(({ id }) => id),
    edges,
  );
}

describe('a workflow in WfFormat', () => {
  test('becomes a Job whose Units are ordered exactly as its tasks, whatever the graph', () => {
    fc.assert(
      fc.property(graphs, (predecessors) => {
        const tasks = predecessors.map((parents, node) => ({
          id: `n${node}`,
          parents: parents.map((parent) => `n${parent}`),
        }));
        expect(unitOrderOf(parseWorkflow(tasks).tasks)).toEqual(orderOfParents(tasks));
      }),
      { numRuns: 300 },
    );
  });

  test.each([
    ['a fork and join', forkJoin(8), [1, 8, 1]],
    ['a bag with a collector', bagAndCollector(30), [30, 1]],
    ['stages that wait for all of the stage before', bipartite(6), [6, 6, 2]],
    ['chains side by side', chains(5, 4), [1, 5, 1]],
    ['overlapping images, which can be split only before the last step', mosaic(6), [1, 1]],
  ])('splits %s', (_, tasks, taskCountPerStage) => {
    const job = parseWorkflow(tasks);
    expect(unitOrderOf(job.tasks)).toEqual(orderOfParents(tasks));
    const stages = new Map<string, number>();
    for (const { key } of job.tasks) {
      const stage = key.replace(/\..*/, '');
      stages.set(stage, (stages.get(stage) ?? 0) + 1);
    }
    expect([...stages.values()]).toEqual(taskCountPerStage);
  });

  test('gives every Unit the program as kind, and its id and run time as input', () => {
    const [first] = parseWorkflow([
      { id: 'align_ID01', program: '/opt/bin/align', runtimeInSeconds: 2.0314, parents: [] },
    ]).tasks;
    expect(first?.units).toEqual([
      {
        key: 'align_ID01',
        kind: 'align',
        input: { id: 'align_ID01', runtimeMs: 2031 },
        dependsOn: [],
      },
    ]);
  });

  test('takes the name as kind where it is not the id, and never a script', () => {
    const tasks = parseWorkflow([
      { id: 'SORT_1', name: 'SORT', program: 'sort -n\n in', parents: [] },
      { id: 'merge_ID0000007', program: 'merge a b |\n gzip', parents: ['SORT_1'] },
    ]).tasks;
    expect(tasks.flatMap(({ units }) => units.map(({ kind }) => kind))).toEqual(['SORT', 'merge']);
  });

  test('names Tasks after what they hold', () => {
    const names = parseWorkflow(mosaic(3)).tasks.map(({ name }) => name);
    expect(names).toEqual(['project ×3, diff, model and 1 more kind', 'add']);
  });

  test('gives ids that are no keys a key of their own, the same every time', () => {
    const tasks = [
      { id: 'größe/1', parents: [] },
      { id: 'gro-e-1', parents: ['größe/1'] },
      { id: 'x'.repeat(200), parents: ['gro-e-1'] },
      { id: '***', parents: ['x'.repeat(200)] },
    ];
    const keys = parseWorkflow(tasks).tasks.flatMap(({ units }) => units.map(({ key }) => key));
    expect(new Set(keys).size).toBe(4);
    expect(keys[1]).toBe('gro-e-1');
    for (const key of keys) expect(key).toMatch(/^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/);
    expect(parseWorkflow(tasks).tasks.flatMap(({ units }) => units.map(({ key }) => key))).toEqual(
      keys,
    );
  });

  test('is named as it names itself, else after its file', () => {
    const unnamed = { ...wfFormat('', [{ id: 'a', parents: [] }]) };
    expect(parseWorkflow([{ id: 'a', parents: [] }]).name).toBe('sample');
    expect(parseJobFile('some/where/night.json', JSON.stringify(unnamed)).job.name).toBe('night');
  });
});

describe('a broken workflow is refused', () => {
  test.each<[string, WorkflowTask[], string]>([
    [
      'with the circle it runs in',
      [
        { id: 'a', parents: ['c'] },
        { id: 'b', parents: ['a'] },
        { id: 'c', parents: ['b'] },
      ],
      'in a circle: a → c → b → a',
    ],
    [
      'with the parent that is missing',
      [{ id: 'a', parents: ['ghost'] }],
      'workflow.specification.tasks.0.parents.0: Task "a" depends on "ghost"',
    ],
    [
      'with the id that is used twice',
      [
        { id: 'a', parents: [] },
        { id: 'a', parents: [] },
      ],
      'The key "a" is used by more than one Task',
    ],
    ['when it has no task', [], 'workflow.specification.tasks: '],
  ])('%s', (_, tasks, message) => {
    expect(() => parseWorkflow(tasks)).toThrow(message);
  });

  test('when an edge is stated at one end only', () => {
    const text = JSON.stringify(wfFormat('w', [{ id: 'a', parents: [] }])).replace(
      '"children":[]',
      '"children":["b"]',
    );
    expect(() => parseJobFile('w.json', text)).toThrow(
      'w.json:1:119: workflow.specification.tasks.0.children.0: "a" has the child "b"',
    );
  });

  test('when it is of an older version of the format', () => {
    const text = JSON.stringify({ schemaVersion: '1.3', workflow: { tasks: [] } });
    expect(() => parseJobFile('w.json', text)).toThrow('WfFormat 1.5');
  });
});
