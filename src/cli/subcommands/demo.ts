/** `junjo demo`: a sample job, workers and a live view in one go, so that there is something to see. */
import { Command } from 'commander';
import type { Client } from '../../client/create-client.ts';
import type { JobPartsFragment, JobSubmitInput } from '../../client/generated/operations.ts';
import { connect, isServing } from '../connect.ts';
import { ensureTopic } from '../ensure-topic.ts';
import { givenUrl, urlOption, usualUrl } from '../options.ts';
import { runSimulation } from '../simulate/run-simulation.ts';
import type { SubcommandContext } from '../subcommand.ts';
import { say, type Terminal } from '../terminal.ts';
import { createView } from '../watch/create-view.ts';
import { exitCodeOf, writeOutcome } from '../watch/outcome.ts';
import { watchJob } from '../watch/watch-job.ts';

export function demoCommand({ terminal, endWith }: SubcommandContext): Command {
  return new Command('demo')
    .summary('show a sample job from start to end')
    .description(
      'Submits a sample job, runs three simulated workers and shows what happens. Uses the server at --url, else one that runs on the usual port, else a server of its own in memory.',
    )
    .addOption(urlOption())
    .action(async (options: { readonly url?: string }) => {
      const server = await findServer(options.url, terminal);
      try {
        const client = await connect(terminal, { url: server.url });
        const job = await showDemo(client, terminal);
        await writeOutcome(client, job, terminal);
        endWith(exitCodeOf(job));
      } finally {
        await server.stop();
      }
    });
}

interface DemoServer {
  readonly url: string;
  stop(): Promise<void>;
}

async function findServer(flag: string | undefined, terminal: Terminal): Promise<DemoServer> {
  const usual = usualUrl(terminal.env);
  const given = givenUrl(flag, terminal.env);
  const runningUrl = given ?? ((await isServing(usual)) ? usual : undefined);
  if (runningUrl !== undefined) {
    say(terminal, `Using the server at ${runningUrl}.`);
    return { url: runningUrl, stop: () => Promise.resolve() };
  }
  const { createServer } = await import('../../server/create-server.ts');
  const server = await createServer({ host: '127.0.0.1', port: 0, database: 'memory:' });
  await server.start();
  say(terminal, `Using a server of its own in memory, at ${server.url}.`);
  return server;
}

async function showDemo(client: Client, terminal: Terminal): Promise<JobPartsFragment> {
  const signal = terminal.interruption;
  await ensureTopic(client, demoJob.topic);
  const { job } = await client.jobSubmit(demoJob, { signal });
  let finished = job;
  await runSimulation(
    client,
    {
      topic: demoJob.topic,
      workerCount: 3,
      workerPrefix: 'demo',
      batch: 2,
      leaseMs: 5_000,
      timeScale: 1,
      failureRate: 0.12,
      crashRate: 0,
      seed: 'demo',
    },
    {
      signal,
      until: async (stop) => {
        const view = createView(client, terminal);
        finished = await watchJob(client, job, { view, signal: stop });
      },
    },
  );
  return finished;
}

/** A release: small enough to follow, with something side by side and something to wait for. */
const demoJob: JobSubmitInput = {
  topic: 'demo',
  name: 'Release the editor',
  payload: { version: '4.2.0' },
  // Attempts that fail are part of the show; that the job fails is not.
  retry: { maxAttempts: 10, backoff: 'FIXED', delayMs: 200, jitter: 'NONE' },
  tasks: [
    {
      key: 'sources',
      name: 'Fetch sources',
      units: [
        { key: 'checkout', kind: 'git.checkout', input: { runtimeMs: 400 } },
        { key: 'install', kind: 'npm.install', input: { runtimeMs: 600 }, dependsOn: ['checkout'] },
      ],
    },
    {
      key: 'build',
      name: 'Build',
      dependsOn: ['sources'],
      units: ['linux', 'macos', 'windows'].map((platform, index) => ({
        key: platform,
        kind: 'build',
        input: { platform, runtimeMs: 900 + 250 * index },
      })),
    },
    {
      key: 'checks',
      name: 'Test',
      dependsOn: ['sources'],
      units: [
        { key: 'types', kind: 'check', input: { runtimeMs: 500 } },
        { key: 'unit-tests', kind: 'test', input: { runtimeMs: 800 } },
        { key: 'browser', kind: 'test', input: { runtimeMs: 700 }, dependsOn: ['types'] },
      ],
    },
    {
      key: 'publish',
      name: 'Publish',
      dependsOn: ['build', 'checks'],
      units: [
        { key: 'sign', kind: 'sign', input: { runtimeMs: 300 } },
        { key: 'upload', kind: 'upload', input: { runtimeMs: 600 }, dependsOn: ['sign'] },
      ],
    },
    {
      key: 'announce',
      name: 'Announce',
      dependsOn: ['publish'],
      units: [
        { key: 'changelog', kind: 'notify', input: { runtimeMs: 250 } },
        { key: 'mail', kind: 'notify', input: { runtimeMs: 350 } },
      ],
    },
  ],
};
