/**
 * A report every two seconds, each about the time at which it was due. A Schedule is looked at before
 * it is set, fires by itself and by hand, is paused and goes on; its history tells what became of it.
 */
import assert from 'node:assert/strict';
import { createClient } from 'junjo/client';
import { createServer } from 'junjo/server';
import { runWorker } from './worker-loop.ts';

const server = await createServer({ port: 0, database: 'memory:' });
await server.start();
const client = createClient({ url: server.url });
const topic = 'reports';
await client.topicCreate({ name: topic });
await client.templatePublish({
  topic,
  name: 'report',
  definition: {
    name: 'Report on ${{ params.store }}',
    payload: { store: '${{ params.store }}', until: '${{ params.until }}' },
    tasks: [{ key: 'report', units: [{ key: 'write', kind: 'write' }] }],
  },
  paramsSchema: {
    type: 'object',
    required: ['store', 'until'],
    properties: { store: { type: 'string' }, until: { type: 'string', format: 'date-time' } },
  },
});

// What a cron expression comes to on the night in which clocks are put forward in Berlin.
const timing = { cron: '30 2 * * *', zone: 'Europe/Berlin' };
const nights = await client.schedulePreview({ timing, afterAt: '2026-03-27T12:00:00Z', count: 3 });
for (const { local } of nights) console.log(`"30 2 * * *" fires at ${local}.`);
assert.deepEqual(
  nights.map(({ local }) => local.slice(11, 16)),
  ['02:30', '03:00', '02:30'],
);

const written: string[] = [];
const stop = new AbortController();
const worker = runWorker(client, {
  name: 'ann',
  topic,
  skills: {
    write: (lease) => {
      const { until } = lease.payload as { until: string }; // As the Template above says.
      console.log(`ann writes the report until ${until}.`);
      written.push(until);
      return until;
    },
  },
  signal: stop.signal,
});

const { schedule } = await client.scheduleSet({
  topic,
  name: 'often',
  template: 'report',
  params: { store: 'Berlin' },
  dueAtParam: 'until',
  timing: { everyMs: 2_000, anchorAt: '2026-01-01T00:00:00Z' },
  overlap: 'QUEUE',
});
console.log(`The first one is due at ${schedule.nextAt}.`);
const { cursor } = await client.listEvents({ topic });
for await (const { events } of client.events({ topic }, { after: cursor })) {
  if (events.filter(({ kind }) => kind === 'job.succeeded').length > 0 && written.length > 1) break;
}

await client.schedulePause({ scheduleId: schedule.id, by: 'bob', reason: 'Stocktaking.' });
const { firing } = await client.scheduleFire({ scheduleId: schedule.id, by: 'bob' });
console.log(`Fired by hand while it is paused: ${firing.outcome}.`);
const resumed = await client.scheduleResume({ scheduleId: schedule.id });
assert.equal(resumed.schedule.pause, null);

const dues: string[] = [];
for await (const { dueAt, outcome, isManual } of client.scheduleFirings({ id: schedule.id })) {
  console.log(`${dueAt} ${outcome}${isManual ? ' by hand' : ''}`);
  if (!isManual && outcome === 'STARTED') dues.push(dueAt);
}
// Each report is about the time at which it was due, and no time has two.
assert(written.length >= 2);
assert.equal(new Set(dues).size, dues.length);
assert(dues.every((dueAt) => Date.parse(dueAt) % 2_000 === 0));

stop.abort();
await worker;
await server.stop();
