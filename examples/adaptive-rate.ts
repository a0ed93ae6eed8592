/**
 * Workers call a service that takes only so many requests per second, and nobody knows how many. They
 * report when they are refused; the Limit finds out how fast they may go.
 */
import assert from 'node:assert/strict';
import { createClient, type Lease, type UnitReportInput } from 'junjo/client';
import { createServer } from 'junjo/server';
import { awaitJobEnd } from './job-end.ts';

const server = await createServer({ port: 0, database: 'memory:' });
await server.start();
const client = createClient({ url: server.url });
const { topic } = await client.topicCreate({ name: 'translations' });

// At most 40 in half a second, and less once somebody is refused.
const { limit } = await client.limitSet({
  topicId: topic.id,
  scope: 'KIND',
  pattern: 'translate',
  startMax: 40,
  intervalMs: 500,
  isAdaptive: true,
  startMin: 2,
});

const keys = Array.from({ length: 60 }, (_, index) => `page-${index + 1}`);
const { job } = await client.jobSubmit({
  topic: 'translations',
  name: 'Translate a book',
  tasks: [{ key: 'book', units: keys.map((key) => ({ key, kind: 'translate' })) }],
});

/** A service that takes twelve requests in half a second and refuses all others. */
const taken: number[] = [];
let refusedCount = 0;
function isTaken(): boolean {
  const now = performance.now();
  const lately = taken.filter((at) => at > now - 500);
  if (lately.length >= 12) {
    refusedCount += 1;
    return false;
  }
  taken.push(now);
  return true;
}

function translate({ unitId, attempt, leaseId }: Lease): UnitReportInput {
  const lease = { unitId, attempt, leaseId };
  if (isTaken()) return { succeed: { lease } };
  const refusal = { code: 'TOO_MANY_REQUESTS', message: 'Come back later.', retryAfterMs: 500 };
  return { fail: { lease, ...refusal, rateLimited: true } };
}

const stop = new AbortController();
async function work(): Promise<void> {
  const claim = { worker: 'ann', topics: ['translations'], max: 10, waitMs: 5_000 };
  while (!stop.signal.aborted) {
    const { leases } = await client.unitsClaim(claim, stop).catch((error: unknown) => {
      if (stop.signal.aborted) return { leases: [] };
      throw error;
    });
    if (leases.length > 0) await client.unitsReport({ reports: leases.map(translate) });
  }
}

const worker = work();
const done = await awaitJobEnd(client, job);
stop.abort();
await worker;

// Every change of the rate is an Event, so it can be drawn.
const { events } = await client.listEvents({ topicId: topic.id }, { after: 'start', batch: 1_000 });
const rates = events
  .filter(({ kind }) => kind === 'limit.rateChanged')
  .map(({ data }) => (data as { rate: number }).rate); // What `limit.rateChanged` carries.
console.log(`The Job has ${done.state}. ${refusedCount} calls were refused.`);
console.log(`Starts in half a second: 40, ${rates.join(', ')}.`);

assert.equal(done.state, 'SUCCEEDED');
assert.ok(refusedCount > 0 && refusedCount < 60);
assert.equal(rates[0], 20);

// A refusal is held against the rate, and against no Unit.
for await (const unit of client.units(job.id)) assert.equal(unit.failureCount, 0);
for await (const use of client.limitUses(limit.id)) {
  console.log(`Now ${use.ratePerInterval} of "${use.subject}" may start in half a second.`);
  assert.ok(use.ratePerInterval !== null && use.ratePerInterval < 40);
}

await server.stop();
