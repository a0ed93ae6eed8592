/** A Unit that fails a few times before it succeeds. Junjo waits longer before each new attempt. */
import assert from 'node:assert/strict';
import { createClient } from 'junjo/client';
import { createServer } from 'junjo/server';
import { awaitJobEnd } from './job-end.ts';
import { runWorker, type Skill } from './worker-loop.ts';

const server = await createServer({ port: 0, database: 'memory:' });
await server.start();
const client = createClient({ url: server.url });
const topic = 'weather';
await client.topicCreate({ name: topic });

// Without jitter the delays are these and no others. In earnest keep it: it spreads the load.
const { job } = await client.jobSubmit({
  topic,
  name: 'Ask for the weather',
  retry: { maxAttempts: 5, backoff: 'EXPONENTIAL', delayMs: 100, jitter: 'NONE' },
  tasks: [{ key: 'ask', units: [{ key: 'forecast', kind: 'ask' }] }],
});

let outageCount = 3;

const ask: Skill = ({ attempt }) => {
  if (outageCount > 0) {
    outageCount -= 1;
    console.log(`Attempt ${attempt}: no answer.`);
    throw new Error('The weather station does not answer.');
  }
  console.log(`Attempt ${attempt}: sunny.`);
  return 'sunny';
};

const stop = new AbortController();
const worker = runWorker(client, { name: 'ann', topic, skills: { ask }, signal: stop.signal });
const done = await awaitJobEnd(client, job);
stop.abort();
await worker;

// The journal tells of every attempt, and how long each next one was put off.
const { events } = await client.listEvents({ jobId: job.id }, { after: 'start' });
const delays = events
  .filter(({ kind }) => kind === 'unit.retried')
  .map(({ data }) => (data as { delayMs: number }).delayMs); // What `unit.retried` carries.
console.log(`The Job has ${done.state}, after delays of ${delays.join(', ')} ms.`);
assert.deepEqual(delays, [100, 200, 400]);

const unit = await client.findUnit({ path: { jobId: job.id, path: 'ask/forecast' } });
assert.equal(done.state, 'SUCCEEDED');
assert.equal(unit?.output, 'sunny');
assert.equal(unit?.attempt, 4);
assert.equal(unit?.failureCount, 3);

await server.stop();
