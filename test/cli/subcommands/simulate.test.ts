import { describe, expect, test } from 'vitest';
import { parseJobFile } from '../../../src/cli/job-file/read-job-file.ts';
import { runCli } from '../../../src/cli/run-cli.ts';
import { simulateWorker } from '../../../src/cli/simulate/simulated-worker.ts';
import { createTally } from '../../../src/cli/simulate/tally.ts';
import { waitUntilIdle } from '../../../src/cli/simulate/wait-until-idle.ts';
import { type Client, createClient } from '../../../src/client/create-client.ts';
import type { JobSubmitInput } from '../../../src/client/generated/operations.ts';
import { createCapturedTerminal } from '../captured-terminal.ts';
import { chains, mosaic, type WorkflowTask, wfFormat } from '../job-file/workflows.ts';
import { startServer } from '../running-server.ts';

/** Retries so often and so soon that only the order of things can go wrong. */
const retry = { maxAttempts: 1_000, backoff: 'FIXED', delayMs: 1, jitter: 'NONE' } as const;

function workflow(tasks: readonly WorkflowTask[]): Omit<JobSubmitInput, 'topic'> {
  const text = JSON.stringify(
    wfFormat(
      'flow',
      tasks.map((task) => ({ ...task, runtimeInSeconds: 0.1 })),
    ),
  );
  return { ...parseJobFile('flow.json', text).job, retry };
}

async function submitJobs(url: string, jobs: readonly Omit<JobSubmitInput, 'topic'>[]) {
  const client = createClient({ url });
  await client.topicCreate({ name: 'film' });
  const ids: string[] = [];
  for (const job of jobs) ids.push((await client.jobSubmit({ ...job, topic: 'film' })).job.id);
  return { client, ids };
}

async function simulate(url: string, ...args: readonly string[]) {
  const terminal = createCapturedTerminal();
  const allArgs = [
    'simulate',
    '--url',
    url,
    '--topic',
    'film',
    '--until-idle',
    '-o',
    'json',
    ...args,
  ];
  const exitCode = await runCli(allArgs, terminal);
  return { exitCode, result: JSON.parse(terminal.outText()) };
}

describe('junjo simulate', () => {
  test('works until no Job is running, never out of order', async () => {
    const { url } = await startServer();
    const tasks = mosaic(8);
    const { client, ids } = await submitJobs(url, [workflow(tasks), workflow(chains(4, 5))]);
    const { exitCode, result } = await simulate(url, '--time-scale', '20', '--workers', '4');
    expect(exitCode).toBe(0);
    expect(result).toMatchObject({ failedCount: 0, crashCount: 0, lostLeaseCount: 0 });
    const topic = await client.findTopic({ name: 'film' });
    expect(topic?.jobCounts).toMatchObject({ total: 2, succeeded: 2 });
    expect(result.succeededCount).toBe(topic?.unitCounts.total);
    expect(await orderFaults(client, ids[0] ?? '', tasks)).toEqual([]);
  });

  test('survives failures and crashes: every Unit succeeds in the end', async () => {
    const { url } = await startServer();
    const { client } = await submitJobs(url, [workflow(chains(6, 4))]);
    const { exitCode, result } = await simulate(
      url,
      ...['--failure-rate', '0.2', '--crash-rate', '0.3', '--lease-ms', '100', '--seed', '3'],
      ...['--time-scale', '20', '--workers', '3', '--batch', '2'],
    );
    expect(exitCode).toBe(0);
    expect(result.succeededCount).toBe(26);
    expect(result.failedCount).toBeGreaterThan(0);
    expect(result.crashCount).toBeGreaterThan(0);
    expect(result.lostLeaseCount).toBeGreaterThanOrEqual(result.crashCount);
    const topic = await client.findTopic({ name: 'film' });
    expect(topic?.unitCounts).toMatchObject({ total: 26, succeeded: 26 });
  });

  test('fails the same attempts under the same seed, however many workers there are', async () => {
    const failedCounts: number[] = [];
    for (const workers of ['1', '5']) {
      const { url } = await startServer();
      await submitJobs(url, [workflow(chains(5, 3))]);
      const args = ['--failure-rate', '0.4', '--seed', 'again', '--workers', workers];
      failedCounts.push((await simulate(url, '--time-scale', '100', ...args)).result.failedCount);
    }
    expect(failedCounts[0]).toBeGreaterThan(0);
    expect(failedCounts[1]).toBe(failedCounts[0]);
  });

  test('renews leases that are shorter than the work', async () => {
    const { url } = await startServer();
    const { client } = await submitJobs(url, [{ name: 'long', tasks: [oneUnit(600)] }]);
    const renewals: boolean[] = [];
    const leasesRenew: Client['leasesRenew'] = async (input, options) => {
      const payload = await client.leasesRenew(input, options);
      renewals.push(...payload.answers.map(({ accepted }) => accepted));
      return payload;
    };
    const tally = createTally();
    const stop = new AbortController();
    const working = simulateWorker(
      { ...client, leasesRenew },
      {
        ...{ name: 'w', topic: 'film', batch: 1, leaseMs: 150, timeScale: 1, tally },
        decideFate: () => ({ isSuccess: true, crashBelow: 0 }),
        signal: stop.signal,
      },
    );
    await waitUntilIdle(client, 'film', stop.signal);
    stop.abort();
    await working;
    expect(tally).toMatchObject({ succeededCount: 1, claimedCount: 1, lostLeaseCount: 0 });
    // A lease of 150 ms is renewed every 50 ms; a busy machine may skip some.
    expect(renewals.length).toBeGreaterThan(2);
    expect(renewals.every((isAccepted) => isAccepted)).toBe(true);
  });

  test('gives back what it holds when it is interrupted', async () => {
    const { url } = await startServer();
    const { client, ids } = await submitJobs(url, [{ name: 'long', tasks: [oneUnit(60_000)] }]);
    const terminal = createCapturedTerminal();
    const args = ['simulate', '--url', url, '--topic', 'film'];
    const running = runCli(args, terminal);
    for await (const { events } of client.events({ jobId: ids[0] ?? '' }, { after: 'start' })) {
      if (events.some(({ kind }) => kind === 'unit.claimed')) break;
    }
    terminal.interrupt();
    expect(await running).toBe(0);
    expect(terminal.outText()).toMatch(/^0 units done in /);
    const unit = await client.findUnit({ path: { jobId: ids[0] ?? '', path: 'only/only' } });
    expect(unit).toMatchObject({ state: 'READY', failureCount: 0 });
  });

  test('has nothing to do on an idle topic', async () => {
    const { url } = await startServer();
    await submitJobs(url, []);
    expect((await simulate(url)).result).toMatchObject({ claimedCount: 0 });
  });

  test.each([
    ['a topic that is not there', ['--topic', 'none'], 1, 'There is no topic "none".'],
    ['no topic', [], 2, "required option '--topic <name>' not specified"],
    ['a rate above 1', ['--topic', 't', '--crash-rate', '2'], 2, 'Give a number from 0'],
    ['no workers', ['--topic', 't', '--workers', '0'], 2, 'Give a whole number from 1 to 1000'],
    [
      'rates above 1 together',
      ['--topic', 't', '--crash-rate', '0.6', '--failure-rate', '0.6'],
      2,
      'add up to more than 1',
    ],
  ])('refuses %s', async (_, args, exitCode, message) => {
    const { url } = await startServer();
    const terminal = createCapturedTerminal();
    expect(await runCli(['simulate', '--url', url, ...args], terminal)).toBe(exitCode);
    expect(terminal.errText()).toContain(message);
    expect(terminal.errText()).not.toContain('    at ');
  });
});

function oneUnit(runtimeMs: number) {
  return { key: 'only', units: [{ key: 'only', kind: 'k', input: { runtimeMs } }] };
}

/** The Units that were claimed before one of the workflow task's parents had succeeded. */
async function orderFaults(client: Client, jobId: string, tasks: readonly WorkflowTask[]) {
  const keys = new Map<string, string>();
  for await (const { id, key } of client.units(jobId)) keys.set(id, key);
  const parents = new Map(tasks.map((task) => [task.id, task.parents]));
  const succeeded = new Set<string>();
  const faults: string[] = [];
  for await (const batch of client.events({ jobId }, { after: 'start' })) {
    for (const { kind, unitId } of batch.events) {
      const key = keys.get(unitId ?? '') ?? '';
      if (kind === 'unit.succeeded') succeeded.add(key);
      if (kind !== 'unit.claimed') continue;
      if (parents.get(key)?.every((parent) => succeeded.has(parent)) !== true) faults.push(key);
    }
    if (batch.caughtUp) break;
  }
  expect(succeeded.size).toBe(tasks.length);
  return faults;
}
