/** Every way in which a submission is refused over the API, and that a refusal changes nothing. */
import { beforeAll, describe, expect, test } from 'vitest';
import { bounds } from '../../src/domain/bounds.ts';
import {
  openWorkshop,
  positionOf,
  type Refusal,
  refusalsOf as refusalsIn,
  submitJob,
  taskOf,
  type Workshop,
} from '../server/workshop.ts';

let workshop: Workshop;

beforeAll(async () => {
  workshop = await openWorkshop();
  return workshop.close;
});

const refusalsOf = (query: string, variables: object) => refusalsIn(workshop, query, variables);
const position = () => positionOf(workshop);

const unit = (key: string, more: object = {}) => ({ key, kind: 'saw', ...more });
const one = (units: readonly object[], more: object = {}) => ({
  tasks: [{ key: 't', units, ...more }],
});

const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);

describe('a submission is refused', () => {
  test.each<[string, object, Partial<Refusal>]>([
    [
      'without a Topic of the name',
      { topic: 'nowhere' },
      { category: 'NOT_FOUND', code: 'TOPIC_NOT_FOUND', path: ['input', 'topic'] },
    ],
    [
      'with a key that is no key',
      one([unit('a/b')]),
      { category: 'VALIDATION', code: 'INVALID_VALUE', path: unitPath(0, 'key') },
    ],
    [
      'with a blank name',
      { name: '  ' },
      { category: 'VALIDATION', code: 'INVALID_VALUE', path: ['input', 'name'] },
    ],
    [
      'with a priority out of range',
      one([unit('a', { priority: bounds.priority + 1 })]),
      { category: 'VALIDATION', code: 'INVALID_VALUE', path: unitPath(0, 'priority') },
    ],
    [
      'with labels that are no texts',
      { labels: { size: 3 } },
      { category: 'VALIDATION', code: 'INVALID_VALUE', path: ['input', 'labels', 'size'] },
    ],
    [
      'with labels that are a list',
      { labels: [] },
      { category: 'VALIDATION', code: 'INVALID_VALUE', path: ['input', 'labels'] },
    ],
    [
      'with too many labels',
      { labels: Object.fromEntries(Array.from({ length: 65 }, (_, at) => [`l${at}`, ''])) },
      { category: 'LIMIT_EXCEEDED', code: 'TOO_MANY', path: ['input', 'labels'] },
    ],
    [
      'with two Units of one key',
      one([unit('a'), unit('a')]),
      { category: 'VALIDATION', code: 'DUPLICATE_KEY', path: unitPath(1, 'key') },
    ],
    [
      'with a dependency on nothing',
      one([unit('a', { dependsOn: ['b'] })]),
      { category: 'VALIDATION', code: 'UNKNOWN_DEPENDENCY', path: unitPath(0, 'dependsOn', '0') },
    ],
    [
      'with a Unit that depends on itself',
      one([unit('a', { dependsOn: ['a'] })]),
      { category: 'VALIDATION', code: 'SELF_DEPENDENCY', path: unitPath(0, 'dependsOn', '0') },
    ],
    [
      'with a dependency named twice',
      one([unit('a'), unit('b', { dependsOn: ['a', 'a'] })]),
      { category: 'VALIDATION', code: 'DUPLICATE_DEPENDENCY', path: unitPath(1, 'dependsOn', '1') },
    ],
    [
      'with Tasks that depend on each other in a circle',
      { tasks: [taskOf('a', [], { dependsOn: ['b'] }), taskOf('b', [], { dependsOn: ['a'] })] },
      {
        category: 'VALIDATION',
        code: 'DEPENDENCY_CYCLE',
        path: ['input', 'tasks'],
        details: { cycle: ['a', 'b', 'a'] },
      },
    ],
    [
      'with a payload that is too large',
      { payload: 'x'.repeat(bounds.jsonBytes) },
      { category: 'LIMIT_EXCEEDED', code: 'TOO_LARGE', path: ['input', 'payload'] },
    ],
    [
      'with too many Tasks',
      {
        tasks: Array.from({ length: bounds.taskCountPerJob + 1 }, (_, at) => taskOf(`t${at}`, [])),
      },
      { category: 'LIMIT_EXCEEDED', code: 'TOO_MANY', path: ['input', 'tasks'] },
    ],
  ])('%s', async (_, more, expected) => {
    const before = await position();
    const input = { topic: 'workshop', name: 'order', tasks: [], ...more };
    const [refusal] = await refusalsOf(submitJob, { input });
    expect(refusal).toMatchObject({ retryable: false, message: expect.stringMatching(/\.$/) });
    expect(refusal).toMatchObject(expected);
    expect(await position()).toBe(before);
  });

  test('under a key that another Job has', async () => {
    const job = await workshop.submit([], { key: 'taken' });
    const named = { topic: 'workshop', name: 'another', key: 'taken', tasks: [] };
    const input = { ...named, onConflict: 'REJECT' };
    expect(await refusalsOf(submitJob, { input })).toMatchObject([
      {
        category: 'CONFLICT',
        code: 'JOB_KEY_TAKEN',
        path: ['input', 'key'],
        details: { jobId: job.id },
      },
    ]);
  });

  test('with all that is wrong with it named at once', async () => {
    const input = { topic: 'workshop', name: '', tasks: [taskOf('?', []), taskOf('!', [])] };
    const codes = (await refusalsOf(submitJob, { input })).map(({ path }) => path.join('.'));
    expect(codes).toEqual(['input.name', 'input.tasks.0.key', 'input.tasks.1.key']);
  });
});

describe('JSON that is nested deeply', () => {
  const submit = async (payload: string) => {
    const input = `{"topic": "workshop", "name": "n", "tasks": [], "payload": ${payload}}`;
    const response = await fetch(workshop.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: `{"query": ${JSON.stringify(submitJob)}, "variables": {"input": ${input}}}`,
    });
    return await response.json();
  };

  test.each([201, 100_000])('beyond the limit, %i levels, is refused as a whole', async (depth) => {
    const before = await position();
    expect(await submit(nested(depth))).toMatchObject({
      errors: [{ extensions: { code: 'BAD_USER_INPUT' } }],
    });
    expect(await position()).toBe(before);
  });

  test('within the limit is taken, brackets in texts aside', async () => {
    const payload = `[${nested(199)}, ${JSON.stringify(`"${'['.repeat(300)}\\"`)}]`;
    expect(await submit(payload)).toMatchObject({ data: { jobSubmit: { userErrors: [] } } });
  });
});

function unitPath(index: number, ...rest: readonly string[]): readonly string[] {
  return ['input', 'tasks', '0', 'units', `${index}`, ...rest];
}
