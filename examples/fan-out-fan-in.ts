/** One Unit prepares, many work side by side on what it put out, and one gathers what they found. */
import assert from 'node:assert/strict';
import { createClient } from 'junjo/client';
import { createServer } from 'junjo/server';
import { awaitJobEnd } from './job-end.ts';
import { runWorker, type Skill } from './worker-loop.ts';

const server = await createServer({ port: 0, database: 'memory:' });
await server.start();
const client = createClient({ url: server.url });
const topic = 'words';
await client.topicCreate({ name: topic });

const text = 'the cat saw the dog and the dog saw the cat and the moon';
const partCount = 4;
const parts = Array.from({ length: partCount }, (_, part) => part);
const countKeys = parts.map((part) => `count-${part}`);

// The whole graph is given at submission: all of `count-…` wait for `split`, `sum` waits for them.
const { job } = await client.jobSubmit({
  topic,
  name: 'Count words',
  payload: { text },
  tasks: [
    {
      key: 'count',
      units: [
        { key: 'split', kind: 'split', input: { partCount } },
        ...parts.map((part) => {
          return { key: `count-${part}`, kind: 'count', input: { part }, dependsOn: ['split'] };
        }),
        { key: 'sum', kind: 'sum', dependsOn: countKeys },
      ],
    },
  ],
});

// What every worker sees of the Job is its `payload`; `inputs` are the outputs before the Unit.
const split: Skill = ({ payload }) => {
  const words = (payload as { text: string }).text.split(' '); // As it was submitted above.
  const size = Math.ceil(words.length / partCount);
  return parts.map((part) => words.slice(part * size, (part + 1) * size));
};

const count: Skill = ({ unit, inputs }) => {
  const { part } = unit.input as { part: number }; // As it was submitted above.
  const words = (inputs as { split: string[][] }).split[part] ?? []; // What `split` answers.
  console.log(`${unit.key} has ${words.length} words: ${words.join(' ')}`);
  return tally(words.map((word) => [word, 1]));
};

const sum: Skill = ({ inputs }) => {
  // What `count` answers, by the key of each Unit.
  const counts = inputs as Record<string, Record<string, number>>;
  return tally(Object.values(counts).flatMap((found) => Object.entries(found)));
};

function tally(entries: (readonly [string, number])[]): Record<string, number> {
  const total: Record<string, number> = {};
  for (const [word, times] of entries) total[word] = (total[word] ?? 0) + times;
  return total;
}

const stop = new AbortController();
const crew = ['ann', 'bob', 'cem'].map((name) =>
  runWorker(client, { name, topic, skills: { split, count, sum }, signal: stop.signal }),
);
const done = await awaitJobEnd(client, job);
stop.abort();
await Promise.all(crew);

const result = await client.findUnit({ path: { jobId: job.id, path: 'count/sum' } });
console.log(`The Job has ${done.state}:`, result?.output);
assert.equal(done.state, 'SUCCEEDED');
assert.deepEqual(result?.output, { and: 2, cat: 2, dog: 2, moon: 1, saw: 2, the: 5 });

await server.stop();
