/**
 * The server goes away between a claim and the report, and comes back on the same file. The worker
 * keeps what it holds, and its report counts; nothing that was answered is lost.
 */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from 'junjo/client';
import { createServer } from 'junjo/server';

const folder = await mkdtemp(join(tmpdir(), 'junjo-example-'));
const database = `file:${join(folder, 'junjo.db')}`;

const first = await createServer({ port: 0, database });
await first.start();
const { url, port } = first;
const client = createClient({ url });
await client.topicCreate({ name: 'letters' });
const { job, cursor } = await client.jobSubmit({
  topic: 'letters',
  name: 'Write to grandmother',
  tasks: [
    {
      key: 'letter',
      units: [
        { key: 'write', kind: 'write' },
        { key: 'post', kind: 'post', dependsOn: ['write'] },
      ],
    },
  ],
});
const { leases } = await client.unitsClaim({ worker: 'ann', topics: ['letters'] });
const [write] = leases;
assert(write !== undefined);
console.log(`ann holds ${write.unit.path}.`);

// The server stops, and ann has no idea. The client repeats her report until somebody answers.
await first.stop();
console.log('The server is gone.');
const { unitId, attempt, leaseId } = write;
const reporting = client.unitsReport({
  reports: [{ succeed: { lease: { unitId, attempt, leaseId }, output: 'Dear grandmother, …' } }],
  claim: { worker: 'ann', topics: ['letters'] },
});

// The same file and the same address, but a new server.
const second = await createServer({ port, database });
await second.start();
console.log('The server is back.');
const { answers, leases: next } = await reporting;
console.log(`The report was ${answers[0]?.accepted ? 'accepted' : 'refused'}.`);
assert.equal(answers[0]?.accepted, true);

// The order holds across the restart: the next Unit is ready, and sees what the first one put out.
assert.equal(next[0]?.unit.path, 'letter/post');
assert.deepEqual(next[0]?.inputs, { write: 'Dear grandmother, …' });

// So does the journal: positions of before are good, and one number follows the other.
const { events } = await client.listEvents({ jobId: job.id }, { after: cursor ?? 'start' });
console.log('Since it was submitted:', events.map(({ seq, kind }) => `${seq} ${kind}`).join(', '));
assert.deepEqual(
  events.filter(({ category }) => category === 'UNIT').map(({ kind }) => kind),
  ['unit.claimed', 'unit.succeeded', 'unit.ready', 'unit.claimed'],
);
const start = Number(events[0]?.seq);
assert.deepEqual(
  events.map(({ seq }) => Number(seq)),
  events.map((_, index) => start + index),
);

await second.stop();
await rm(folder, { recursive: true });
