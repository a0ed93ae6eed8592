/** Many edits of a document, one index: submissions that come soon after each other become one Job. */
import assert from 'node:assert/strict';
import { createClient } from 'junjo/client';
import { createServer } from 'junjo/server';
import { awaitJobEnd } from './job-end.ts';
import { runWorker, type Skill } from './worker-loop.ts';

const server = await createServer({ port: 0, database: 'memory:' });
await server.start();
const client = createClient({ url: server.url });
const topic = 'search';
await client.topicCreate({ name: topic });

const indexed: unknown[] = [];
const index: Skill = ({ unit }) => {
  indexed.push(unit.input);
  return 'indexed';
};
const stop = new AbortController();
const worker = runWorker(client, { name: 'ann', topic, skills: { index }, signal: stop.signal });

// Somebody types. Each edit asks for the document to be indexed, once it has been quiet for a
// second, and after ten at the latest.
async function submitEdit(version: number) {
  return await client.jobSubmit({
    topic,
    name: `Index the report, version ${version}`,
    collapse: { key: 'report', mode: 'DEBOUNCE', windowMs: 1_000, maxWaitMs: 10_000 },
    tasks: [{ key: 'index', units: [{ key: 'all', kind: 'index', input: { version } }] }],
  });
}

const first = await submitEdit(1);
const second = await submitEdit(2);
const last = await submitEdit(3);
assert.deepEqual(
  last.replacedJobs.map(({ id }) => id),
  [second.job.id],
);
console.log(`"${last.job.name}" begins at ${last.job.beginsAt}, unless there are more.`);

const done = await awaitJobEnd(client, last.job);
stop.abort();
await worker;
console.log('Three edits were submitted, and indexed was', indexed);
assert.deepEqual(indexed, [{ version: 3 }]);
assert.equal(done.state, 'SUCCEEDED');

// The others have never begun, and are known to have been replaced.
const replaced = await client.findJob({ id: first.job.id });
assert.equal(replaced?.state, 'CANCELLED');
assert.equal(replaced?.startedAt, null);

await server.stop();
