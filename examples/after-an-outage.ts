/**
 * After an outage: a mirror was down, and whatever needed it has failed. An operator holds the Topic
 * while the mirror is mended, says why, asks how much there is to try again before doing it, and lets
 * the work go on.
 */
import assert from 'node:assert/strict';
import { createClient } from 'junjo/client';
import { createServer } from 'junjo/server';
import { awaitJobEnd } from './job-end.ts';
import { runWorker } from './worker-loop.ts';

const server = await createServer({ port: 0, database: 'memory:' });
await server.start();
const client = createClient({ url: server.url });
const topic = 'mirrors';
const { id: topicId } = (await client.topicCreate({ name: topic })).topic;

let isMirrorUp = false;
const skills = {
  fetch: () => 'fetched',
  publish: () => {
    if (!isMirrorUp) throw new Error('mirror-2: connection refused');
    return 'published';
  },
};
const stop = new AbortController();
const worker = runWorker(client, { name: 'wanda', topic, skills, signal: stop.signal });

const submit = (region: string) =>
  client.jobSubmit({
    topic,
    name: `Packages of ${region}`,
    labels: { region },
    retry: { maxAttempts: 1 },
    tasks: [
      {
        key: 'release',
        units: [
          { key: 'fetch', kind: 'fetch' },
          { key: 'publish', kind: 'publish', dependsOn: ['fetch'] },
        ],
      },
    ],
  });
const jobs = await Promise.all(['eu', 'eu', 'us'].map(submit));
const broken = await Promise.all(jobs.map(({ job }) => awaitJobEnd(client, job)));
assert.deepEqual(
  broken.map(({ state }) => state),
  ['FAILED', 'FAILED', 'FAILED'],
);

// Nothing is claimed any more, and whoever looks sees why.
const by = 'olga';
await client.topicPause({ topicId, by, reason: 'The mirror is being mended.' });

// What has failed because of that, in one region: counted first, then tried again.
const filter = {
  topic,
  states: ['FAILED' as const],
  failureText: 'connection refused',
  labels: [{ name: 'region', value: 'eu' }],
};
const planned = await client.unitsRetry({ filter, dryRun: true });
console.log(`${planned.changedCount} of ${planned.matchedCount} Units would be tried again.`);
assert.equal(planned.changedCount, 2);
const done = await client.unitsRetry({ filter, by, reason: 'The mirror is back.' });
assert.equal(done.changedCount, 2);
const waiting = await client.findJob({ id: broken[0]?.id ?? '' });
assert.equal(waiting?.state, 'RUNNING');

isMirrorUp = true;
const { topic: released } = await client.topicResume({ topicId, by });
assert.equal(released.pause, null);
const ends = await Promise.all(
  broken.map(async (job) =>
    job.name.endsWith('eu') ? await awaitJobEnd(client, { id: job.id, cursor: job.cursor }) : job,
  ),
);
console.log(ends.map(({ name, state }) => `${name}: ${state}`).join('\n'));
assert.deepEqual(
  ends.map(({ state }) => state),
  ['SUCCEEDED', 'SUCCEEDED', 'FAILED'],
);

stop.abort();
await worker;
await server.stop();
