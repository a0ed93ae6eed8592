/** Templates on the command line: published from files, tried, and started. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { runCli } from '../../../src/cli/run-cli.ts';
import { createCapturedTerminal, type TerminalConditions } from '../captured-terminal.ts';
import { makeFolder, startServer } from '../running-server.ts';

const album = fileURLToPath(new URL('../../../examples/templates/album.yaml', import.meta.url));
const mine = ['--topic', 'photos'];

async function run(args: readonly string[], conditions?: TerminalConditions) {
  const terminal = createCapturedTerminal(conditions);
  const exitCode = await runCli(args, terminal);
  return { exitCode, out: terminal.outText(), err: terminal.errText() };
}

async function withAlbum() {
  const { url } = await startServer();
  const env = { JUNJO_URL: url };
  expect(await run(['publish', ...mine, album], { env })).toMatchObject({ exitCode: 0 });
  return env;
}

describe('junjo publish', () => {
  test('publishes a version, and says when it was there already', async () => {
    const { url } = await startServer();
    const args = ['publish', '--url', url, ...mine, album];
    expect(await run(args)).toEqual({
      exitCode: 0,
      out: expect.stringMatching(
        /^template_\w+ {2}published: album, version 1 {2}\(.*album\.yaml\)\n$/,
      ),
      err: 'Created the topic "photos".\n',
    });
    expect(await run([...args, '-o', 'json'])).toEqual({
      exitCode: 0,
      out: expect.stringMatching(/"name":"album","version":1,"topic":"photos",.*"isReplayed":true/),
      err: '',
    });
  });

  test('names every fault by its place, and publishes nothing', async () => {
    const env = await withAlbum();
    const path = join(await makeFolder(), 'odd.yaml');
    const units = [
      '  units:',
      '    - { key: a, kind: k, input: "${{ params.colour }}" }',
      '    - { key: b, kind: k, dependsOn: a, when: "labels.x == \\"${{ params.size }}\\"" }',
    ];
    const text = ['params: { type: object, properties: { size: {} } }', 'job:', ...units].join(
      '\n',
    );
    await writeFile(path, text);
    const { exitCode, out, err } = await run(['publish', ...mine, album, path], { env });
    expect({ exitCode, out }).toEqual({ exitCode: 2, out: '' });
    expect(err).toMatch(
      /odd\.yaml:5:40: job\.units\.1\.when: The placeholder at .* stands within quotes/,
    );
    expect(err).toMatch(
      /odd\.yaml:4:26: job\.units\.0\.input: There is no parameter params\.colour/,
    );
    expect(err).toContain('Nothing was published.');
  });

  test.each([
    ['a file without a job', 'name: a', /job: Invalid input/],
    ['a field that is none', 'jobs: {}\njob: { units: [] }', /Unrecognized key: "jobs"/],
    [
      'a schema that is none',
      'params: { type: text }\njob: { units: [] }',
      /:1:11: params\.type: /,
    ],
    [
      'a dependency on nothing',
      'name: a\njob: { units: [{ key: a, kind: k, dependsOn: z }] }',
      /job\.units\.0\.dependsOn\.0: /,
    ],
  ])('calls %s a fault of usage', async (_, standardInput, message) => {
    const { exitCode, err } = await run(['publish', ...mine, '-'], { standardInput });
    expect(exitCode).toBe(2);
    expect(err).toMatch(message);
  });
});

describe('junjo start-job', () => {
  test('lets the job begin later, and refuses another under its key', async () => {
    const env = await withAlbum();
    const params = ['-p', 'album=summer', '-p', 'sizes=[200,800]'];
    const start = ['start-job', 'album', ...mine, ...params, '--key', 'k'];
    const begin = ['--start-at', '2099-01-01T00:00:00Z', '--finish-by', '2099-01-02T00:00:00Z'];
    const { out } = await run([...start, ...begin], { env });
    expect(out).toMatch(/^job_\w+ {2}begins at 2099-01-01T00:00:00.000Z: /);
    const { exitCode, err } = await run([...start, '--on-conflict', 'REJECT'], { env });
    expect(exitCode).toBe(1);
    expect(err).toMatch(/^error: The key "k" belongs to Job job_/);
  });

  test('shows what a start would make, and then makes it', async () => {
    const env = await withAlbum();
    const start = ['start-job', 'album', ...mine, '-p', 'album=summer', '-p', 'sizes=[200,800]'];
    expect(await run([...start, '--dry-run'], { env })).toEqual({
      exitCode: 0,
      out: [
        'would start: Album summer, 1 task, 3 units  (album, version 1)',
        '  main',
        '    main/fetch  photos.fetch',
        '    main/resize  photos.resize  after fetch',
        '    main/publish  photos.publish  after resize',
        '',
      ].join('\n'),
      err: '',
    });
    const made = await run(start, { env });
    expect(made.out).toMatch(/^job_\w+ {2}started: Album summer, 1 task, 3 units\n$/);
    const again = await run([...start, '-o', 'json'], { env });
    expect(JSON.parse(again.out)).toMatchObject({
      key: 'album-summer',
      unitCount: 3,
      isReplayed: true,
    });
  });

  test('takes parameters from a file, and single ones over them', async () => {
    const env = await withAlbum();
    const args = [
      'start-job',
      'album@1',
      ...mine,
      '--params',
      '-',
      '-p',
      'quality=60',
      '--dry-run',
    ];
    const standardInput = 'album: winter\nquality: 20\n';
    const { out } = await run([...args, '-o', 'json'], { env, standardInput });
    expect(JSON.parse(out)).toMatchObject({
      params: { album: 'winter', quality: 60, sizes: [400], publish: true },
      version: 1,
    });
  });

  test('says which parameter does not fit', async () => {
    const env = await withAlbum();
    const { exitCode, err } = await run(['start-job', 'album', ...mine], { env });
    expect({ exitCode, err }).toEqual({
      exitCode: 1,
      err: expect.stringMatching(/"album" is missing\. Give it\..*PARAMS_INVALID/),
    });
  });

  test.each([
    [['album@new'], '"album@new" names no version'],
    [['album', '-p', 'size'], '--param is "size"'],
    [['album', '-p', '=3'], '--param is "=3"'],
  ])('calls %j a fault of usage', async (args, message) => {
    const { exitCode, err } = await run(['start-job', ...args, ...mine]);
    expect(exitCode).toBe(2);
    expect(err).toContain(message);
  });
});
