import { describe, expect, test } from 'vitest';
import { runCli } from '../../../src/cli/run-cli.ts';
import { type Client, createClient } from '../../../src/client/create-client.ts';
import type { JobSubmitInput, UnitReportInput } from '../../../src/client/generated/operations.ts';
import { createCapturedTerminal, type TerminalConditions } from '../captured-terminal.ts';
import { startRestartableServer, startServer } from '../running-server.ts';

const job: JobSubmitInput = {
  topic: 'film',
  name: 'Cut',
  key: 'cut',
  retry: { maxAttempts: 1 },
  tasks: [
    {
      key: 'shoot',
      units: [
        { key: 'a', kind: 'k' },
        { key: 'b', kind: 'k', dependsOn: ['a'] },
      ],
    },
    { key: 'edit', dependsOn: ['shoot'], units: [{ key: 'c', kind: 'k' }] },
  ],
};

async function submitJob(url: string) {
  const client = createClient({ url });
  await client.topicCreate({ name: 'film' });
  return { client, id: (await client.jobSubmit(job)).job.id };
}

/** Claims the next Unit and reports it. */
async function workOne(
  client: Client,
  report: 'succeed' | 'fail' = 'succeed',
  meanwhile: () => Promise<void> = () => Promise.resolve(),
) {
  const { leases } = await client.unitsClaim({ worker: 'w', topics: ['film'], waitMs: 10_000 });
  await meanwhile();
  for (const { unitId, attempt, leaseId } of leases) {
    const lease = { unitId, attempt, leaseId };
    const failure = { lease, code: 'NO_FILM', message: 'The camera was empty.' };
    const input: UnitReportInput = report === 'fail' ? { fail: failure } : { succeed: { lease } };
    await client.unitsReport({ reports: [input] });
  }
}

/** Watches, and acts as soon as the watching has begun. */
async function watch(
  args: readonly string[],
  act: () => Promise<void>,
  conditions: TerminalConditions = {},
) {
  let begin = (): void => undefined;
  const begun = new Promise<void>((resolve) => {
    begin = resolve;
  });
  const terminal = createCapturedTerminal({ ...conditions, onOut: begin });
  const [exitCode] = await Promise.all([runCli(['watch', ...args], terminal), begun.then(act)]);
  return { exitCode, out: terminal.outText(), err: terminal.errText() };
}

describe('junjo watch', () => {
  test('prints a line per change until the Job succeeds', async () => {
    const { url } = await startServer();
    const { client, id } = await submitJob(url);
    const { exitCode, out, err } = await watch(['--url', url, id], async () => {
      for (let count = 0; count < 3; count += 1) await workOne(client);
    });
    expect({ exitCode, err }).toEqual({ exitCode: 0, err: '' });
    const lines = out.trim().split('\n');
    expect(lines[0]).toBe(`${id}  Cut: running, 2 tasks, 0 of 3 units succeeded`);
    const changes = lines.slice(1, -1).map((line) => line.slice(14).split(/ {2,}/).slice(0, 3));
    expect(changes).toEqual([
      ['job.started', 'RUNNING'],
      ['unit.claimed', 'shoot/a', 'READY → RUNNING'],
      ['unit.succeeded', 'shoot/a', 'RUNNING → SUCCEEDED'],
      ['unit.ready', 'shoot/b', 'PENDING → READY'],
      ['unit.claimed', 'shoot/b', 'READY → RUNNING'],
      ['unit.succeeded', 'shoot/b', 'RUNNING → SUCCEEDED'],
      ['task.succeeded', 'shoot', 'RUNNING → SUCCEEDED'],
      ['task.opened', 'edit', 'PENDING → RUNNING'],
      ['unit.ready', 'edit/c', 'PENDING → READY'],
      ['unit.claimed', 'edit/c', 'READY → RUNNING'],
      ['unit.succeeded', 'edit/c', 'RUNNING → SUCCEEDED'],
      ['task.succeeded', 'edit', 'RUNNING → SUCCEEDED'],
      ['job.succeeded', 'RUNNING → SUCCEEDED'],
    ]);
    expect(lines.at(-1)).toMatch(
      /^Cut \(job_\w+\) succeeded in [\d.]+ s: 3 of 3 units succeeded\.$/,
    );
  });

  test('exits with 3 and names the Units that failed', async () => {
    const { url } = await startServer();
    const { client, id } = await submitJob(url);
    const { exitCode, out } = await watch(['--url', url, id], () => workOne(client, 'fail'));
    expect(exitCode).toBe(3);
    expect(out).toContain('failed in ');
    expect(out).toContain('\n  shoot/a  NO_FILM: The camera was empty.\n');
  });

  test('exits with 3 when the Job is cancelled, and finds it by topic and key', async () => {
    const { url } = await startServer();
    const { client, id } = await submitJob(url);
    const { exitCode, out } = await watch(['--url', url, 'film/cut'], async () => {
      await client.jobCancel({ jobId: id });
    });
    expect(exitCode).toBe(3);
    expect(out).toContain('job.cancelled');
  });

  test('prints every event as JSON if asked', async () => {
    const { url } = await startServer();
    const { client, id } = await submitJob(url);
    let hasBegun = false;
    const terminal = createCapturedTerminal({
      onOut: () => {
        hasBegun = true;
      },
    });
    // Nothing is printed but Events, so that there has to be one to see that the watching has begun.
    const makeEvents = async () => {
      for (let priority = 1; !hasBegun; priority += 1) {
        await client.jobPrioritize({ jobId: id, priority });
      }
    };
    const [exitCode] = await Promise.all([
      runCli(['watch', '--url', url, '-o', 'json', id], terminal),
      workOne(client, 'fail', makeEvents),
    ]);
    const events: { seq: string; jobId: string; kind: string }[] = terminal
      .outText()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(exitCode).toBe(3);
    expect(events.at(-1)).toMatchObject({ kind: 'job.failed', jobId: id, to: 'FAILED' });
    const numbers = events.map(({ seq }) => Number(seq));
    expect(numbers).toEqual(numbers.map((_, index) => (numbers[0] ?? 0) + index));
  });

  test('draws bars in a terminal, and leaves the last of them standing', async () => {
    const { url } = await startServer();
    const { client, id } = await submitJob(url);
    const act = async () => {
      for (let count = 0; count < 3; count += 1) await workOne(client);
    };
    const conditions = { isTerminal: true, env: { NO_COLOR: '1' } };
    const { exitCode, out } = await watch(['--url', url, id], act, conditions);
    expect(exitCode).toBe(0);
    const frames = out.split('\u001b[J').map((frame) => frame.replaceAll('\u001b[K', ''));
    expect(frames[0]).toContain('▸ Cut  0/3 units  running\n');
    expect(frames.at(-2)).toContain('✓ Cut  3/3 units  succeeded\n');
    expect(frames.at(-2)).toMatch(/✓ shoot +█{20} 2\/2\n {2}✓ edit +█{20} 1\/1\n/);
    expect(frames.at(-1)).toContain(`\u001b[?25hCut (${id}) succeeded`);
  });

  test('goes on after the server was restarted, without a gap or a repetition', async () => {
    const server = await startRestartableServer();
    const { client, id } = await submitJob(server.url);
    const { exitCode, out, err } = await watch(['--url', server.url, id], async () => {
      for (let count = 0; count < 3; count += 1) {
        await workOne(client);
        await server.restart();
      }
    });
    expect(exitCode).toBe(0);
    const succeeded = out.match(/unit\.succeeded {2}\S+/g)?.map((text) => text.split(/ +/)[1]);
    expect(succeeded).toEqual(['shoot/a', 'shoot/b', 'edit/c']);
    expect(err.split('\n').every((line) => line === '' || line.endsWith('Trying again.'))).toBe(
      true,
    );
  });

  test('tells at once how a finished Job ended', async () => {
    const { url } = await startServer();
    const { client, id } = await submitJob(url);
    await client.jobCancel({ jobId: id });
    const terminal = createCapturedTerminal();
    expect(await runCli(['watch', '--url', url, id], terminal)).toBe(3);
    expect(terminal.outText()).toMatch(
      /\nCut \(job_\w+\) cancelled.*: 0 of 3 units succeeded\.\n$/,
    );
  });

  test('exits with 130 when it is interrupted', async () => {
    const { url } = await startServer();
    const { id } = await submitJob(url);
    const terminal = createCapturedTerminal({ onOut: () => terminal.interrupt() });
    expect(await runCli(['watch', '--url', url, id], terminal)).toBe(130);
    expect(terminal.errText()).toBe('');
  });

  test.each([
    ['job_01k00000000000000000000000', 'There is no job job_01k00000000000000000000000.'],
    ['film/none', 'There is no job with the key "none" in the topic "film".'],
  ])('says that there is no %s', async (name, message) => {
    const { url } = await startServer();
    await submitJob(url);
    const terminal = createCapturedTerminal();
    expect(await runCli(['watch', '--url', url, name], terminal)).toBe(1);
    expect(terminal.errText()).toContain(message);
  });
});
