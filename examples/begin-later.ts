/** A Job that begins at a time of its own, is put off, and is let begin by an operator after all. */
import assert from 'node:assert/strict';
import { createClient } from 'junjo/client';
import { createServer } from 'junjo/server';
import { awaitJobEnd } from './job-end.ts';
import { runWorker, type Skill } from './worker-loop.ts';

const server = await createServer({ port: 0, database: 'memory:' });
await server.start();
const client = createClient({ url: server.url });
const topic = 'releases';
await client.topicCreate({ name: topic });

const publish: Skill = () => 'published';
const stop = new AbortController();
const worker = runWorker(client, { name: 'ann', topic, skills: { publish }, signal: stop.signal });

const hourMs = 3_600_000;
const inHours = (count: number) => new Date(Date.now() + count * hourMs).toISOString();

// It is there at once and can be looked at, edited, held or cancelled, but nothing of it is ready.
const { job } = await client.jobSubmit({
  topic,
  name: 'Release 4.2',
  key: 'release-4.2',
  startAt: inHours(1),
  finishBy: inHours(8),
  tasks: [{ key: 'publish', units: [{ key: 'mirrors', kind: 'publish' }] }],
});
console.log(`"${job.name}" is ${job.state} and begins at ${job.beginsAt}.`);
assert.equal(job.unitCounts.pending, 1);

// A second release under the same key would be a mistake: it is refused.
await assert.rejects(
  client.jobSubmit({
    topic,
    name: 'Once more',
    key: 'release-4.2',
    onConflict: 'REJECT',
    tasks: [],
  }),
  { code: 'JOB_KEY_TAKEN' },
);

const later = await client.jobReschedule({
  jobId: job.id,
  startAt: inHours(2),
  reason: 'The notes are not ready.',
});
console.log(`Put off, it begins at ${later.job.beginsAt}.`);

const begun = await client.jobBegin({ jobId: job.id, reason: 'They are now.', by: 'ops' });
assert.equal(begun.job.beginsAt, null);
const done = await awaitJobEnd(client, begun.job);
stop.abort();
await worker;
console.log(`It was let begin, and has ${done.state}.`);
assert.equal(done.state, 'SUCCEEDED');

await server.stop();
