/** Workers come and go with what waits: an autoscaler asks for the queue, and a Limit tells it to hold back. */
import assert from 'node:assert/strict';
import { createClient } from 'junjo/client';
import { createServer } from 'junjo/server';

const server = await createServer({ port: 0, database: 'memory:' });
await server.start();
const client = createClient({ url: server.url });
const { topic } = await client.topicCreate({ name: 'renders' });
const { id: topicId, name } = topic;

/** What one worker has in hand at once, and how many workers there may be. */
const unitsPerWorker = 5;
const workerCountMax = 4;

/** How many workers the kind needs: for what runs, and for what only waits for a worker. */
async function wantedWorkerCount(kind: string): Promise<number> {
  const { total } = await client.getQueue({ name }, { kinds: [kind] });
  const { claimableCount, limitedCount, runningCount, oldestReadyAt, succeededPerMinute } = total;
  const wanted = Math.ceil((claimableCount + runningCount) / unitsPerWorker);
  console.log(
    `${kind}: ${claimableCount} claimable, ${limitedCount} limited, ${runningCount} running, ` +
      `${succeededPerMinute} done per minute, the oldest is ready since ${oldestReadyAt}`,
  );
  return Math.min(workerCountMax, wanted);
}

const claim = async (worker: string, max: number) =>
  (await client.unitsClaim({ worker, topics: [name], kinds: ['render'], max })).leases;

// Nothing is there yet, not even the kind: no worker is needed.
assert.equal(await wantedWorkerCount('render'), 0);

const units = Array.from({ length: 12 }, (_, at) => ({
  key: `frame-${at}`,
  kind: 'render',
  concurrencyKey: 'studio',
}));
await client.jobSubmit({ topic: name, name: 'A scene', tasks: [{ key: 'frames', units }] });
assert.equal(await wantedWorkerCount('render'), 3);

// Two workers have taken what they can, and one more is needed for the rest.
const inHand = [...(await claim('first', 5)), ...(await claim('second', 5))];
assert.equal(inHand.length, 10);
assert.equal(await wantedWorkerCount('render'), 3);

// The studio may use ten machines at once: a third worker would have nothing to do.
await client.limitSet({ topicId, scope: 'KEY', pattern: 'studio', runningMax: 10 });
assert.equal(await wantedWorkerCount('render'), 2);

// It is worked off, with no more than are asked for.
let inWork = inHand;
while (inWork.length > 0) {
  const reports = inWork.map(({ unitId, attempt, leaseId }) => ({
    succeed: { lease: { unitId, attempt, leaseId } },
  }));
  await client.unitsReport({ reports });
  inWork = [...(await claim('first', unitsPerWorker))];
}
assert.equal(await wantedWorkerCount('render'), 0);
const { total } = await client.getQueue({ name });
assert.equal(total.unitCounts.succeeded, 12);
assert.ok(total.succeededPerMinute > 0);

await server.stop();
