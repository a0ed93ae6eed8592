/**
 * Draining a worker before a deployment: it is asked to stop, finishes what it holds and ends by
 * itself, while the new version takes over. No attempt is lost, and nothing is done twice.
 */
import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import { createClient } from 'junjo/client';
import { createServer } from 'junjo/server';
import { awaitJobEnd } from './job-end.ts';
import { runWorker } from './worker-loop.ts';

const server = await createServer({ port: 0, database: 'memory:' });
await server.start();
const client = createClient({ url: server.url });
const topic = 'reports';
await client.topicCreate({ name: topic });
const { job } = await client.jobSubmit({
  topic,
  name: 'Monthly reports',
  tasks: [
    {
      key: 'print',
      units: Array.from({ length: 8 }, (_, month) => ({ key: `m${month + 1}`, kind: 'print' })),
    },
  ],
});

const printedBy: string[] = [];
const stop = new AbortController();
const bell = new EventEmitter();
const isTime = once(bell, 'deploy');
const old = runWorker(client, {
  name: 'printer-v1',
  topic,
  signal: stop.signal,
  skills: {
    print: async () => {
      printedBy.push('printer-v1');
      // In the middle of the third report it is time for the next version.
      if (printedBy.length === 3) {
        bell.emit('deploy');
        await once(bell, 'drained');
      }
      return 'printed';
    },
  },
});

await isTime;
const asked = { by: 'olga', reason: 'Version 2 is rolled out.' };
const { workers } = await client.workerDrain({
  worker: { name: { name: 'printer-v1' } },
  ...asked,
});
console.log(`${workers[0]?.name} holds ${workers[0]?.heldCount} Unit and is ${workers[0]?.mode}.`);
assert.equal(workers[0]?.heldCount, 1);
bell.emit('drained');

// It ends by itself: nobody has to stop it, and what it held is done.
await old;
assert.equal(printedBy.length, 3);
const known = await client.findWorker({ name: { topic, name: 'printer-v1' } });
assert.equal(known?.heldCount, 0);
assert.equal(known?.modeReason, asked.reason);
assert.notEqual(known?.toldAt, null);

const next = runWorker(client, {
  name: 'printer-v2',
  topic,
  signal: stop.signal,
  skills: {
    print: () => {
      printedBy.push('printer-v2');
      return 'printed';
    },
  },
});
const end = await awaitJobEnd(client, job);
console.log(`${end.name}: ${end.state}, printed by ${[...new Set(printedBy)].join(' and ')}.`);
assert.equal(end.state, 'SUCCEEDED');
assert.equal(printedBy.length, 8);

stop.abort();
await next;
await server.stop();
