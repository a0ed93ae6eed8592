/**
 * A worker dies half way through a long Unit. Its lease runs out, another worker gets the Unit, and
 * goes on from the last checkpoint instead of from the beginning.
 */
import assert from 'node:assert/strict';
import { createClient } from 'junjo/client';
import { createServer } from 'junjo/server';

const server = await createServer({ port: 0, database: 'memory:' });
await server.start();
const client = createClient({ url: server.url });
const topic = 'archive';
await client.topicCreate({ name: topic });
const pages = ['cover', 'preface', 'one', 'two', 'three', 'index'];
const { job } = await client.jobSubmit({
  topic,
  name: 'Scan a book',
  tasks: [{ key: 'scan', units: [{ key: 'book', kind: 'scan', input: { pages } }] }],
});

const scanned: string[] = [];

/** Scans the rest of the book; one that dies after some pages falls silent, as after a power cut. */
async function work(worker: string, diesAfter = Number.POSITIVE_INFINITY): Promise<number> {
  // The lease is short, so that the Unit is given to somebody else soon after its worker died.
  const claim = { worker, topics: [topic], leaseMs: 5_000, waitMs: 30_000 };
  const [lease] = (await client.unitsClaim(claim)).leases;
  assert(lease !== undefined);
  const { unitId, attempt, leaseId, unit } = lease;
  const ref = { unitId, attempt, leaseId };
  const checkpoint = unit.checkpoint as { doneCount: number } | null; // As it is saved below.
  const startsAt = checkpoint?.doneCount ?? 0;
  console.log(`${worker} begins attempt ${attempt} at page ${startsAt + 1}.`);

  for (const [index, page] of pages.entries()) {
    if (index < startsAt) continue;
    if (index - startsAt === diesAfter) {
      console.log(`${worker} dies.`);
      return startsAt;
    }
    scanned.push(page);
    // Saved after each page. That is a sign of life as well: the lease lasts on.
    const save = { lease: ref, checkpoint: { doneCount: index + 1 } };
    const { answers } = await client.unitsReport({ reports: [{ checkpoint: save }] });
    assert.equal(answers[0]?.accepted, true);
    console.log(`${worker} has scanned "${page}".`);
  }
  await client.unitsReport({ reports: [{ succeed: { lease: ref, output: scanned.length } }] });
  return startsAt;
}

assert.equal(await work('ann', 3), 0);
// Nobody has to tell that ann is dead: this claim waits until her lease has run out. (Not sooner than
// five seconds after a start, during which the server takes no lease away, so that workers that could
// not reach it while it was gone lose nothing.)
assert.equal(await work('bob'), 3);

const unit = await client.findUnit({ path: { jobId: job.id, path: 'scan/book' } });
console.log(`The Unit has ${unit?.state} in attempt ${unit?.attempt}: ${scanned.join(', ')}.`);
assert.equal(unit?.state, 'SUCCEEDED');
assert.equal(unit?.attempt, 2);
assert.deepEqual(scanned, pages);

await server.stop();
