/**
 * Deliveries that need more or less doing: conditions over what the Job is given and what its Units
 * put out decide at run time which of them are wanted. One failure is made up for by the Unit behind
 * it, and does not fail the Job.
 */
import assert from 'node:assert/strict';
import { createClient, type Job, type TaskInput } from 'junjo/client';
import { createServer } from 'junjo/server';
import { awaitJobEnd } from './job-end.ts';
import { runWorker, type Skill } from './worker-loop.ts';

const server = await createServer({ port: 0, database: 'memory:' });
await server.start();
const client = createClient({ url: server.url });
const topic = 'deliveries';
await client.topicCreate({ name: topic });

const deliver: TaskInput = {
  key: 'deliver',
  retry: { maxAttempts: 1 },
  units: [
    { key: 'weigh', kind: 'weigh' },
    // Wanted only if what was weighed before is heavy; otherwise left out, and the rest goes on.
    { key: 'crane', kind: 'crane', dependsOn: ['weigh'], when: 'inputs.weigh.kg > 100' },
    {
      key: 'customs',
      kind: 'customs',
      dependsOn: ['weigh'],
      when: 'has(payload.country) && payload.country != "jp"',
    },
    { key: 'load', kind: 'load', dependsOn: ['crane', 'customs'] },
    { key: 'ring', kind: 'ring', dependsOn: ['load'] },
    // Runs only if nobody opens, and then all is well.
    {
      key: 'neighbour',
      kind: 'neighbour',
      dependsOn: ['ring'],
      join: { kind: 'ANY_FAILED' },
      handles: true,
    },
  ],
};

interface Parcel {
  readonly kg: number;
  readonly country?: string;
  readonly isHome: boolean;
}

const step: Skill = ({ unit, payload }) => {
  const { kg, isHome } = payload as Parcel; // As submitted.
  if (unit.key === 'ring' && !isHome) throw new Error('Nobody opens.');
  return unit.key === 'weigh' ? { kg } : `${unit.key} is done`;
};

const skills = Object.fromEntries(deliver.units.map(({ kind }) => [kind, step]));
const stop = new AbortController();
const driver = runWorker(client, { name: 'dora', topic, skills, signal: stop.signal });

async function delivered(payload: Parcel): Promise<readonly [Job, Record<string, string>]> {
  const input = { topic, name: 'a parcel', payload, tasks: [deliver] };
  const job = await awaitJobEnd(client, (await client.jobSubmit(input)).job);
  const states: Record<string, string> = {};
  for await (const { key, state } of client.units(job.id)) states[key] = state;
  console.log(payload, job.state, states);
  return [job, states];
}

const [light, lightStates] = await delivered({ kg: 2, isHome: true });
assert.equal(light.state, 'SUCCEEDED');
assert.equal(lightStates['crane'], 'SKIPPED');
assert.equal(lightStates['customs'], 'SKIPPED');
assert.equal(lightStates['neighbour'], 'SKIPPED');

const [heavy, heavyStates] = await delivered({ kg: 500, country: 'nz', isHome: false });
assert.equal(heavyStates['crane'], 'SUCCEEDED');
assert.equal(heavyStates['customs'], 'SUCCEEDED');
assert.equal(heavyStates['ring'], 'FAILED');
assert.equal(heavyStates['neighbour'], 'SUCCEEDED');
assert.equal(heavy.state, 'SUCCEEDED', 'A failure that was handled does not count.');

stop.abort();
await driver;
await server.stop();
