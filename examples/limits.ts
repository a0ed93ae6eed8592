/** Tenants share workers: two Units of each run at once, three of one that pays for it. */
import assert from 'node:assert/strict';
import { createClient } from 'junjo/client';
import { createServer } from 'junjo/server';
import { awaitJobEnd } from './job-end.ts';
import { runWorker, type Skill } from './worker-loop.ts';

const server = await createServer({ port: 0, database: 'memory:' });
await server.start();
const client = createClient({ url: server.url });
const { topic } = await client.topicCreate({ name: 'reports' });
const topicId = topic.id;

// One Limit for all tenants, and one for the tenant that has its own: the more specific one counts.
const { limit } = await client.limitSet({
  topicId,
  scope: 'KEY',
  pattern: 'tenant:*',
  runningMax: 2,
});
await client.limitSet({ topicId, scope: 'KEY', pattern: 'tenant:gold', runningMax: 3 });

const tenants = ['tenant:iron', 'tenant:gold', 'tenant:clay'];
const units = tenants.flatMap((concurrencyKey) =>
  Array.from({ length: 6 }, (_, index) => ({
    key: `${concurrencyKey.slice('tenant:'.length)}-${index + 1}`,
    kind: 'render',
    input: concurrencyKey,
    concurrencyKey,
  })),
);
const { job } = await client.jobSubmit({
  topic: 'reports',
  name: 'Monthly reports',
  tasks: [{ key: 'render', units }],
});

const running = new Map<unknown, number>();
const most = new Map<unknown, number>();

const render: Skill = async ({ unit }) => {
  const count = (running.get(unit.input) ?? 0) + 1;
  running.set(unit.input, count);
  most.set(unit.input, Math.max(count, most.get(unit.input) ?? 0));
  await new Promise((resolve) => setTimeout(resolve, 20));
  running.set(unit.input, (running.get(unit.input) ?? 0) - 1);
  return null;
};

const stop = new AbortController();
const workers = Array.from({ length: 8 }, (_, index) =>
  runWorker(client, {
    name: `worker-${index + 1}`,
    topic: 'reports',
    skills: { render },
    signal: stop.signal,
  }),
);
const done = await awaitJobEnd(client, job);
stop.abort();
await Promise.all(workers);

for (const [tenant, count] of most) console.log(`Of ${tenant} ran ${count} at once at most.`);
assert.equal(done.state, 'SUCCEEDED');
assert.ok((most.get('tenant:iron') ?? 9) <= 2);
assert.ok((most.get('tenant:clay') ?? 9) <= 2);
assert.ok((most.get('tenant:gold') ?? 9) <= 3);

// What is used of the Limit of all is told tenant by tenant; the one with its own is not among them.
const used: string[] = [];
for await (const { subject, runningCount } of client.limitUses(limit.id)) {
  used.push(subject);
  assert.equal(runningCount, 0);
}
assert.deepEqual(used, ['tenant:clay', 'tenant:iron']);

await server.stop();
