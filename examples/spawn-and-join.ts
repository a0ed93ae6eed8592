/** A Unit finds out how many parts there are only while it works: it spawns them, and the join waits. */
import assert from 'node:assert/strict';
import { createClient } from 'junjo/client';
import { createServer } from 'junjo/server';
import { awaitJobEnd } from './job-end.ts';
import { type Json, runWorker, type Skill } from './worker-loop.ts';

const server = await createServer({ port: 0, database: 'memory:' });
await server.start();
const client = createClient({ url: server.url });
const topic = 'books';
await client.topicCreate({ name: topic });

// Nobody knows the chapters yet: the graph has one Unit that looks, and one that binds what comes.
const { job } = await client.jobSubmit({
  topic,
  name: 'Print a book',
  context: { paper: 'cream' },
  tasks: [
    {
      key: 'book',
      units: [
        { key: 'look', kind: 'look' },
        { key: 'bind', kind: 'bind', dependsOn: ['look'] },
      ],
    },
  ],
});

const look: Skill = async ({ unitId, attempt, leaseId }) => {
  const chapters = ['spring', 'summer', 'autumn'];
  const { answers } = await client.unitsReport({
    reports: [
      {
        spawn: {
          lease: { unitId, attempt, leaseId },
          units: chapters.map((key) => ({ key, kind: 'print', input: { title: key } })),
          join: true,
        },
      },
    ],
  });
  assert.equal(answers[0]?.accepted, true);
  console.log(`There are ${chapters.length} chapters.`);
  return chapters.length;
};

const print: Skill = ({ unit, context }) => {
  const { title } = unit.input as { title: string }; // As it was spawned above.
  const { paper } = context as { paper: string }; // As it was submitted above.
  return `${title} on ${paper}`;
};

// `bind` was submitted to wait for `look`; it waits for what that has spawned as well.
const bind: Skill = ({ inputs }) => inputs as Json; // It came over the wire as JSON.

const stop = new AbortController();
const crew = ['ann', 'bob'].map((name) =>
  runWorker(client, { name, topic, skills: { look, print, bind }, signal: stop.signal }),
);
const done = await awaitJobEnd(client, job);
stop.abort();
await Promise.all(crew);

const book = await client.findUnit({ path: { jobId: job.id, path: 'book/bind' } });
console.log(`The Job has ${done.state}:`, book?.output);
assert.equal(done.state, 'SUCCEEDED');
assert.deepEqual(book?.output, {
  look: 3,
  spring: 'spring on cream',
  summer: 'summer on cream',
  autumn: 'autumn on cream',
});

await server.stop();
