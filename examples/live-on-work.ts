/**
 * A worker that lives on the subscription for work: it is offered Units as soon as there are any, three
 * at once, and stops at once what is cancelled under it, because it is told and need not ask.
 */
import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { createClient, type Lease, type LeaseRefInput } from 'junjo/client';
import { createServer } from 'junjo/server';
import { awaitJobEnd } from './job-end.ts';

const server = await createServer({ port: 0, database: 'memory:' });
await server.start();
const client = createClient({ url: server.url });
const topic = 'renders';
await client.topicCreate({ name: topic });

interface Work {
  readonly lease: LeaseRefInput;
  readonly stop: AbortController;
}

/** What the worker has in hand, by lease; said again whenever it connects anew. */
const inHand = new Map<string, Work>();
const bell = new EventEmitter();
let mostInHand = 0;

async function live(): Promise<void> {
  const input = { worker: 'renderer', topics: [topic], credits: 3, leaseMs: 30_000 };
  const holding = () => [...inHand.values()].map(({ lease }) => lease);
  // Ends once the worker is drained and has nothing in hand any more.
  for await (const { leases, leaseDirectives } of client.work(input, { holding })) {
    for (const { leaseId, message } of leaseDirectives) {
      console.log(message);
      inHand.get(leaseId)?.stop.abort();
      inHand.delete(leaseId);
    }
    for (const leased of leases) void render(leased);
    mostInHand = Math.max(mostInHand, inHand.size);
  }
}

async function render({ unitId, attempt, leaseId, leaseMs, unit }: Lease): Promise<void> {
  const lease = { unitId, attempt, leaseId };
  const stop = new AbortController();
  inHand.set(leaseId, { lease, stop });
  const heartbeat = setInterval(() => {
    // One that does not get through is tried again by the next.
    client.leasesRenew({ leases: [lease] }).catch((error: unknown) => console.warn(error));
  }, leaseMs / 3);
  try {
    const output = await draw(unit.key, unitId, stop.signal);
    inHand.delete(leaseId);
    await client.unitsReport({ reports: [{ succeed: { lease, output } }] });
  } catch {
    // It was taken away while it was being drawn: there is nothing to report.
    bell.emit('stopped', unit.key);
  } finally {
    clearInterval(heartbeat);
  }
}

/** Endless films are the ones that somebody cancels. */
async function draw(key: string, unitId: string, signal: AbortSignal): Promise<string> {
  if (key !== 'endless') return `${key}.png`;
  bell.emit('endless', unitId);
  await sleep(3_600_000, undefined, { signal });
  return 'never';
}

const living = live();
const isDrawing = once(bell, 'endless');
const { job } = await client.jobSubmit({
  topic,
  name: 'Film',
  tasks: [
    {
      key: 'frames',
      units: ['endless', 'f1', 'f2', 'f3', 'f4', 'f5'].map((key) => ({ key, kind: 'render' })),
    },
  ],
});

const [unitId] = await isDrawing;
const isStopped = once(bell, 'stopped');
await client.unitCancel({ unitId, by: 'olga', reason: 'It has no end.' });
assert.deepEqual(await isStopped, ['endless']);

const end = await awaitJobEnd(client, job);
const { succeeded, cancelled } = end.unitCounts;
console.log(`${succeeded} frames drawn, ${cancelled} cancelled, ${mostInHand} at once at most.`);
assert.deepEqual([succeeded, cancelled], [5, 1]);
assert.ok(mostInHand <= 3);

await client.workerDrain({ worker: { name: { name: 'renderer' } }, reason: 'Done for today.' });
await living;
assert.equal(inHand.size, 0);
await server.stop();
