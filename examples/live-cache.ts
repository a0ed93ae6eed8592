/**
 * A live cache: a page keeps Jobs by their ids, is told of those that change, and so always shows what
 * a query would answer. It may lose its connection and come back, or fall behind while much happens.
 */
import assert from 'node:assert/strict';
import { createClient, type Job } from 'junjo/client';
import { createServer } from 'junjo/server';
import { awaitJobEnd } from './job-end.ts';
import { runWorker } from './worker-loop.ts';

const server = await createServer({ port: 0, database: 'memory:' });
await server.start();
const client = createClient({ url: server.url });
const topic = 'albums';
await client.topicCreate({ name: topic });

const submit = (name: string) =>
  client.jobSubmit({
    topic,
    name,
    tasks: [
      { key: 'photos', units: ['one', 'two', 'three'].map((key) => ({ key, kind: 'scale' })) },
    ],
  });
const { job: first } = await submit('Mountains');

// What a page does when it opens: it reads what there is, and keeps the cursor of the Topic.
const before = await client.findTopic({ name: topic });
const cache = new Map([[first.id, first]]);
let after = before?.cursor;

/** Follows from where it was until all Jobs of the cache have ended; then the page is closed. */
async function follow(isDone: () => boolean): Promise<number> {
  let messageCount = 0;
  for await (const { jobs, removedIds, cursor } of client.jobChanges({ topic }, { after })) {
    for (const job of jobs) cache.set(job.id, job);
    for (const id of removedIds) cache.delete(id);
    after = cursor;
    messageCount += 1;
    if (isDone()) break;
  }
  return messageCount;
}

const bar = ({ name, state, progress }: Job) => `${name}: ${state} ${Math.round(progress * 100)} %`;

const stop = new AbortController();
const skills = { scale: () => 'small' };
const worker = runWorker(client, { name: 'sam', topic, skills, signal: stop.signal });
await follow(() => cache.get(first.id)?.state === 'SUCCEEDED');
console.log(Array.from(cache.values(), bar).join('\n'));

// While nobody looks, much happens: a dozen Jobs come and are done, and one is deleted.
const more = await Promise.all(Array.from({ length: 12 }, (_, at) => submit(`Album ${at}`)));
await Promise.all(more.map(({ job }) => awaitJobEnd(client, job)));
await client.jobDelete({ jobId: first.id, by: 'olga', reason: 'They were not ours.' });

// Each Job stands once in what comes now, however often it changed.
const messageCount = await follow(() => cache.size === more.length && !cache.has(first.id));
console.log(`Messages that told of ${more.length} Jobs: ${messageCount}`);
assert.ok(messageCount <= 3);
assert.deepEqual(new Set(Array.from(cache.values(), ({ state }) => state)), new Set(['SUCCEEDED']));

stop.abort();
await worker;
await server.stop();
