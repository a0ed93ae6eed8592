/** What a query shows and the Events after its cursor: together they leave nothing out. */
import { beforeAll, expect, test } from 'vitest';
import { leaseOf, openWorkshop, taskOf, type Workshop } from '../server/workshop.ts';

let workshop: Workshop;

beforeAll(async () => {
  workshop = await openWorkshop();
  return workshop.close;
});

interface Snapshot {
  readonly job: { readonly cursor: string; readonly unitCounts: { readonly succeeded: number } };
}

const unitCount = 60;

test('a Job that is read while it changes is missing no Event after its cursor', async () => {
  const keys = Array.from({ length: unitCount }, (_, at) => `u${at}`);
  const { id } = await workshop.submit([taskOf('t', keys)]);
  const leases = await workshop.claim();
  const snapshots: Snapshot[] = [];
  let isDone = false;
  const watching = (async () => {
    while (!isDone) {
      snapshots.push(
        ...(await Promise.all(
          [
            `{ job(by: { id: "${id}" }) { cursor unitCounts { succeeded } } }`,
            `{ job: node(id: "${id}") { ... on Job { unitCounts { succeeded } cursor } } }`,
          ].map((query) => workshop.data<Snapshot>(query)),
        )),
      );
    }
  })();
  for (const lease of leases) await workshop.report([{ succeed: { lease: leaseOf(lease) } }]);
  isDone = true;
  await watching;

  const counts = new Set(snapshots.map(({ job }) => job.unitCounts.succeeded));
  expect(counts.size).toBeGreaterThan(3);
  for (const { job } of snapshots) {
    const { events } = await workshop.data<{ events: { events: readonly object[] } }>(
      `query($after: String!) { events(
        filter: { jobId: "${id}", kinds: ["unit.succeeded"] }, after: $after, batch: 1000
      ) { events { seq } } }`,
      { after: job.cursor },
    );
    expect(job.unitCounts.succeeded + events.events.length).toBeGreaterThanOrEqual(unitCount);
  }
});
