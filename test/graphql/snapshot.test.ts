/** What a query shows and the Events after its cursor: together they leave nothing out. */
import { beforeAll, expect, test } from 'vitest';
import { leaseOf, openWorkshop, taskOf, type Workshop } from '../server/workshop.ts';

let workshop: Workshop;

beforeAll(async () => {
  workshop = await openWorkshop();
  return workshop.close;
});

/** What has a cursor and says how many Units had succeeded by then, wherever it stands in an answer. */
interface Snapshot {
  readonly cursor: string;
  readonly unitCounts: { readonly succeeded: number };
}

function snapshotsIn(answer: unknown): readonly Snapshot[] {
  if (typeof answer !== 'object' || answer === null) return [];
  if (!('unitCounts' in answer)) return Object.values(answer).flatMap(snapshotsIn);
  // The queries select both together.
  return [answer as Snapshot];
}

const parts = '{ cursor unitCounts { succeeded } }';

const queries = [
  `{ job(by: { id: $id }) ${parts} }`,
  '{ node(id: $id) { ... on Job { unitCounts { succeeded } cursor } } }',
  `{ nodes(ids: [$id]) { ... on Job ${parts} ... on Topic ${parts} } }`,
  `{ jobs(filter: { topic: "workshop" }) { edges { node ${parts} } nodes ${parts} } }`,
  `{ topic(by: { name: "workshop" }) { cursor unitCounts { succeeded } } }`,
  `{ topics { nodes { jobs { nodes ${parts} } } } }`,
  `{ job(by: { id: $id }) { tasks { nodes ${parts} } } }`,
  `{ job(by: { id: $id }) { unit(path: "t/u0") { cursor task ${parts} job ${parts} } } }`,
];

const unitCount = 60;

test('what is read while it changes is missing no Event after its cursor', async () => {
  const keys = Array.from({ length: unitCount }, (_, at) => `u${at}`);
  const { id } = await workshop.submit([taskOf('t', keys)]);
  const leases = await workshop.claim();
  const snapshots: Snapshot[] = [];
  let isDone = false;
  const watching = (async () => {
    while (!isDone) {
      const answers = await Promise.all(
        queries.map((query) => workshop.data(query.replaceAll('$id', JSON.stringify(id)))),
      );
      expect(answers.map((answer) => snapshotsIn(answer).length)).not.toContain(0);
      snapshots.push(...answers.flatMap(snapshotsIn));
    }
  })();
  for (const lease of leases) await workshop.report([{ succeed: { lease: leaseOf(lease) } }]);
  isDone = true;
  await watching;

  const counts = new Set(snapshots.map(({ unitCounts }) => unitCounts.succeeded));
  expect(counts.size).toBeGreaterThan(3);
  for (const { cursor, unitCounts } of snapshots) {
    const { events } = await workshop.data<{ events: { events: readonly object[] } }>(
      `query($after: String!) { events(
        filter: { jobId: "${id}", kinds: ["unit.succeeded"] }, after: $after, batch: 1000
      ) { events { seq } } }`,
      { after: cursor },
    );
    expect(unitCounts.succeeded + events.events.length).toBeGreaterThanOrEqual(unitCount);
  }
});
