import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { CliError } from '../../../src/cli/cli-error.ts';
import { parseJobFile, readJobFile } from '../../../src/cli/job-file/read-job-file.ts';

const film = `
topic: film
name: Cut the trailer
key: trailer-7
payload: { title: Dusk, minutes: 2.5 }
labels:
  team: picture
priority: 5
retry: { maxAttempts: 2, backoff: FIXED, delayMs: 100 }
tasks:
  - key: ingest
    units:
      - { key: fetch, kind: film.fetch, input: { reel: 1 } }
  - key: grade
    name: Colour
    dependsOn: ingest
    units:
      - { key: match, kind: film.match }
      - key: render
        kind: film.render
        dependsOn: [match]
        priority: 9
`;

describe('a job file', () => {
  test('says in YAML what jobSubmit takes', () => {
    expect(parseJobFile('film.yaml', film)).toEqual({
      source: 'film.yaml',
      topic: 'film',
      job: {
        name: 'Cut the trailer',
        key: 'trailer-7',
        payload: { title: 'Dusk', minutes: 2.5 },
        labels: { team: 'picture' },
        priority: 5,
        retry: { maxAttempts: 2, backoff: 'FIXED', delayMs: 100 },
        tasks: [
          { key: 'ingest', units: [{ key: 'fetch', kind: 'film.fetch', input: { reel: 1 } }] },
          {
            key: 'grade',
            name: 'Colour',
            dependsOn: ['ingest'],
            units: [
              { key: 'match', kind: 'film.match' },
              { key: 'render', kind: 'film.render', dependsOn: ['match'], priority: 9 },
            ],
          },
        ],
      },
    });
  });

  test('says what things wait for, what is tolerated and how long attempts may take', () => {
    const text = `
name: Survey
onFailure: CANCEL_REST
attemptTimeoutMs: 60000
tasks:
  - key: ask
    tolerate: { share: 0.1 }
    units:
      - { key: a, kind: ask, attemptTimeoutMs: 1000 }
      - { key: b, kind: ask }
      - { key: enough, kind: count, dependsOn: [a, b], join: { AT_LEAST: 1 } }
  - { key: sorry, dependsOn: ask, join: ANY_FAILED, units: [{ key: tell, kind: mail }] }
`;
    expect(parseJobFile('survey.yaml', text).job).toMatchObject({
      onFailure: 'CANCEL_REST',
      attemptTimeoutMs: 60_000,
      tasks: [
        {
          tolerate: { share: 0.1 },
          units: [{ attemptTimeoutMs: 1_000 }, {}, { join: { kind: 'AT_LEAST', count: 1 } }],
        },
        { join: { kind: 'ANY_FAILED' } },
      ],
    });
  });

  test.each([
    ['join: SOME', 'expected ALL_SUCCEEDED'],
    ['join: { AT_LEAST: 3 }', 'Give a count from 1'],
    ['join: ANY_FAILED', 'waits for a predecessor to fail and has none'],
  ])('is refused with a join that cannot be: %s', (join, message) => {
    const text = `units: [{ key: a, kind: k, ${join} }]`;
    expect(() => parseJobFile('odd.yaml', text)).toThrow(message);
  });

  test('says the same in JSON', () => {
    const { topic, job } = parseJobFile('film.yaml', film);
    const text = JSON.stringify({ topic, ...job });
    expect(parseJobFile('film.json', text)).toEqual({ source: 'film.json', topic, job });
  });

  test('may list the Units of its only Task at the top, and is named after itself', () => {
    expect(parseJobFile('jobs/nightly.yml', 'units: [{ key: a, kind: k }]').job).toEqual({
      name: 'nightly',
      tasks: [{ key: 'main', units: [{ key: 'a', kind: 'k' }] }],
    });
  });

  test('keeps JSON values as they are, null and false and zero included', () => {
    const text = 'payload: null\nunits: [{ key: a, kind: k, input: [0, false, "", null] }]';
    const { job } = parseJobFile('a.yaml', text);
    expect(job.payload).toBeNull();
    expect(job.tasks[0]?.units[0]?.input).toEqual([0, false, '', null]);
  });
});

describe('a bad job file is refused with place and reason', () => {
  test.each([
    ['broken YAML', 'tasks: [\n  {key: a', 'bad.yaml:2:10: '],
    ['broken JSON', '{"tasks": [}', 'bad.yaml:1:12: '],
    ['a list at the top', '- a', 'bad.yaml: a job file is a mapping'],
    ['nothing at all', '', 'bad.yaml: a job file is a mapping'],
    ['neither tasks nor units', 'name: x', 'bad.yaml:1:1: give either "tasks" or'],
    ['a missing field', 'units:\n  - kind: k', 'bad.yaml:2:5: units.0.key: "key" is missing'],
    [
      'an unknown field',
      'units:\n  - key: a\n    kind: k\n    dependson: b',
      'bad.yaml:4:5: units.0.dependson: there is no field "dependson" here',
    ],
    [
      'a wrong type',
      'units:\n  - key: 7\n    kind: k',
      'bad.yaml:2:5: units.0.key: expected string, received number',
    ],
    [
      'a wrong choice',
      'retry: { backoff: SOMETIMES }\nunits: []',
      'bad.yaml:1:10: retry.backoff: expected one of "FIXED"|"LINEAR"|"EXPONENTIAL"',
    ],
    [
      'a dependency that is no key',
      'units: [{ key: a, kind: k, dependsOn: { b: c } }]',
      'bad.yaml:1:28: units.0.dependsOn: expected a key or a list of keys',
    ],
    [
      'a key that is none',
      'units:\n  - { key: "a/b", kind: k }',
      'bad.yaml:2:7: units.0.key: "a/b" is no valid key',
    ],
    [
      'an unknown dependency',
      'units:\n  - { key: a, kind: k, dependsOn: [ghost] }',
      'bad.yaml:2:36: units.0.dependsOn.0: Unit "a" depends on "ghost"',
    ],
    [
      'a dependency on a Unit of another Task',
      'tasks:\n  - { key: s, units: [{ key: a, kind: k }] }\n  - { key: t, units: [{ key: b, kind: k, dependsOn: a }] }',
      'bad.yaml:3:42: tasks.1.units.0.dependsOn.0: Unit "b" depends on "a"',
    ],
    [
      'a circle among Tasks',
      'tasks:\n  - { key: s, dependsOn: t, units: [] }\n  - { key: t, dependsOn: s, units: [] }',
      'in a circle: s → t → s',
    ],
    ['a number that JSON does not have', 'payload: .nan\nunits: []', 'bad.yaml:1:1: payload: '],
    ['a priority beyond the bounds', 'priority: 5000\nunits: []', 'bad.yaml:1:1: priority: '],
  ])('%s', (_, text, message) => {
    expect(() => parseJobFile('bad.yaml', text)).toThrow(message);
  });

  test('all of them at once, up to twenty', () => {
    const units = Array.from({ length: 30 }, () => '  - { kind: k }');
    const message = errorOf(() => parseJobFile('bad.yaml', ['units:', ...units].join('\n')));
    expect(message.split('\n')).toHaveLength(21);
    expect(message).toContain('bad.yaml:3:5: units.1.key: "key" is missing');
    expect(message).toContain('bad.yaml: and 10 more');
  });
});

describe('reading job files', () => {
  test('takes "-" as the standard input', async () => {
    const text = new TextEncoder().encode('units: [{ key: a, kind: k }]');
    const file = await readJobFile('-', () => Promise.resolve(text));
    expect(file.source).toBe('standard input');
    expect(file.job.tasks).toHaveLength(1);
  });

  test('names a file that is missing, is a folder or is not text', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'junjo-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const binary = join(folder, 'binary.yaml');
    await writeFile(binary, Uint8Array.of(0xff, 0xfe, 0x00, 0xd8));
    await expect(readPath(join(folder, 'none.yaml'))).rejects.toThrow('there is no such file');
    await expect(readPath(folder)).rejects.toThrow('this is a folder');
    await expect(readPath(binary)).rejects.toThrow('not UTF-8');
    await expect(readPath(binary)).rejects.toMatchObject({ exitCode: 2 });
  });
});

function readPath(path: string) {
  return readJobFile(path, () => Promise.reject(new Error('not asked for')));
}

function errorOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    if (error instanceof CliError) return error.message;
    throw error;
  }
  throw new Error('Nothing was refused.');
}
