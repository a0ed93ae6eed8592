/**
 * A view of a Job that is always right: read it once, then apply the Events that come after the
 * reading. Nothing is missed and nothing comes twice, even when the connection breaks on the way.
 */
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { createClient } from 'junjo/client';
import { createServer } from 'junjo/server';
import { runWorker, type Skill } from './worker-loop.ts';

const server = await createServer({ port: 0, database: 'memory:' });
await server.start();
const client = createClient({ url: server.url });
const topic = 'garden';
await client.topicCreate({ name: topic });
const steps = ['dig', 'sow', 'water', 'weed', 'harvest'];
const { job } = await client.jobSubmit({
  topic,
  name: 'A bed of carrots',
  tasks: [
    {
      key: 'bed',
      units: steps.map((key, index) => {
        return { key, kind: 'garden', dependsOn: steps.slice(Math.max(0, index - 1), index) };
      }),
    },
  ],
});
const garden: Skill = () => sleep(20, 'done');
const stop = new AbortController();
const worker = runWorker(client, { name: 'ann', topic, skills: { garden }, signal: stop.signal });

/** What is read of the Job: the state of each Unit by its id, in the order of the Job. */
async function readStates(): Promise<Map<string, string>> {
  const states = new Map<string, string>();
  for await (const { id, state } of client.units(job.id)) states.set(id, state);
  return states;
}

// The position first, then the Job. What happens in between may be in both: to set the same state
// once more does no harm, and whatever is not in the reading comes as an Event.
const snapshot = await client.findJob({ id: job.id });
assert(snapshot !== null);
const view = await readStates();
console.log('At first:', [...view.values()].join(' '));

const seqs: number[] = [];
let jobState: string = snapshot.state;

/** Applies what comes after the cursor. Answers where it got to: at the end, or after some batches. */
async function watch(after: string, batchCount: number): Promise<string> {
  let cursor = after;
  let leftCount = batchCount;
  for await (const batch of client.events({ jobId: job.id }, { after, batch: 3 })) {
    for (const { seq, kind, unitId, to } of batch.events) {
      seqs.push(Number(seq));
      if (to !== null && unitId !== null) view.set(unitId, to);
      if (to !== null && kind.startsWith('job.')) jobState = to;
      if (unitId !== null) console.log(`${seq} ${kind}:`, [...view.values()].join(' '));
    }
    cursor = batch.cursor;
    leftCount -= 1;
    if (leftCount === 0 || jobState === 'SUCCEEDED') break;
  }
  return cursor;
}

// The first connection is left after two batches. Whoever keeps the cursor goes on where it was,
// today or tomorrow, also when the server was started anew meanwhile.
const cursor = await watch(snapshot.cursor, 2);
console.log('Left, and back again.');
await watch(cursor, Number.POSITIVE_INFINITY);
stop.abort();
await worker;

console.log(`The Job has ${jobState}.`);
assert.equal(jobState, 'SUCCEEDED');
assert.deepEqual(view, await readStates());
// It is the only Job of its Topic, so its Events have all the numbers.
const first = seqs[0] ?? 0;
assert.deepEqual(
  seqs,
  seqs.map((_, index) => first + index),
);

await server.stop();
