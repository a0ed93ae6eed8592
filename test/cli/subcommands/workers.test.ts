import { expect, test } from 'vitest';
import { runCli } from '../../../src/cli/run-cli.ts';
import { createClient } from '../../../src/client/create-client.ts';
import { createCapturedTerminal } from '../captured-terminal.ts';
import { startServer } from '../running-server.ts';

async function run(args: readonly string[]) {
  const terminal = createCapturedTerminal();
  const exitCode = await runCli(args, terminal);
  return { exitCode, out: terminal.outText(), err: terminal.errText() };
}

test('workers are listed, asked to stop, and let claim again', async () => {
  const { url } = await startServer();
  const client = createClient({ url });
  await client.topicCreate({ name: 'film' });
  const where = ['--url', url, '--topic', 'film'];
  expect((await run(['workers', ...where])).out).toBe('Nobody has claimed from "film" yet.\n');
  await client.unitsClaim({ worker: 'w', topics: ['film'], kinds: ['cut'], capacity: 2 });
  expect((await run(['workers', ...where])).out).toMatch(
    /^w {2}active {2}holds 0 units of 2 of film {2}claims cut {2}seen \d{4}-/,
  );
  const drained = await run(['worker', 'drain', 'w', '--url', url, '--reason', 'deploy']);
  expect(drained.out).toMatch(/^w {2}draining /);
  const [worker] = (await run(['workers', ...where, '-o', 'json'])).out.split('\n');
  expect(JSON.parse(worker ?? '')).toMatchObject({ mode: 'DRAINING', modeReason: 'deploy' });
  expect((await run(['worker', 'activate', 'w', ...where])).out).toMatch(/^w {2}active /);
  expect(await run(['worker', 'quiet', 'nobody', '--url', url])).toMatchObject({
    exitCode: 1,
    err: expect.stringContaining('WORKER_NOT_FOUND'),
  });
});
