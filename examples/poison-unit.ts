/**
 * One of many Units always fails. It ends FAILED when its attempts are used up, all that does not
 * depend on it goes on, and an operator decides that the Job is to be finished without it.
 */
import assert from 'node:assert/strict';
import { createClient } from 'junjo/client';
import { createServer } from 'junjo/server';
import { awaitJobEnd } from './job-end.ts';
import { runWorker, type Skill } from './worker-loop.ts';

const server = await createServer({ port: 0, database: 'memory:' });
await server.start();
const client = createClient({ url: server.url });
const topic = 'albums';
await client.topicCreate({ name: topic });

const photos = ['beach', 'garden', 'broken', 'sunset'];
const { job } = await client.jobSubmit({
  topic,
  name: 'Album',
  retry: { maxAttempts: 2, delayMs: 50 },
  tasks: [
    { key: 'resize', units: photos.map((photo) => ({ key: photo, kind: 'resize' })) },
    { key: 'publish', dependsOn: ['resize'], units: [{ key: 'page', kind: 'publish' }] },
  ],
});

const resize: Skill = ({ unit, attempt }) => {
  console.log(`Resizing ${unit.key}, attempt ${attempt}`);
  if (unit.key === 'broken') throw new Error('This is no photo.');
  return `${unit.key}.jpg`;
};

// What the Task before put out: by the key of the Task, then by that of the Unit.
const publish: Skill = ({ inputs }) =>
  Object.values((inputs as { resize: Record<string, string> }).resize).toSorted();

const stop = new AbortController();
const skills = { resize, publish };
const worker = runWorker(client, { name: 'ann', topic, skills, signal: stop.signal });

// The Job ends as soon as nothing in it can go on: the other photos are done by then.
const failed = await awaitJobEnd(client, job);
const poison = await client.findUnit({ path: { jobId: job.id, path: 'resize/broken' } });
assert(poison !== null);
console.log(`The Job has ${failed.state}. ${poison.path} says: ${poison.failure?.message}`);
assert.equal(failed.state, 'FAILED');
assert.equal(poison.state, 'FAILED');
assert.equal(poison.attempt, 2);
assert.equal(failed.unitCounts.succeeded, 3);
assert.equal(failed.unitCounts.pending, 1);

// The operator skips it: what waits for it goes on as if it had succeeded, and the Job with that.
const { cursor } = await client.unitSkip({ unitId: poison.id, reason: 'The file is no photo.' });
assert(cursor !== null);

const done = await awaitJobEnd(client, { id: job.id, cursor });
stop.abort();
await worker;
const page = await client.findUnit({ path: { jobId: job.id, path: 'publish/page' } });
console.log(`Without it the Job has ${done.state}:`, page?.output);
assert.equal(done.state, 'SUCCEEDED');
assert.equal(done.unitCounts.skipped, 1);
assert.deepEqual(page?.output, ['beach.jpg', 'garden.jpg', 'sunset.jpg']);

await server.stop();
