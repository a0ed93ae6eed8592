/** An operator asks why a print does not start: each thing in its way is named, until nothing is left. */
import assert from 'node:assert/strict';
import { createClient, type UnitBy } from 'junjo/client';
import { createServer } from 'junjo/server';

const server = await createServer({ port: 0, database: 'memory:' });
await server.start();
const client = createClient({ url: server.url });
const { topic } = await client.topicCreate({ name: 'prints' });
const { id: topicId, name } = topic;

const poster = { kind: 'print', requires: { size: 'a1' }, concurrencyKey: 'press' };
const { job } = await client.jobSubmit({
  topic: name,
  name: 'Three posters',
  tasks: [
    {
      key: 'print',
      units: [
        { key: 'proof', kind: 'proof' },
        { key: 'red', ...poster, dependsOn: ['proof'] },
        { key: 'blue', ...poster, dependsOn: ['proof'] },
        { key: 'green', ...poster, dependsOn: ['proof'] },
      ],
    },
  ],
});

async function whyNot(key: string): Promise<readonly [kind: string, position: number | null]> {
  const by: UnitBy = { path: { jobId: job.id, path: `print/${key}` } };
  const unit = await client.findUnitWaiting(by);
  const reason = unit?.waitingFor[0];
  console.log(`${key}: ${reason?.kind} - ${reason?.message}`);
  return [reason?.kind ?? 'NOTHING', unit?.queuePosition ?? null];
}

const claim = async (worker: string, labels: object) =>
  (await client.unitsClaim({ worker, topics: [name], labels })).leases[0];

assert.deepEqual(await whyNot('red'), ['PREDECESSORS', null]);

const proof = await claim('small-printer', { size: 'a4' });
assert.ok(proof);
const { unitId, attempt, leaseId } = proof;
await client.unitsReport({ reports: [{ succeed: { lease: { unitId, attempt, leaseId } } }] });

// It is ready now, but the only printer is too small.
assert.deepEqual(await whyNot('red'), ['NO_WORKER', 0]);

// A large one comes, and takes the first.
assert.ok(await claim('large-printer', { size: 'a1' }));
assert.deepEqual(await whyNot('red'), ['NOTHING', null]);
assert.deepEqual(await whyNot('blue'), ['TURN', 0]);
assert.deepEqual(await whyNot('green'), ['TURN', 1]);

// There is one press, and it is in use.
await client.limitSet({ topicId, scope: 'KEY', pattern: 'press', runningMax: 1 });
assert.deepEqual(await whyNot('blue'), ['LIMIT', null]);

await server.stop();
