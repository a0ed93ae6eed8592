/**
 * A report was drawn from wrong numbers. The Unit that read them is done again, and with it just what
 * came of it: the rest of the Job, which was right, is not touched.
 */
import assert from 'node:assert/strict';
import { createClient } from 'junjo/client';
import { createServer } from 'junjo/server';
import { awaitJobEnd } from './job-end.ts';
import { runWorker, type Skill } from './worker-loop.ts';

const server = await createServer({ port: 0, database: 'memory:' });
await server.start();
const client = createClient({ url: server.url });
const topic = 'reports';
await client.topicCreate({ name: topic });

const { job } = await client.jobSubmit({
  topic,
  name: 'Quarter',
  tasks: [
    {
      key: 'read',
      units: [
        { key: 'sales', kind: 'read' },
        { key: 'stock', kind: 'read' },
      ],
    },
    { key: 'draw', dependsOn: ['read'], units: [{ key: 'chart', kind: 'draw' }] },
    { key: 'logo', units: [{ key: 'logo', kind: 'read' }] },
  ],
});

const source = new Map([
  ['sales', 7],
  ['stock', 12],
  ['logo', 1],
]);
const done: string[] = [];
const read: Skill = ({ unit }) => {
  done.push(unit.key);
  return source.get(unit.key) ?? null;
};
const draw: Skill = ({ unit, inputs }) => {
  done.push(unit.key);
  return inputs as { read: Record<string, number> }; // What the Task before put out.
};
const stop = new AbortController();
const skills = { read, draw };
const worker = runWorker(client, { name: 'ann', topic, skills, signal: stop.signal });

await awaitJobEnd(client, job);
console.log('Done at first:', done.toSorted().join(', '));
assert.deepEqual(done.splice(0).toSorted(), ['chart', 'logo', 'sales', 'stock']);

source.set('sales', 70);
const sales = await client.findUnit({ path: { jobId: job.id, path: 'read/sales' } });
assert(sales !== null);
const { cursor } = await client.unitRerun({ unitId: sales.id, reason: 'It was 70.' });
assert(cursor !== null);
const again = await awaitJobEnd(client, { id: job.id, cursor });
stop.abort();
await worker;

const chart = await client.findUnit({ path: { jobId: job.id, path: 'draw/chart' } });
console.log('Done again:', done.join(', '), chart?.output);
assert.equal(again.state, 'SUCCEEDED');
assert.deepEqual(done, ['sales', 'chart']);
assert.deepEqual(chart?.output, { read: { sales: 70, stock: 12 } });

await server.stop();
