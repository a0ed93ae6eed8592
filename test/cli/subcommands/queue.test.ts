import { expect, test } from 'vitest';
import { runCli } from '../../../src/cli/run-cli.ts';
import { createClient } from '../../../src/client/create-client.ts';
import { createCapturedTerminal } from '../captured-terminal.ts';
import { startServer } from '../running-server.ts';

async function run(args: readonly string[]) {
  const terminal = createCapturedTerminal();
  const exitCode = await runCli(['queue', ...args], terminal);
  return { exitCode, out: terminal.outText(), err: terminal.errText() };
}

async function openFilm() {
  const { url } = await startServer();
  const client = createClient({ url });
  await client.topicCreate({ name: 'film' });
  const units = ['cut', 'cut', 'mix'].map((kind, at) => ({ key: `u${at}`, kind }));
  const submit = () =>
    client.jobSubmit({ topic: 'film', name: 'Film', tasks: [{ key: 't', units }] });
  return { client, where: ['--url', url, '--topic', 'film'], submit };
}

test('what waits and runs is shown by kind', async () => {
  const { client, where, submit } = await openFilm();
  expect((await run(where)).out).toBe('There are no units in "film".\n');
  await submit();
  await client.unitsClaim({ worker: 'w', topics: ['film'], kinds: ['cut'], max: 1 });
  const { out, exitCode } = await run(where);
  const rows = out
    .trimEnd()
    .split('\n')
    .map((line) => line.split(/ {2,}/));
  expect(exitCode).toBe(0);
  expect(rows[0]?.slice(0, 3)).toEqual(['kind', 'claimable', 'oldest']);
  expect(rows.slice(1).map((row) => [row[0], row[1], row[6]])).toEqual([
    ['cut', '1', '1'],
    ['mix', '1', '0'],
    ['(all)', '2', '1'],
  ]);
  expect((await run([...where, '--kind', 'mix'])).out.trimEnd().split('\n')).toHaveLength(2);
  const { out: json } = await run([...where, '-o', 'json']);
  expect(JSON.parse(json)).toMatchObject({ total: { kind: null, claimableCount: 2 } });
});

test('a queue that is watched is drawn anew until it is interrupted', async () => {
  const { where, submit } = await openFilm();
  let pictureCount = 0;
  const terminal = createCapturedTerminal({
    isTerminal: true,
    onOut: (text) => {
      if (!text.includes('film') && !text.includes('claimable')) return;
      pictureCount += 1;
      if (pictureCount === 1) void submit();
      if (text.includes('(all)')) terminal.interrupt();
    },
  });
  expect(await runCli(['queue', ...where, '--watch'], terminal)).toBe(130);
  expect(pictureCount).toBeGreaterThan(1);
  expect(terminal.errText()).toBe('');
});

test('a topic that is not there is told', async () => {
  const { where } = await openFilm();
  const { exitCode, err } = await run([...where.slice(0, 2), '--topic', 'nowhere']);
  expect(exitCode).toBe(1);
  expect(err).toContain('TOPIC_NOT_FOUND');
});
