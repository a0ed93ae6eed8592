import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { execPath } from 'node:process';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';

const main = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));

function run(...args: readonly string[]): ChildProcessByStdio<null, Readable, Readable> {
  const child = spawn(execPath, ['--import', 'tsx', main, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  return child;
}

/** Resolves when a text was written to the stream. */
async function written(stream: Readable, text: string): Promise<void> {
  let all = '';
  for await (const chunk of stream.setEncoding('utf8')) {
    all += chunk;
    if (all.includes(text)) return;
  }
  throw new Error(`The output ended before ${JSON.stringify(text)}: ${all}`);
}

test.each(['SIGTERM', 'SIGINT'] as const)('a server ends with 0 on %s', async (signal) => {
  const server = run('start', '--port', '0', '--database', 'memory:');
  const exited = once(server, 'exit');
  await written(server.stdout, 'Ctrl-C');
  server.kill(signal);
  expect(await exited).toEqual([0, null]);
});

test('a second signal ends a server that is still stopping', async () => {
  const server = run('start', '--port', '0', '--database', 'memory:', '--notice', '3600');
  const exited = once(server, 'exit');
  await written(server.stdout, 'Ctrl-C');
  server.kill('SIGTERM');
  await written(server.stderr, 'for 3600 s /health/ready says no');
  server.kill('SIGTERM');
  expect(await exited).toEqual([130, null]);
});

test('the exit code of the process is that of the command', async () => {
  const [exitCode] = await once(run('submit', 'no-such-file.yaml'), 'exit');
  expect(exitCode).toBe(2);
});
