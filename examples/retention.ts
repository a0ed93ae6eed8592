/**
 * A Topic that comes to keep what is over for a second only: a Job that is done goes by itself, one
 * that is not stays. Whoever comes back with a position that is too old is told so, and begins anew.
 */
import assert from 'node:assert/strict';
import { ClientError, createClient } from 'junjo/client';
import { createServer } from 'junjo/server';
import { awaitJobEnd } from './job-end.ts';
import { runWorker } from './worker-loop.ts';

const server = await createServer({ port: 0, database: 'memory:' });
await server.start();
const client = createClient({ url: server.url });
const name = 'receipts';
const { topic } = await client.topicCreate({ name });
const { cursor: beginning } = topic;

const print = (key: string, kind: string) => ({
  topic: name,
  name: `Receipt ${key}`,
  key,
  tasks: [{ key: 'paper', units: [{ key: 'print', kind }] }],
});
const { job: done } = await client.jobSubmit(print('1001', 'print'));
const { job: waiting } = await client.jobSubmit(print('1002', 'print in gold'));

const stop = new AbortController();
const skills = { print: () => 'printed' };
const worker = runWorker(client, { name: 'ann', topic: name, skills, signal: stop.signal });
const ended = await awaitJobEnd(client, done);
stop.abort();
await worker;
console.log(`${ended.name} is ${ended.state}.`);

// A shorter retention holds at once, also for what is over already.
await client.topicUpdate({ topicId: topic.id, retentionSeconds: 1 });
while ((await client.findJob({ id: done.id })) !== null) await aMoment();
assert.equal((await client.findJob({ id: waiting.id }))?.state, 'RUNNING');
console.log(`${ended.name} is gone, ${waiting.name} still waits for somebody who prints in gold.`);

// The key is free again: the same receipt is another Job now.
const { job: again, replayed } = await client.jobSubmit(print('1001', 'print'));
assert.equal(replayed, false);
assert.notEqual(again.id, done.id);

// The beginning of the journal goes as well. Nothing is left out silently.
while (Number((await client.findTopic({ name }))?.firstSeq) <= 2) await aMoment();
const refusal = await client.listEvents({ topic: name }, { after: beginning }).then(
  () => undefined,
  (error: unknown) => error,
);
assert(refusal instanceof ClientError);
console.log(`${refusal.code}: ${refusal.message}`);
assert.equal(refusal.code, 'CURSOR_EXPIRED');

// So read anew what is watched, and go on from the cursor of that.
const seen = await client.findJob({ id: waiting.id });
const { events } = await client.listEvents(
  { jobId: waiting.id },
  { after: seen?.cursor ?? 'start' },
);
assert.deepEqual(events, []);

await server.stop();

/** As long as a claim waits for what nobody submits. */
async function aMoment(): Promise<void> {
  await client.unitsClaim({ worker: 'bob', topics: [name], kinds: ['none'], waitMs: 50 });
}
