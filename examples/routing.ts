/** Units go to the workers that have what they require, and one of each to certain workers. */
import assert from 'node:assert/strict';
import { createClient } from 'junjo/client';
import { createServer } from 'junjo/server';

const server = await createServer({ port: 0, database: 'memory:' });
await server.start();
const client = createClient({ url: server.url });
await client.topicCreate({ name: 'rollout' });

// One Unit must be done in Europe; the new version goes to two machines, each for itself; and once
// it is on both of them, anybody may tell the customers.
await client.jobSubmit({
  topic: 'rollout',
  name: 'Version 7',
  tasks: [
    {
      key: 'ship',
      units: [
        { key: 'sign', kind: 'sign', requires: { region: 'eu' } },
        { key: 'install', kind: 'install', dependsOn: ['sign'], targets: ['mill-1', 'mill-2'] },
        { key: 'tell', kind: 'tell', dependsOn: ['install'] },
      ],
    },
  ],
});

/** Claims one Unit and has it succeed; answers its key, or undefined when there was none. */
async function workOnce(worker: string, labels: Readonly<Record<string, string>> = {}) {
  const { leases } = await client.unitsClaim({ worker, topics: ['rollout'], labels });
  const [lease] = leases;
  if (lease === undefined) return undefined;
  const { unitId, attempt, leaseId, unit } = lease;
  const reports = [{ succeed: { lease: { unitId, attempt, leaseId } } }];
  await client.unitsReport({ reports });
  const done = await client.findUnit({ id: unitId });
  console.log(`${worker} has done "${unit.key}", which requires`, done?.requires);
  return unit.key;
}

assert.equal(await workOnce('mill-1', { region: 'us' }), undefined);
assert.equal(await workOnce('signer', { region: 'eu', disk: 'fast' }), 'sign');

// Nobody else is given what is for a certain machine, and each gets its own.
assert.equal(await workOnce('signer', { region: 'eu' }), undefined);
assert.equal(await workOnce('mill-2'), 'install.mill-2');
assert.equal(await workOnce('mill-2'), undefined);
assert.equal(await workOnce('mill-1'), 'install.mill-1');
assert.equal(await workOnce('anybody'), 'tell');

await server.stop();
