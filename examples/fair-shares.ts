/** One tenant's many Units do not keep another's few waiting: a Topic that shares fairly. */
import assert from 'node:assert/strict';
import { createClient } from 'junjo/client';
import { createServer } from 'junjo/server';

const server = await createServer({ port: 0, database: 'memory:' });
await server.start();
const client = createClient({ url: server.url });
await client.topicCreate({ name: 'reports', isFair: true });

/** A Job of so many Units, all under the tenant's key. */
async function submitFor(tenant: string, count: number) {
  const units = Array.from({ length: count }, (_, index) => ({
    key: `${tenant}-${index}`,
    kind: 'print',
  }));
  const tasks = [{ key: 'all', units }];
  await client.jobSubmit({ topic: 'reports', name: tenant, concurrencyKey: tenant, tasks });
}

await submitFor('giant', 500);
await submitFor('corner-shop', 3);

// The shop came last and has little: it is served in turn with the giant all the same.
const { leases } = await client.unitsClaim({ worker: 'printer', topics: ['reports'], max: 7 });
const keys = leases.map(({ unit }) => unit.key);
console.log('The first seven are', keys);
assert.equal(keys.filter((key) => key.startsWith('corner-shop')).length, 3);
assert.equal(keys.filter((key) => key.startsWith('giant')).length, 4);

await server.stop();
