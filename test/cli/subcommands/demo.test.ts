import { expect, test } from 'vitest';
import { runCli } from '../../../src/cli/run-cli.ts';
import { createClient } from '../../../src/client/create-client.ts';
import { createCapturedTerminal } from '../captured-terminal.ts';
import { startServer } from '../running-server.ts';

test('junjo demo ends well on a server of its own when none is running', async () => {
  // Port 1 is never called over HTTP, so no server is found where one would usually be.
  const terminal = createCapturedTerminal({ env: { JUNJO_PORT: '1' } });
  expect(await runCli(['demo'], terminal)).toBe(0);
  expect(terminal.errText()).toMatch(
    /^Using a server of its own in memory, at http:\/\/127\.0\.0\.1:\d+\.\n$/,
  );
  expect(terminal.outText()).toMatch(
    /Release the editor \(job_\w+\) succeeded in .*12 of 12 units/,
  );
  expect(terminal.outText()).toContain('unit.retried');
});

test('junjo demo uses the server that is running, and the topic that is there', async () => {
  const { url } = await startServer();
  const client = createClient({ url });
  await client.topicCreate({ name: 'demo' });
  const terminal = createCapturedTerminal({ env: { JUNJO_URL: url } });
  expect(await runCli(['demo'], terminal)).toBe(0);
  expect(terminal.errText()).toBe(`Using the server at ${url}.\n`);
  const topic = await client.findTopic({ name: 'demo' });
  expect(topic?.jobCounts).toMatchObject({ total: 1, succeeded: 1 });
});
