/**
 * Provisioning two machines. When a step fails, a branch of its own wipes the machine and opens a
 * ticket; when none does, that branch is skipped. Either way the last Unit reports what came of it.
 */
import assert from 'node:assert/strict';
import { createClient, type Job, type TaskInput } from 'junjo/client';
import { createServer } from 'junjo/server';
import { awaitJobEnd } from './job-end.ts';
import { runWorker, type Skill } from './worker-loop.ts';

const server = await createServer({ port: 0, database: 'memory:' });
await server.start();
const client = createClient({ url: server.url });
const topic = 'machines';
await client.topicCreate({ name: topic });

const steps = ['install', 'configure', 'burn-in'];
const provision: TaskInput = {
  key: 'provision',
  retry: { maxAttempts: 1 },
  units: [
    { key: 'install', kind: 'install' },
    { key: 'configure', kind: 'configure', dependsOn: ['install'] },
    { key: 'burn-in', kind: 'burn-in', dependsOn: ['configure'] },
    // Starts with the first step that fails. The steps behind that one stay blocked.
    { key: 'wipe', kind: 'wipe', dependsOn: steps, join: { kind: 'ANY_FAILED' } },
    { key: 'ticket', kind: 'ticket', dependsOn: ['wipe'] },
    // One of the two ends is reached.
    {
      key: 'report',
      kind: 'report',
      dependsOn: ['burn-in', 'ticket'],
      join: { kind: 'ANY_SUCCEEDED' },
    },
  ],
};

const step: Skill = ({ unit, payload }) => {
  const { host, brokenAt } = payload as { host: string; brokenAt: string | null }; // As submitted.
  console.log(`${host}: ${unit.key}`);
  if (unit.key === brokenAt) throw new Error(`${host} does not get beyond ${unit.key}.`);
  return `${unit.key} is done`;
};

const kinds = [...steps, 'wipe', 'ticket', 'report'];
const skills = Object.fromEntries(kinds.map((kind) => [kind, step]));
const stop = new AbortController();
const crew = ['ann', 'bob'].map((name) =>
  runWorker(client, { name, topic, skills, signal: stop.signal }),
);

async function submit(host: string, brokenAt: string | null): Promise<Job> {
  const { job } = await client.jobSubmit({
    topic,
    name: `Provision ${host}`,
    payload: { host, brokenAt },
    tasks: [provision],
  });
  return job;
}

async function statesOf({ id }: Job): Promise<Record<string, string>> {
  const states: Record<string, string> = {};
  for await (const { key, state } of client.units(id)) states[key] = state;
  return states;
}

const jobs = [await submit('rack-1', null), await submit('rack-2', 'configure')] as const;
const [sound, broken] = await Promise.all(jobs.map((job) => awaitJobEnd(client, job)));
stop.abort();
await Promise.all(crew);
assert(sound !== undefined && broken !== undefined);

console.log(`${sound.name}: ${sound.state}`, await statesOf(sound));
assert.equal(sound.state, 'SUCCEEDED');
assert.deepEqual(await statesOf(sound), {
  install: 'SUCCEEDED',
  configure: 'SUCCEEDED',
  'burn-in': 'SUCCEEDED',
  wipe: 'SKIPPED',
  ticket: 'SKIPPED',
  report: 'SUCCEEDED',
});

// The branch has run, and still the Job has failed: the machine is not provisioned.
console.log(`${broken.name}: ${broken.state}`, await statesOf(broken));
assert.equal(broken.state, 'FAILED');
assert.deepEqual(await statesOf(broken), {
  install: 'SUCCEEDED',
  configure: 'FAILED',
  'burn-in': 'PENDING',
  wipe: 'SUCCEEDED',
  ticket: 'SUCCEEDED',
  report: 'SUCCEEDED',
});

await server.stop();
