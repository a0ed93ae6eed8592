import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { runCli } from '../../../src/cli/run-cli.ts';
import { createClient } from '../../../src/client/create-client.ts';
import { createCapturedTerminal, type TerminalConditions } from '../captured-terminal.ts';
import { chains, wfFormat } from '../job-file/workflows.ts';
import { makeFolder, startServer } from '../running-server.ts';

const examples = fileURLToPath(new URL('../../../examples/', import.meta.url));
const smallJob = 'units: [{ key: a, kind: k }, { key: b, kind: k, dependsOn: a }]';

async function submit(args: readonly string[], conditions?: TerminalConditions) {
  const terminal = createCapturedTerminal(conditions);
  const exitCode = await runCli(['submit', ...args], terminal);
  return { exitCode, out: terminal.outText(), err: terminal.errText() };
}

async function writeFiles(files: Readonly<Record<string, string>>) {
  const folder = await makeFolder();
  const paths = Object.keys(files).map((name) => join(folder, name));
  await Promise.all(paths.map((path, index) => writeFile(path, Object.values(files)[index] ?? '')));
  return paths;
}

describe('junjo submit', () => {
  test('submits a Job per file, creates the topic once and says what it did', async () => {
    const { url } = await startServer();
    const paths = await writeFiles({
      'night.yaml': smallJob,
      'flow.json': JSON.stringify(wfFormat('flow', chains(3, 2))),
    });
    const { exitCode, out, err } = await submit(['--url', url, '--topic', 'film', ...paths]);
    expect({ exitCode, err }).toEqual({ exitCode: 0, err: 'Created the topic "film".\n' });
    expect(out.split('\n')).toEqual([
      expect.stringMatching(/^job_\w+ {2}submitted: night, 1 task, 2 units {2}\(.*night\.yaml\)$/),
      expect.stringMatching(/^job_\w+ {2}submitted: flow, 5 tasks, 8 units {2}\(.*flow\.json\)$/),
      '',
    ]);
    const topic = await createClient({ url }).findTopic({ name: 'film' });
    expect(topic?.unitCounts).toMatchObject({ total: 10, ready: 2, pending: 8 });
  });

  test('takes every example there is', async () => {
    const { url } = await startServer();
    const names = (await readdir(examples)).filter((name) => /\.(ya?ml|json)$/.test(name));
    const paths = names.map((name) => join(examples, name));
    const { exitCode, out } = await submit(['--url', url, '--topic', 'examples', ...paths]);
    expect(exitCode).toBe(0);
    expect(out.trim().split('\n')).toHaveLength(names.length);
    expect(names.length).toBeGreaterThan(1);
  });

  test('answers the Job there is when the key is known, and prints JSON if asked', async () => {
    const { url } = await startServer();
    const args = ['--url', url, '--topic', 'film', '--key', 'k', '-o', 'json', '-'];
    const first = await submit(args, { standardInput: smallJob });
    const second = await submit(args, { standardInput: smallJob });
    const job = JSON.parse(first.out);
    expect(job).toEqual({
      id: expect.stringMatching(/^job_/),
      name: 'standard input',
      key: 'k',
      topic: 'film',
      state: 'RUNNING',
      taskCount: 1,
      unitCount: 2,
      file: 'standard input',
      isReplayed: false,
      differs: false,
      collapsed: false,
      beginsAt: null,
    });
    expect(JSON.parse(second.out)).toEqual({ ...job, isReplayed: true });
  });

  test('says that the Job under a known key is another one', async () => {
    const { url } = await startServer();
    const args = ['--url', url, '--topic', 'film', '--key', 'k', '-'];
    await submit(args, { standardInput: smallJob });
    const { exitCode, out } = await submit(args, { standardInput: 'units: []' });
    expect(exitCode).toBe(0);
    expect(out).toMatch(/^job_\w+ {2}was there already, made otherwise: .*1 task, 2 units/);
  });

  test('lets Jobs begin later, and takes what the flags say over what the file says', async () => {
    const { url } = await startServer();
    const text = `startAt: 2099-01-01T00:00:00Z\nfinishBy: 2099-01-03T00:00:00Z\n${smallJob}`;
    const args = ['--url', url, '--topic', 'film', '--key', 'k'];
    const first = await submit([...args, '-'], { standardInput: text });
    expect(first.out).toMatch(/^job_\w+ {2}begins at 2099-01-01T00:00:00.000Z: /);
    const flags = ['--start-at', '2099-01-02T01:00:00+01:00', '--on-conflict', 'REPLACE'];
    const second = await submit([...args, ...flags, '-o', 'json', '-'], { standardInput: text });
    expect(JSON.parse(second.out)).toMatchObject({ beginsAt: '2099-01-02T00:00:00.000Z' });
  });

  test.each<[string, string, RegExp]>([
    ['an end before the beginning', 'finishBy: 2020-01-01T00:00:00Z', /finish before it begins/],
    ['no instant', 'finishBy: tomorrow', /expected an instant/],
    ['a debounce without a window', 'collapse: { key: k, mode: DEBOUNCE }', /Give windowMs/],
  ])('refuses a file with %s before anything is submitted', async (_, line, message) => {
    const text = `topic: film\nstartAt: 2099-01-01T00:00:00Z\n${line}\n${smallJob}`;
    const { exitCode, err } = await submit(['-'], { standardInput: text });
    expect(exitCode).toBe(2);
    expect(err).toMatch(message);
  });

  test('refuses a flag that is no instant', async () => {
    const { exitCode, err } = await submit(['--start-at', 'tomorrow', '-']);
    expect(exitCode).toBe(2);
    expect(err).toContain('Give an instant such as');
  });

  test('takes the topic that the file names', async () => {
    const { url } = await startServer();
    const terminal = { env: { JUNJO_URL: url }, standardInput: `topic: sound\n${smallJob}` };
    expect(await submit(['-'], terminal)).toMatchObject({
      exitCode: 0,
      err: 'Created the topic "sound".\n',
    });
  });

  test('submits nothing when any file is bad, and names what is wrong in all of them', async () => {
    const { url } = await startServer();
    const [good, broken, cyclic] = await writeFiles({
      'good.yaml': smallJob,
      'broken.yaml': 'units: [',
      'cyclic.yaml':
        'units: [{ key: a, kind: k, dependsOn: b }, { key: b, kind: k, dependsOn: a }]',
    });
    const args = ['--url', url, '--topic', 'film', good ?? '', broken ?? '', cyclic ?? ''];
    const { exitCode, out, err } = await submit(args);
    expect(exitCode).toBe(2);
    expect(out).toBe('');
    expect(err).toContain(`${broken}:1:9: `);
    expect(err).toMatch(/cyclic\.yaml:1:1: units: .*a → b → a/);
    expect(err).toContain('Nothing was submitted.');
    expect(await createClient({ url }).findTopic({ name: 'film' })).toBeNull();
  });

  test.each([
    ['a file that names no topic', ['-'], 'standard input names no topic. Give one with --topic'],
    ['a file that is not there', ['none.yaml'], 'none.yaml: there is no such file'],
    ['one key for two files', ['--key', 'k', 'a', 'b'], '--key names one job'],
    ['no file', [], "missing required argument 'file'"],
    ['an address that is none', ['--topic', 't', '--url', 'nowhere', '-'], '--url is "nowhere"'],
  ])('calls %s a fault of usage', async (_, args, message) => {
    const { exitCode, out, err } = await submit(args, { standardInput: smallJob });
    expect(exitCode).toBe(2);
    expect(out).toBe('');
    expect(err).toContain(message);
  });

  test('says at once that no server is there, and how to start one', async () => {
    const server = await startServer();
    const { url } = server;
    await server.stop();
    const args = ['--url', url, '--topic', 't', '-'];
    const { exitCode, err } = await submit(args, { standardInput: smallJob });
    expect(exitCode).toBe(1);
    expect(err).toContain(`error: No answer from ${url}/graphql: `);
    expect(err).toContain('Start a server with `junjo start`');
  });
});
