/** The least there is: a server, a Job of one Unit, and a worker that does it. */
import assert from 'node:assert/strict';
import { createClient } from 'junjo/client';
import { createServer } from 'junjo/server';

// A server of one's own, in memory and on any free port. In earnest it is a process: `junjo start`.
const server = await createServer({ port: 0, database: 'memory:' });
await server.start();
const client = createClient({ url: server.url });

// Somebody submits work: a Job, in it a Task, in it a Unit.
await client.topicCreate({ name: 'greetings' });
const { job } = await client.jobSubmit({
  topic: 'greetings',
  name: 'Say hello',
  tasks: [{ key: 'say', units: [{ key: 'hello', kind: 'greet', input: { name: 'world' } }] }],
});
console.log(`Submitted "${job.name}": ${job.state}, ${job.unitCounts.ready} Unit is ready.`);

// A worker claims a Unit. For the next 30 seconds nobody else gets it.
const { leases } = await client.unitsClaim({ worker: 'ann', topics: ['greetings'] });
const [lease] = leases;
assert(lease !== undefined);
console.log(`Claimed ${lease.unit.path}, a "${lease.unit.kind}", with`, lease.unit.input);

// It does the work, and reports with what came of it. The report names the lease.
assert.deepEqual(lease.unit.input, { name: 'world' });
const { unitId, attempt, leaseId } = lease;
const { answers } = await client.unitsReport({
  reports: [{ succeed: { lease: { unitId, attempt, leaseId }, output: 'Hello, world!' } }],
});
assert.equal(answers[0]?.accepted, true);

// The output is kept, and the Job is done with its last Unit.
const unit = await client.findUnit({ id: unitId });
const done = await client.findJob({ id: job.id });
console.log(`The Unit has ${unit?.state} with`, unit?.output, `and the Job has ${done?.state}.`);
assert.equal(unit?.output, 'Hello, world!');
assert.equal(done?.state, 'SUCCEEDED');

await server.stop();
